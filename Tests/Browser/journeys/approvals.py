"""What a policy holds: asked for with what it would do, decided by somebody else, done. What was approved and could not be
done: tried again when its cause is gone."""
import re

from playwright.sync_api import expect

import acts


def journey_hold_approve_done(desk):
    # It stays: whoever walks through the pages meanwhile has found it.
    desk.shop.do(
        "approval_policies.create", topic="store_credit.amount_threshold", role="admin",
        above={"amount": "50.00", "currency": "GBP"})
    customer = acts.subject(desk.shop.ask("customers.list", q="Kestrel Coffee", limit=1)["data"][0], "cus")
    reason = desk.fresh("Two parcels went astray")

    def given():
        rows = desk.shop.ask("store_credit.list", customer=customer, limit=100)["data"]
        return [row for row in rows if row["reason"] == reason]

    # The admin wants to give more than the policy lets them: the form says so, shows what it would do, and asks.
    asks = desk.window("second")
    asks.goto(f"/admin/actions/store_credit.issue?customer={customer}")
    acts.fill(asks, amount="64", reason=reason)
    acts.send(asks)
    expect(asks.get_by_role("heading", name="What will happen")).to_be_visible()
    button = acts.main_form(asks).locator("button.btn-main")
    expect(button).to_contain_text("Request approval")
    faults = desk.look(asks, "held-form")
    acts.send(asks)
    assert not given(), "it was done before anybody approved it"
    asks.goto("/admin/inbox?show=approvals")
    expect(asks.locator("main [aria-labelledby=asked]")).to_contain_text("Give store credit")
    expect(asks.locator("main article").filter(has_text=reason)).to_have_count(0)

    # The owner finds it in the inbox, reads what it would do now, and says yes.
    decides = desk.window()
    decides.goto("/admin/inbox")
    card = decides.locator("main article").filter(has_text=reason)
    expect(card).to_contain_text("Marcus Pemberton")
    expect(card).to_contain_text("£64.00")
    card.get_by_role("link", name=re.compile("history", re.IGNORECASE)).click()
    expect(decides.locator("main")).to_contain_text("It would still do exactly what was asked.")
    faults += desk.look(decides, "approval-waiting")
    acts.choose_action(decides, "approvals.approve")
    acts.fill(decides, notes="Agreed on the telephone")
    acts.send(decides)
    expect(decides.get_by_text("Approved, and done").first).to_be_visible()
    assert len(given()) == 1, given()
    expect(decides.locator("main .page-head .badge", has_text="Approved")).to_be_visible()
    faults += desk.look(decides, "approval-approved")
    return faults


def journey_exception_retry(desk):
    """A cheque that bounced could not be taken back, because some of its money was about to go back to the customer."""
    exception = next(
        row for row in desk.shop.ask("exceptions.list", status="open", limit=100)["data"]
        if row["reason"] == "approvals.refused")
    payment = exception["input"]["payment"]
    order = desk.shop.ask("payments.get", payment=payment)["order"]

    page = desk.window(allowed=("status of 409",))
    page.goto("/admin/inbox?show=exceptions")
    card = page.locator("main article").filter(has_text="Take payment back")
    expect(card).to_contain_text("Approved, and then refused")
    faults = desk.look(page, "exceptions")
    card.get_by_role("link", name="What this means").click()
    expect(acts.title(page)).to_have_text("Approved, and then refused")
    page.go_back()

    # As long as the cause is there, trying again is refused, and says why.
    with page.expect_navigation():
        card.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert").first).to_contain_text("about to go back")
    assert desk.shop.ask("exceptions.get", exception=exception["id"])["status"] == "open"

    # The refund is cancelled; now it can be taken back.
    page.goto(f"/admin/refunds?state=pending&order={order}")
    acts.rows(page).first.locator("th a, a").first.click()
    acts.choose_action(page, "refunds.cancel")
    acts.send(page)
    expect(page.locator("main .page-head .badge", has_text="Cancelled")).to_be_visible()
    page.goto(f"/admin/exceptions/{exception['id']}")
    acts.choose_action(page, "exceptions.retry")
    acts.send(page)
    assert desk.shop.ask("exceptions.get", exception=exception["id"])["resolution"] == "retried"
    assert desk.shop.ask("payments.get", payment=payment)["state"] == "reversed"
    page.goto("/admin/inbox?show=exceptions")
    expect(page.locator("main article").filter(has_text="Take payment back")).to_have_count(0)
    return faults
