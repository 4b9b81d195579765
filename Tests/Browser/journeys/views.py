"""A view is saved for the team, and its address shows a colleague the same rows."""
import re

from playwright.sync_api import expect

import acts


def journey_share_a_view(desk):
    page = desk.window()
    page.goto("/admin/orders?status=cancelled")
    shown = acts.rows(page).count()
    page.locator("main [popovertarget=save-view]").click()
    form = page.locator("#save-view")
    form.locator("[name=name]").fill("Cancelled lately")
    form.locator("[name=is_shared]").check()
    with page.expect_navigation():
        form.locator("button.btn-main").click()
    tab = page.locator("nav.tabs a", has_text="Cancelled lately")
    expect(tab).to_have_attribute("aria-current", "page")

    # The address is the whole view: a colleague who opens it sees the same, and has the tab.
    colleague = desk.window("second")
    colleague.goto(page.url)
    expect(colleague.locator("nav.tabs a", has_text="Cancelled lately")).to_have_attribute("aria-current", "page")
    assert acts.rows(colleague).count() == shown
    colleague.goto("/admin/orders")
    colleague.locator("nav.tabs a", has_text="Cancelled lately").click()
    expect(colleague).to_have_url(re.compile("status=cancelled"))
