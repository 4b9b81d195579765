"""A customer complains: from the ticket to the refund, to the money that has gone, and to the answer."""
import re

from playwright.sync_api import expect

import acts


def journey_ticket_refund(desk):
    found = desk.shop.ask("orders.list", status="fulfilled", payment_state="paid", limit=20)["data"]
    order, number = acts.subject(found[5], "ord"), found[5]["number"]
    title = desk.fresh("The handle came off")

    # Somebody rings.
    page = desk.window()
    page.goto("/admin/tickets")
    page.locator("main a[href*='/admin/actions/tickets.create']").first.click()
    acts.fill(page, title=title, message="It broke at the first cup of tea.", channel="phone")
    acts.look_up(page, "order", number)
    acts.send(page)
    page.goto("/admin/tickets")
    acts.open_row(page, title)
    expect(acts.title(page)).to_have_text(title)
    ticket = acts.identifier(page)
    faults = desk.look(page, "ticket")

    # The refund is begun from the ticket and knows the order; its lines are there to choose from.
    acts.choose_action(page, "refunds.request")
    acts.fill(page, lines__0__line="1", lines__0__quantity="1", reason="Came apart")
    said = acts.preview(page)
    expect(said).to_contain_text(re.compile("refund", re.IGNORECASE))
    assert refunds(desk, order) == [], "the preview did it"
    faults += desk.look(page, "refund-preview")
    acts.send(page)
    assert [refund["state"] for refund in refunds(desk, order)] == ["pending"]

    # The bank has paid.
    page.goto(f"/admin/refunds/{refunds(desk, order)[0]['id']}")
    acts.choose_action(page, "refunds.confirm")
    acts.fill(page, reference="Transfer of today")
    acts.send(page)
    assert [refund["state"] for refund in refunds(desk, order)] == ["completed"]
    page.goto(f"/admin/orders/{order}")
    expect(page.locator("main .page-head .badge", has_text="Part refunded")).to_be_visible()

    page.goto(f"/admin/tickets/{ticket}")
    acts.choose_action(page, "tickets.solve")
    acts.fill(page, resolution="One is refunded; they keep the rest.")
    acts.send(page)
    assert desk.shop.ask("tickets.get", ticket=ticket)["status"] == "solved"
    page.goto(f"/admin/tickets/{ticket}")
    expect(page.locator("main .page-head .badge", has_text="Solved")).to_be_visible()
    return faults


def refunds(desk, order):
    """The refunds of an order."""
    return desk.shop.ask("refunds.list", order=order, limit=10)["data"]
