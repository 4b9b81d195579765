"""races: the same few things are done at the same moment by many, and each round has exactly one right outcome."""
import asyncio
import collections
import random

import books
import money_games
from campaign import Finding, verify
from chores import Chores
from client import Client, NoAnswer
from shop import Shop

SUMMARY = "the last unit, the same key, cancel against pay, refund twice, approve against reject, one queue for all …"
STORES = ("sqlite", "postgres")
PLANTS = {
    "spare": ("there are two of the last unit", STORES),
    "keys": ("the same request comes under two keys", STORES),
    "paid": ("the order is paid before it is cancelled and paid at once", STORES),
    "leak": ("one piece vanishes while goods are transferred and sold", STORES),
    "partner": ("another order is refunded in the same round", STORES),
    "over": ("a part of a refund grows behind everybody's back", STORES),
    "rich": ("there is store credit for one order more", STORES),
    "early": ("somebody approves before all others decide at once", STORES),
    "twice": ("the effect of a job is written again", STORES),
}
CONNECTIONS, TABLES = 64, 4  # how many requests, and how many rounds, are under way at once
BUYERS, REPEATS = 200, 100
SERVERS = {"sqlite": 1, "postgres": 3}  # processes that share the database and the requests


class Table:
    """Where rounds are played one after the other: two articles of their own, and connections shared with others."""

    def __init__(self, campaign, shop, pool, number):
        self.campaign, self.shop, self.pool, self.number = campaign, shop, pool, number
        self.variant = shop.variants[number]
        self.people = campaign.people
        self.chance = random.Random(f"{campaign.seed} {number}")
        self.round = 0

    def key(self, word=""):
        """A key of this round."""
        return f"{self.number}-{self.round}-{word}-{self.chance.getrandbits(40):x}"

    async def send(self, write):
        """One write over a free connection; sent again, under its key, while others change the same record."""
        for _ in range(50):
            answer = await self._send_once(write)
            if answer.code != "changed_meanwhile":
                return answer
            self.campaign.collisions += 1
        raise Finding(f"{write} was answered {answer} fifty times")

    async def _send_once(self, write):
        client = await self.pool.get()
        try:
            answer = await client.post(write.path, write.body, write.key)
        except NoAnswer as reason:
            raise Finding(f"{write} got no answer: {reason}") from reason
        finally:
            self.pool.put_nowait(client)
        if not answer.is_done and answer.status not in (409, 422):
            raise Finding(f"{write} was answered {answer}")
        return answer

    async def must(self, write):
        """A write that nothing stands against; returns its answer."""
        answer = await self.send(write)
        if not answer.is_done:
            raise Finding(f"{write} must be done, and was answered {answer}")
        return answer.json

    async def at_once(self, writes):
        """Many writes at the same moment; the answers in the same order."""
        return await asyncio.gather(*[self.send(write) for write in writes])

    async def get(self, path):
        """Reads."""
        client = await self.pool.get()
        try:
            answer = await client.get(path)
        finally:
            self.pool.put_nowait(client)
        if answer.status != 200:
            raise Finding(f"GET {path} was answered {answer}")
        return answer.json

    async def shelve(self, first, second=0):
        """Sets the stock of the table's article at both locations."""
        for location, quantity in zip(self.shop.locations, (first, second)):
            await self.must(books.count(self.key("count"), location, self.variant, quantity))

    async def levels(self):
        """(on hand, reserved) of the table's article at both locations."""
        rows = (await self.get(f"/v1/stock-levels?variant={self.variant}"))["data"]
        found = {row["location"]: (float(row["on_hand"]), float(row["reserved"])) for row in rows}
        return [found.get(location, (0, 0)) for location in self.shop.locations]

    async def order(self, quantity=1, *verbs):
        """A new order, moved on by some verbs."""
        order = (await self.must(books.place(self.key("order"), [(self.variant, quantity)])))["id"]
        for verb in verbs:
            await self.must(books.move_on(self.key(verb), verb, order))
        return order

    async def status(self, order):
        """Where an order stands."""
        answer = await self.get(f"/v1/orders/{order}")
        return answer["order"]["status"]

    def claim(self, holds, what, *seen):
        """What must hold after a round."""
        if not holds:
            raise Finding(f"round {self.round} at table {self.number}, {what}: {' '.join(map(str, seen))}")


async def last_unit(table):
    """Two hundred buyers for the last unit: one gets it."""
    await table.shelve(2 if table.campaign.plant == "spare" else 1)
    wanted = [books.place(table.key(), [(table.variant, 1)]) for _ in range(BUYERS)]
    answers = await table.at_once(wanted)
    winners = [answer.json["id"] for answer in answers if answer.is_done]
    table.claim(len(winners) == 1, "last unit: not one winner", winners)
    table.claim((await table.levels())[0] == (1, 1), "last unit: levels", await table.levels())
    if table.chance.random() < 0.5:
        await table.must(books.move_on(table.key("cancel"), "cancel", winners[0]))
        table.claim((await table.levels())[0] == (1, 0), "last unit: levels after the cancellation")
    else:
        await table.must(books.move_on(table.key("pay"), "pay", winners[0]))
        await table.must(books.move_on(table.key("fulfil"), "fulfil", winners[0]))
        table.claim((await table.levels())[0] == (0, 0), "last unit: levels after it was sent")


async def same_key(table):
    """The same request a hundred times at once: one effect, one answer."""
    await table.shelve(REPEATS)
    write = books.place(table.key("same"), [(table.variant, 1)])
    writes = [write] * REPEATS
    if table.campaign.plant == "keys":
        writes[0] = books.place(table.key("other"), [(table.variant, 1)])
    answers = await table.at_once(writes)
    bodies = {answer.body for answer in answers if answer.is_done}
    refusals = {answer.status for answer in answers if not answer.is_done}
    table.claim(len(bodies) == 1, "same key: not one answer", bodies)
    table.claim(refusals <= {409}, "same key: refused with", refusals)
    fresh = sum(answer.is_done and not answer.is_replayed for answer in answers)
    table.claim(fresh == 1, "same key: done more than once", fresh)
    table.claim((await table.levels())[0] == (REPEATS, 1), "same key: levels", await table.levels())
    other = await table.send(books.Write("place", write.key, write.path, {**write.body, "note": "another"}))
    table.claim(other.status == 422, "same key: another body was answered", other)
    order = next(answer.json["id"] for answer in answers if answer.is_done)
    await table.must(books.move_on(table.key("cancel"), "cancel", order))


async def cancel_and_pay(table):
    """An order is cancelled and paid by several at once: cancelled once, paid at most once, and nothing is held."""
    await table.shelve(1)
    order = await table.order()
    if table.campaign.plant == "paid":
        await table.must(books.move_on(table.key("pay"), "pay", order))
    verbs = ["cancel", "pay"] * 4
    table.chance.shuffle(verbs)
    done = await race(table, order, verbs)
    table.claim(done["cancel"] == 1 and done["pay"] <= 1, "cancel and pay", done)
    answer = await table.get(f"/v1/orders/{order}")
    paid = answer["order"]["payment_state"] != "unpaid"
    table.claim(answer["order"]["status"] == "cancelled", "cancel and pay: the order is", answer["order"])
    table.claim(paid == (done["pay"] == 1), "cancel and pay: the money", done, answer["order"])
    table.claim((await table.levels())[0] == (1, 0), "cancel and pay: levels", await table.levels())


async def cancel_or_fulfil(table):
    """A paid order is cancelled and sent by several at once: one of the two happens, once."""
    await table.shelve(1)
    order = await table.order(1, "pay")
    verbs = ["cancel", "fulfil"] * 4
    table.chance.shuffle(verbs)
    done = await race(table, order, verbs)
    table.claim(sum(done.values()) == 1, "cancel or fulfil", done)
    status = await table.status(order)
    expected = ("fulfilled", (0, 0)) if done["fulfil"] else ("cancelled", (1, 0))
    levels = await table.levels()
    table.claim((status, levels[0]) == expected, "cancel or fulfil: it is", status, levels)


async def transfer_and_sale(table):
    """Goods are moved away and sold at once: nothing is promised twice, and nothing is lost."""
    there = table.chance.randint(3, 8)
    await table.shelve(there)
    writes = []
    for _ in range(table.chance.randint(4, 8)):
        quantity = table.chance.randint(1, 3)
        if table.chance.random() < 0.5:
            writes.append(books.place(table.key("sale"), [(table.variant, quantity)]))
        else:
            writes.append(books.transfer(table.key("transfer"), table.shop.locations, table.variant, quantity))
    answers = await table.at_once(writes)
    if table.campaign.plant == "leak":
        await table.must(books.count(table.key("leak"), table.shop.locations[1], table.variant, 9))
    sums = collections.Counter()
    orders = []
    for write, answer in zip(writes, answers):
        if answer.is_done:
            sums[write.kind] += write.lines[0][1]
            orders += [answer.json["id"]] if write.kind == "place" else []
    levels = await table.levels()
    expected = [(there - sums["transfer"], sums["place"]), (sums["transfer"], 0)]
    table.claim(levels == expected, "transfer and sale: levels", levels, "expected", expected)
    table.claim(levels[0][0] >= levels[0][1], "transfer and sale: more is promised than there is", levels)
    for order in orders:
        await table.must(books.move_on(table.key("cancel"), "cancel", order))


async def refund_twice(table):
    """A paid order is refunded by many at once: one credit note, and the goods come back once."""
    await table.shelve(2)
    order = await table.order(2, "pay", "fulfil")
    writes = [books.move_on(table.key("refund"), "refund", order) for _ in range(20)]
    if table.campaign.plant == "partner":
        await table.shelve(2)
        partner = await table.order(2, "pay", "fulfil")
        writes.append(books.move_on(table.key("refund"), "refund", partner))
    answers = await table.at_once(writes)
    won = sum(answer.is_done for answer in answers)
    table.claim(won == 1, "refund twice: refunded", won, "times")
    notes = (await table.get(f"/v1/credit-notes?order_id={order}"))["data"]
    table.claim(len(notes) == 1, "refund twice: credit notes", notes)
    table.claim((await table.levels())[0] == (2, 0), "refund twice: levels", await table.levels())


async def race(table, order, verbs):
    """How often each verb was done when all came at once."""
    answers = await table.at_once([books.move_on(table.key(verb), verb, order) for verb in verbs])
    return collections.Counter(verb for verb, answer in zip(verbs, answers) if answer.is_done)


GAMES = [last_unit, same_key, cancel_and_pay, cancel_or_fulfil, transfer_and_sale, refund_twice, *money_games.GAMES]
WEIGHTS = [2, 2, 5, 5, 5, 4, *money_games.WEIGHTS]


async def run(campaign):
    """Several tables at once, each playing one game after the other; verified at the end."""
    servers = campaign.make_crew(SERVERS[campaign.store], MARTLET_POSTGRES_POOL="8")
    for server in servers:
        await server.start()
    shop = Shop(servers[0])
    await shop.furnish(TABLES, 0)
    campaign.collisions = 0
    campaign.chores = Chores(servers[0].database)
    await money_games.prepare(campaign, servers, shop)
    pool = asyncio.Queue()
    for number in range(CONNECTIONS):
        pool.put_nowait(Client(servers[number % len(servers)].address, shop.secret))
    played = collections.Counter()
    tables = [Table(campaign, shop, pool, number) for number in range(TABLES)]
    campaign.begin()
    await asyncio.gather(*[play(campaign, table, played) for table in tables])
    campaign.chores.compare()
    verify(servers[0], shop.slug)


async def play(campaign, table, played):
    """Rounds at one table."""
    while campaign.goes_on:
        table.round += 1
        game = table.chance.choices(GAMES, WEIGHTS)[0] if campaign.count >= len(GAMES) else GAMES[campaign.count]
        campaign.count += 1
        await game(table)
        played[game.__name__.replace("_", " ")] += 1
        rounds = ", ".join(f"{count} {name}" for name, count in sorted(played.items()))
        campaign.remark = f"{rounds}; {campaign.collisions} asked to come again"
        campaign.tell(f"{campaign.count} rounds: {campaign.remark}")
