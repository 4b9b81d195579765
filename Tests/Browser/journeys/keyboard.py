"""Without a mouse: from the palette to an order, on to the next one, and its id copied."""
import re

from playwright.sync_api import expect

import acts


def journey_keyboard_only(desk):
    page = desk.window()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/admin")
    expect(acts.palette(page, "Orders").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/orders$"))

    # Down to the second row and in.
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.wait_for_timeout(120)
    page.keyboard.press("j")
    page.wait_for_timeout(120)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/ord_"))
    first = acts.identifier(page)

    # The next order of the same list.
    page.wait_for_load_state("networkidle")
    page.keyboard.press("]")
    page.wait_for_url(lambda url: "/ord_" in url and first not in url)
    second = acts.identifier(page)

    # Its id, by the palette, which knows what can be done on this page.
    page.wait_for_load_state("networkidle")
    page.locator("main [popovertarget=more]").focus()
    page.keyboard.press("Enter")
    page.locator(f"main [data-copy='{second}']").focus()
    page.keyboard.press("Enter")
    acts.eventually(page, lambda: page.evaluate("navigator.clipboard.readText()"), lambda text: text == second, 5)
