"""Clients that trade in one shop and journal what they were told, and the comparison of the shop with the journal.

Each client works on orders of its own, one request after the other, so that the books are known whenever no answer is
outstanding. A write that got no answer is sent again, with the same key, until there is one.
"""
import asyncio
import collections

import books
from client import NoAnswer
from campaign import Finding

VERBS = {"pending": ["pay", "pay", "cancel"], "paid": ["fulfil", "fulfil", "cancel"], "fulfilled": ["refund"]}
AGAIN = "changed_meanwhile"  # the refusal that asks for the same request once more


class Worker:
    """One client."""

    def __init__(self, load, number, chance):
        self.load = load
        self.number = number
        self.chance = chance
        self.client = load.shop.client(load.timeout)
        self.orders = {}
        self.pending = None
        self.is_turned_away = False
        self.made = 0

    async def work(self, halt, is_patient):
        """Trades until it shall halt. One that is not patient goes away when an answer is missing."""
        while not halt.is_set():
            if self.pending is None:
                self.pending = self.next()
            if not await self.send():
                if not is_patient:
                    return
                await asyncio.sleep(0.05)

    async def send(self):
        """Sends what is pending. Returns whether an answer came that says what became of it."""
        write = self.pending
        self.load.note("sends", self.number, write)
        try:
            answer = await self.client_of(write).post(write.path, write.body, write.key)
        except NoAnswer as reason:
            self.load.note("has no answer", self.number, write.key, reason)
            return False
        self.load.note("is told", self.number, write.key, answer)
        self.is_turned_away = answer.status in self.load.tolerated
        if self.is_turned_away:
            self.load.turn_away(write, answer)
            return False
        if answer.is_done or answer.status == 202:
            self.pending = None
            self.load.acknowledge(self, write, answer)
            return True
        if answer.status == 409 and answer.code == AGAIN:
            return True
        self.pending = None
        if answer.status not in (409, 422) or write.order:
            raise Finding(f"{write} was answered {answer}")
        self.load.refused[answer.code] += 1
        return True

    def next(self):
        """What to do next, under a key nobody has used yet."""
        self.made += 1
        return self.choose(f"{self.load.round}-{self.number}-{self.made}")

    def client_of(self, write):
        """Who sends a write."""
        return self.client

    def hang_up(self):
        """Closes every connection."""
        self.client.close()

    def forget(self):
        """Begins new books: what was compared is not looked at again."""
        self.orders = {}

    def book(self, write, answer):
        """Enters what only this client knows of."""

    async def compare(self, client):
        """The shop against what only this client knows of."""

    def choose(self, key):
        """What to do next."""
        shop, chance = self.load.shop, self.chance
        if self.orders and chance.random() < 0.45:
            order = chance.choice(list(self.orders))
            return books.move_on(key, chance.choice(VERBS[self.orders[order]]), order)
        variant = chance.choice(shop.variants)
        if chance.random() < 0.7:
            lines = [(variant, chance.randint(1, 3)) for variant in chance.sample(shop.variants, chance.randint(1, 3))]
            return books.place(key, lines)
        if chance.random() < 0.7:
            return books.adjust(key, shop.locations[0], variant, chance.choice([-3, -1, 2, 5]))
        return books.transfer(key, shop.locations, variant, chance.randint(1, 2))


class Load:
    """Several workers on one shop, their common books, and what was acknowledged lately."""

    def __init__(self, campaign, shop, workers, stock, tolerated=(), timeout=30):
        self.campaign = campaign
        self.shop = shop
        self.tolerated = set(tolerated)
        self.timeout = timeout
        self.round = 0
        self.books = books.Books(shop.locations, shop.variants, stock)
        self.fresh = []
        self.acknowledged = self.replayed = 0
        self.refused, self.codes, self.told = collections.Counter(), collections.Counter(), 0
        self.checked_orders, self.checked_documents = set(), set(shop.documents)
        self._halt, self._tasks = None, []
        self.journal = open(campaign.folder / "journal.txt", "w")
        self.workers = [Worker(self, n, campaign.chance) for n in range(workers)]
        self.chores, self.second_secret = None, None

    def join(self, kind, count, chores, second_secret):
        """Lets clients of another kind trade, too, that ask for chores and for what somebody else decides on."""
        self.chores, self.second_secret = chores, second_secret
        for _ in range(count):
            self.workers.append(kind(self, len(self.workers), self.campaign.chance))

    def note(self, event, worker, *what):
        """A line of the journal, which is kept when something is found."""
        self.journal.write(f"{self.campaign.elapsed:.3f} client {worker} {event} {' '.join(map(str, what))}\n")

    def acknowledge(self, worker, write, answer):
        """Books an answer."""
        self.acknowledged += 1
        self.replayed += answer.is_replayed
        if answer.status != 202:  # what waits is answered as it stands then
            self.fresh.append((worker, write, answer))
        if self.campaign.plant == "forget" and write.kind == "place" and self.acknowledged > 5:
            self.campaign.plant = "forgotten"
            return
        self.books.book(write, answer.json)
        worker.book(write, answer.json)
        order = write.order or (write.kind == "place" and answer.json["id"])
        if order and type(worker) is Worker:
            status = self.books.orders[order]["status"]
            worker.orders[order] = status
            if status in ("cancelled", "refunded"):
                del worker.orders[order]

    def start(self, is_patient=False):
        """Lets all workers trade."""
        self.round += 1
        self._halt = asyncio.Event()
        self._tasks = [asyncio.create_task(worker.work(self._halt, is_patient)) for worker in self.workers]

    def turn_away(self, write, answer):
        """Counts an answer that asks to come again later; it must say when."""
        self.told += 1
        self.codes[answer.code] += 1
        if answer.status == 503 and "retry-after" not in answer.headers:
            raise Finding(f"{write} was answered without Retry-After: {answer}")

    @property
    def refused_now(self):
        """How many workers were told to come again, last thing."""
        return sum(worker.is_turned_away for worker in self.workers)

    async def halt(self):
        """Lets nobody begin anything more, and waits for what is under way. Raises what a worker found."""
        self._halt.set()
        await asyncio.gather(*self._tasks)

    def has_ended(self):
        """Raises what a worker found meanwhile, if any did."""
        for task in self._tasks:
            if task.done() and not task.cancelled() and task.exception():
                raise task.exception()

    def hang_up(self):
        """Closes every connection: those that were idle when the server went do not know yet that it did."""
        for worker in self.workers:
            worker.hang_up()

    async def settle(self):
        """Sends every write that has no answer again, until it has one."""
        for _ in range(100):
            waiting = [worker for worker in self.workers if worker.pending]
            if not waiting:
                return
            await asyncio.gather(*[worker.send() for worker in waiting])
        raise Finding(f"still without an answer: {waiting[0].pending}")

    @property
    def unanswered(self):
        """How many writes have no answer."""
        return sum(worker.pending is not None for worker in self.workers)

    async def replay(self, most):
        """Sends writes that were acknowledged since the last time again, the newest and some others: each must give
        the answer that it gave, and say that it is a stored one."""
        newest, others = self.fresh[-most // 2:], self.fresh[:-most // 2]
        again = newest + self.campaign.chance.sample(others, min(len(others), most - len(newest)))
        await asyncio.gather(*[
            self._replay(worker, [pair[1:] for pair in again if pair[0] is worker]) for worker in self.workers])
        self.fresh = []

    async def _replay(self, worker, pairs):
        for write, answer in pairs:
            repeated = await worker.client_of(write).post(write.path, write.body, write.key)
            if not repeated.is_replayed or (repeated.status, repeated.body) != (answer.status, answer.body):
                raise Finding(
                    f"{write}\nwas acknowledged with {answer}\nand answered {repeated} when it was sent again"
                    f"{'' if repeated.is_replayed else ', not as a stored answer'}")

    async def compare(self):
        """The whole shop against the books: each acknowledged effect is there once, and nothing else is."""
        client = self.shop.client()
        try:
            await self._compare_orders(client)
            await self._compare_documents(client)
            await self._compare_stock(client)
            for worker in self.workers:
                await worker.compare(client)
                worker.forget()
        finally:
            client.close()

    async def _compare_orders(self, client):
        expected = {order: kept["status"] for order, kept in self.books.orders.items()}
        found, total = {}, 0
        async for order in self.shop.all(client, "/v1/orders", lambda order: order["order"] in self.checked_orders):
            found[order["order"]] = order["status"]
            total += 1
        if total != len(found):
            raise Finding("the list of orders names an order twice")
        differ("order", expected, found)
        self.checked_orders |= set(found)
        self.books.orders = {}

    async def _compare_documents(self, client):
        found = set()
        seen = self.checked_documents
        async for document in self.shop.all(client, "/v1/stock-documents", lambda document: document["id"] in seen):
            found.add(document["id"])
        differ("stock document", dict.fromkeys(self.books.documents, "there"), dict.fromkeys(found, "there"))
        self.checked_documents |= found
        self.books.documents = {}

    async def _compare_stock(self, client):
        expected, found = {}, {}
        for place, quantity in self.books.on_hand.items():
            expected[place] = (quantity, self.books.reserved[place])
        async for level in self.shop.all(client, "/v1/stock-levels"):
            found[level["variant"], level["location"]] = (float(level["on_hand"]), float(level["reserved"]))
        expected = {place: level for place, level in expected.items() if level != (0, 0)}
        found = {place: level for place, level in found.items() if level != (0, 0)}
        differ("stock (on hand, reserved) of", expected, found)


def differ(what, expected, found):
    """Raises a finding if two books differ."""
    if expected == found:
        return
    for name in sorted({*expected, *found}, key=str):
        if expected.get(name) != found.get(name):
            raise Finding(
                f"{what} {name}: by the journal {expected.get(name, 'not there')}, in the shop "
                f"{found.get(name, 'not there')} ({len(expected)} by the journal, {len(found)} in the shop)")
