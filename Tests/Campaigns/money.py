"""Money in and back, store credit and approvals: the requests, and what their answers say."""
from decimal import Decimal

from books import Write


def eur(amount):
    """An amount as the API takes it."""
    return {"amount": f"{amount:.2f}", "currency": "EUR"}


def of(money):
    """An amount the API answered."""
    return Decimal(money["amount"])


def customer(key):
    """A new customer."""
    return Write("customer", key, "/v1/customers", {"name": key})


def receive(key, order, tender, amount=None):
    """Money that came in; all that is owed without an amount."""
    body = {"order": order, "tender": tender} | ({} if amount is None else {"amount": eur(amount)})
    return Write("receive", key, "/v1/payments", body, order=order)


def give_back(key, order, amount=None, tenders=None):
    """A refund of an amount that the customer is let off, or of what is due; of named payments, or as it is proposed."""
    body = {"order": order, "reason": key}
    body |= ({} if amount is None else {"amount": eur(amount)}) | ({} if tenders is None else {"tenders": tenders})
    return Write("give_back", key, "/v1/refunds", body, order=order)


def end_refund(key, verb, refund, order=None):
    """Confirms or cancels a refund."""
    return Write(f"refund_{verb}", key, f"/v1/refunds/{refund}/actions/{verb}", order=order)


def credit(key, customer, amount):
    """Store credit for a customer."""
    return Write("credit", key, "/v1/store-credit", {"customer": customer, "amount": eur(amount), "reason": key})


def decide(key, verb, approval):
    """Approves, rejects or withdraws what waits."""
    return Write(verb, key, f"/v1/approvals/{approval}/actions/{verb}", {"notes": key})


def hold(key, above, quorum):
    """A policy: store credit of more than an amount waits for so many people."""
    body = {"topic": "store_credit.amount_threshold", "above": eur(above), "quorum": quorum}
    return Write("hold", key, "/v1/approval-policies", body)
