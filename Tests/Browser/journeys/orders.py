"""An order: found by who placed it, and cancelled."""
import re

from playwright.sync_api import expect

import acts


def journey_find_an_order_by_customer(desk):
    identifier, number, name = placed_by_somebody(desk)
    page = desk.window()
    page.goto("/admin/orders")
    acts.search(page, name)
    expect(acts.row(page, number).first).to_be_visible()
    assert acts.rows(page).count() == acts.row(page, name).count(), "the search found orders of somebody else"
    acts.open_row(page, number)
    expect(acts.title(page)).to_contain_text(number)
    expect(page.locator("main")).to_contain_text(name)

    # The same from anywhere, by the palette: the order by its number, the customer by their name.
    page.goto("/admin")
    found = acts.palette(page, name)
    expect(found.filter(has_text=name).first).to_be_visible()
    page.keyboard.press("Escape")
    found = acts.palette(page, number).filter(has_text=number).first
    expect(found).to_be_visible()
    found.click()
    expect(page).to_have_url(re.compile(identifier))


def placed_by_somebody(desk):
    """An order with a customer: its id, its number and their name."""
    for row in desk.shop.ask("orders.list", limit=50)["data"]:
        identifier = acts.subject(row, "ord")
        customer = desk.shop.ask("orders.get", order=identifier).get("customer") or {}
        if customer.get("name"):
            return identifier, row["number"], customer["name"]
    raise AssertionError("no order of the demo shop has a customer")


def journey_cancel_an_order(desk):
    found = desk.shop.ask("orders.list", status="pending", fulfilment_state="unfulfilled", limit=5)["data"]
    identifier = acts.subject(found[-1], "ord")

    def status():
        return desk.shop.ask("orders.get", order=identifier)["order"]["status"]

    page = desk.window()
    page.goto(f"/admin/orders/{identifier}")
    acts.choose_action(page, "orders.cancel")
    acts.fill(page, reason="customer")

    # What will happen is said before it happens.
    expect(acts.preview(page)).to_contain_text(re.compile("cancel", re.IGNORECASE))
    faults = desk.look(page, "cancel-preview")
    assert status() == "pending", "the preview did it"

    acts.send(page)
    assert status() == "cancelled", status()
    page.goto(f"/admin/orders/{identifier}")
    expect(page.locator("main .page-head .badge", has_text="Cancelled")).to_be_visible()
    expect(page.locator("main [aria-labelledby=timeline]")).to_contain_text(re.compile("cancel", re.IGNORECASE))
    return faults
