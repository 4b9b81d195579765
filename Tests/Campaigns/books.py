"""What a shop must look like after the writes that were acknowledged: its orders, its stock, its stock documents."""
import collections
import json


class Books:
    """Kept by the clients beside the server, from its answers alone."""

    def __init__(self, locations, variants, stock):
        self.locations = locations
        self.on_hand = collections.Counter({(variant, locations[0]): stock for variant in variants})
        self.reserved = collections.Counter()
        self.orders = {}
        self.documents = {}

    def book(self, write, answer):
        """Enters a write that was acknowledged with `answer`, if it is about orders or goods."""
        getattr(self, f"_{write.kind}", lambda *_: None)(write, answer)

    def _place(self, write, answer):
        self.orders[answer["id"]] = {"status": "pending", "lines": write.lines}
        self._promise(write.lines, 1)

    def _pay(self, write, _):
        self.orders[write.order]["status"] = "paid"

    def _cancel(self, write, _):
        order = self.orders[write.order]
        order["status"] = "cancelled"
        self._promise(order["lines"], -1)

    def _fulfil(self, write, _):
        order = self.orders[write.order]
        order["status"] = "fulfilled"
        self._promise(order["lines"], -1)
        self._move(order["lines"], self.locations[0], -1)

    def _refund(self, write, _):
        order = self.orders[write.order]
        order["status"] = "refunded"
        self._move(order["lines"], self.locations[0], 1)  # asked to be put back on the shelf

    def _adjust(self, write, answer):
        self.documents[answer["document"]["id"]] = write.key
        self._move(write.lines, self.locations[0], 1)

    def _transfer(self, write, answer):
        self.documents[answer["document"]["id"]] = write.key
        self._move(write.lines, self.locations[0], -1)
        self._move(write.lines, self.locations[1], 1)

    def _promise(self, lines, sign):
        for variant, quantity in lines:
            self.reserved[variant, self.locations[0]] += sign * quantity

    def _move(self, lines, location, sign):
        for variant, quantity in lines:
            self.on_hand[variant, location] += sign * quantity


class Write:
    """One request that changes something, with what it means."""

    def __init__(self, kind, key, path, body=None, lines=(), order=None):
        self.kind, self.key, self.path, self.body, self.lines, self.order = kind, key, path, body, lines, order

    def __str__(self):
        return f"{self.key}: POST {self.path} {json.dumps(self.body)}"


def place(key, lines):
    """An order of some lines, each a variant and a number of pieces."""
    body = {"lines": [{"variant": variant, "quantity": str(quantity)} for variant, quantity in lines], "note": key}
    return Write("place", key, "/v1/orders", body, lines)


def move_on(key, kind, order):
    """A verb of an order: pay, cancel, fulfil or refund."""
    verbs = {"pay": "mark-paid", "cancel": "cancel", "fulfil": "fulfil", "refund": "refund"}
    bodies = {"cancel": {"reason": "customer"}, "refund": {"restock": True}}
    return Write(kind, key, f"/v1/orders/{order}/actions/{verbs[kind]}", bodies.get(kind), order=order)


def adjust(key, location, variant, quantity):
    """A correction of stock, up or down."""
    body = {
        "location": location, "lines": [{"variant": variant, "quantity": str(quantity)}],
        "reason": "found" if quantity > 0 else "damaged", "note": key,
    }
    return Write("adjust", key, "/v1/inventory/actions/adjust", body, [(variant, quantity)])


def transfer(key, locations, variant, quantity):
    """Goods from the first location to the second."""
    body = {
        "from": locations[0], "to": locations[1], "lines": [{"variant": variant, "quantity": str(quantity)}],
        "note": key,
    }
    return Write("transfer", key, "/v1/inventory/actions/transfer", body, [(variant, quantity)])


def count(key, location, variant, quantity):
    """Sets what is on the shelf."""
    body = {"location": location, "lines": [{"variant": variant, "quantity": str(quantity)}]}
    return Write("count", key, "/v1/inventory/actions/count", body)
