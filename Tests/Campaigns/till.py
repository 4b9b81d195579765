"""A client who takes money in, gives it back, gives store credit, asks for approvals, decides on them, and asks for
chores; and what of all that the shop must show. What a refund's steps, a workflow's and a job's leave behind when the server
is killed among them is found here."""
from decimal import Decimal

import books
import money
from campaign import Finding
from client import Client
from load import Worker, differ

HELD = 50  # store credit of more than this waits for somebody else


class Cashier(Worker):
    """One client with a customer of its own. Somebody else, who has another key, decides on what it asks for."""

    def __init__(self, load, number, chance):
        super().__init__(load, number, chance)
        self.second = Client(load.shop.martlet.address, load.second_secret, load.timeout)
        self.customer, self.credit = None, Decimal(0)
        self.approvals = {}

    def forget(self):
        """Begins new books: what was compared is not looked at again, unless it waits for somebody."""
        super().forget()
        self.approvals = {name: kept for name, kept in self.approvals.items() if kept[0] == "pending"}

    def client_of(self, write):
        """Who sends a write."""
        return self.second if write.kind in ("approve", "reject") else self.client

    def hang_up(self):
        """Closes every connection."""
        super().hang_up()
        self.second.close()

    # What is done next

    def choose(self, key):
        """What to do next."""
        if self.customer is None:
            return money.customer(key)
        waiting = [approval for approval, (status, _) in self.approvals.items() if status == "pending"]
        dice = self.chance.random()
        if waiting and dice < 0.3:
            return money.decide(key, self.chance.choice(["approve", "approve", "reject", "withdraw"]), waiting[0])
        if dice < 0.45:
            path, body = self.load.chores.choose(self.chance)
            return books.Write("chore", key, path, body)
        if dice < 0.55:
            return money.credit(key, self.customer, Decimal(self.chance.choice([7, 30, HELD + 10])))
        at_hand = [name for name, order in self.orders.items() if not order["is_sent"]]
        if not at_hand or dice < 0.65:
            variant = self.chance.choice(self.load.shop.variants)
            write = books.place(key, [(variant, self.chance.randint(1, 3))])
            write.body["customer"] = self.customer
            return write
        return self.bring_on(key, self.chance.choice(at_hand))

    def bring_on(self, key, name):
        """The next step of an order: its money, its goods, or money back."""
        order = self.orders[name]
        if order["owed"] > 0:
            if self.credit >= order["owed"]:
                return money.receive(key, name, "store_credit")
            part = (order["total"] / 3).quantize(Decimal("0.01"))
            if order["owed"] > part and self.chance.random() < 0.5:
                return money.receive(key, name, "cash", part)
            return money.receive(key, name, "bank")
        for refund, (state, _) in order["refunds"].items():
            if state == "pending":
                return money.end_refund(key, self.chance.choice(["confirm", "confirm", "cancel"]), refund, name)
        if order["allowed"] * 2 < order["total"]:
            amount = (order["total"] / 10).quantize(Decimal("0.01"))
            return money.give_back(key, name, amount)
        order["is_sent"] = True
        return books.move_on(key, "fulfil", name)

    # What it must come to

    def book(self, write, answer):
        """Enters what was acknowledged."""
        getattr(self, f"_{write.kind}", lambda *_: None)(write, answer)

    def _customer(self, _, answer):
        self.customer = answer["id"]

    def _place(self, _, answer):
        total = money.of(answer["total"])
        self.orders[answer["id"]] = {
            "total": total, "owed": total, "allowed": Decimal(0), "is_sent": False, "payments": {}, "refunds": {},
            "back": set()}

    def _receive(self, write, answer):
        order, amount = self.orders[write.order], money.of(answer["amount"])
        order["payments"][answer["id"]] = amount
        order["owed"] -= amount
        if answer["tender"] == "store_credit":
            self.credit -= amount
        if order["owed"] == 0:
            self.load.books.orders[write.order]["status"] = "paid"

    def _give_back(self, write, answer):
        order, refund = self.orders[write.order], answer["refund"]
        order["allowed"] += money.of(refund["allowed"])
        self._note(order, answer)

    def _refund_confirm(self, write, answer):
        self._note(self.orders[write.order], answer)

    def _refund_cancel(self, write, answer):
        self._note(self.orders[write.order], answer)

    def _note(self, order, answer):
        """Store credit that comes back is there at once, and a refund of nothing else is complete."""
        refund = answer["refund"]
        order["refunds"][refund["id"]] = (refund["state"], money.of(refund["amount"]))
        for part in answer["parts"]:
            name = refund["id"], part["part"]
            if part["tender"] == "store_credit" and part["state"] == "paid" and name not in order["back"]:
                order["back"].add(name)
                self.credit += money.of(part["amount"])

    def _credit(self, write, answer):
        amount = money.of(write.body["amount"])
        if amount > HELD:
            self.approvals[answer["id"]] = ("pending", amount)
        else:
            self.credit += amount

    def _approve(self, _, answer):
        self._decide(answer["approval"])

    _reject = _withdraw = _approve

    def _decide(self, approval):
        _, amount = self.approvals[approval["id"]]
        self.approvals[approval["id"]] = (approval["status"], amount)
        if approval["status"] == "approved":
            self.credit += amount

    def _chore(self, write, answer):
        self.load.chores.book(write.body, answer)

    async def compare(self, client):
        """The shop against these books."""
        for name, order in self.orders.items():
            payments = await self.get(client, f"/v1/payments?order={name}&limit=100")
            found = {row["id"]: money.of(row["amount"]) for row in payments["data"]}
            differ(f"payment of {name},", order["payments"], found)
            refunds = await self.get(client, f"/v1/refunds?order={name}&limit=100")
            found = {row["id"]: (row["state"], money.of(row["amount"])) for row in refunds["data"]}
            differ(f"refund of {name},", order["refunds"], found)
        for name, (status, _) in self.approvals.items():
            answer = await self.get(client, f"/v1/approvals/{name}")
            differ("approval", {name: status}, {name: answer.get("approval", answer)["status"]})
        if self.customer:
            answer = await self.get(client, f"/v1/store-credit/balance?customer={self.customer}")
            differ("store credit of", {self.customer: self.credit}, {self.customer: money.of(answer["balance"])})

    @staticmethod
    async def get(client, path):
        """Reads."""
        answer = await client.get(path)
        if answer.status != 200:
            raise Finding(f"GET {path} was answered {answer}")
        return answer.json
