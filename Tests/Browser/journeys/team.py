"""A colleague is invited with few rights, and sees no more than they may."""
import re

from playwright.sync_api import expect

import acts
from browser import come_in

NAME, EMAIL = "Rowan Pike", "rowan@pembertongifts.example"


def journey_invite_a_colleague(desk):
    email = desk.fresh(EMAIL)
    page = desk.window()
    page.goto("/admin/team")
    acts.choose_action(page, "team.invite")
    acts.fill(page, name=NAME, email=email)
    acts.fill(page, role="order_desk")
    acts.send(page)

    # The way in is made on their page, shown once.
    member = next(member for member in desk.shop.ask("team.list", limit=100)["data"] if member["email"] == email)
    page.goto(f"/admin/team/{member['id']}")
    page.locator("main form[action*='/link/'] button").click()
    text = page.locator("main").inner_text()
    faults = desk.look(page, "sign-in-link")
    link = re.search(r"(?:https?://[^\s/]+)?(/link/[\w-]+)", text).group(1)

    rowan = desk.window(person=None, allowed=("status of 403",))
    come_in(rowan, link, NAME, email)

    # They see orders, but no team, in the navigation and anywhere else.
    ways = rowan.locator("nav.sidenav")
    expect(ways.locator("a[href='/admin/orders']")).to_have_count(1)
    expect(ways.locator("a[href='/admin/team']")).to_have_count(0)
    rowan.goto("/admin/orders")
    expect(acts.rows(rowan).first).to_be_visible()
    expect(rowan.locator("form[data-bulk]")).to_have_count(0)
    acts.rows(rowan).first.locator("a").first.click()
    expect(rowan.locator("main a[href*='orders.cancel']")).to_have_count(0)

    # What they may not see says which right it takes.
    answer = rowan.goto("/admin/team")
    assert answer.status == 403, answer.status
    expect(rowan.locator("main")).to_contain_text("team.read")
    answer = rowan.goto("/admin/actions/orders.cancel")
    assert answer.status == 403, answer.status
    expect(rowan.locator("main")).to_contain_text("orders.cancel")
    return faults
