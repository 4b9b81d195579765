"""Rounds of `races` about money that goes back, store credit, approvals and jobs."""
import asyncio
import collections
import random
from decimal import Decimal

import books
import money
from chores import as_uuid
from client import Client, NoAnswer
from campaign import Finding

HELD, QUORUM = 50, 200  # store credit of more than this waits for somebody, of more than that for two
PEOPLE = 4  # who ask and decide, each with a key


class People:
    """Who ask and decide: keys of the shop, no two of which are the same person."""

    def __init__(self, campaign, servers, slug):
        self.campaign, self.servers = campaign, servers
        self.secrets = [servers[0].make_key(slug, "*") for _ in range(PEOPLE)]

    async def send(self, person, write):
        """A write of one of them, on a connection of its own; again, under its key, while others change the same record."""
        client = Client(self.campaign.chance.choice(self.servers).address, self.secrets[person])
        try:
            for _ in range(50):
                answer = await client.post(write.path, write.body, write.key)
                if answer.code != "changed_meanwhile":
                    break
                self.campaign.collisions += 1
        except NoAnswer as reason:
            raise Finding(f"{write} got no answer: {reason}") from reason
        finally:
            client.close()
        if answer.status not in (200, 201, 202, 403, 409, 422):
            raise Finding(f"{write} was answered {answer}")
        return answer

    async def at_once(self, asked):
        """What pairs of a person and a write are answered, all sent at the same moment."""
        return await asyncio.gather(*[self.send(person, write) for person, write in asked])


async def new_customer(table):
    """A customer of the round."""
    return (await table.must(money.customer(table.key("customer"))))["id"]


async def balance(table, customer):
    """The store credit of a customer."""
    return money.of((await table.get(f"/v1/store-credit/balance?customer={customer}"))["balance"])


async def bought(table, quantity, customer=None):
    """A new order and what it comes to."""
    write = books.place(table.key("order"), [(table.variant, quantity)])
    if customer:
        write.body["customer"] = customer
    order = await table.must(write)
    return order["id"], money.of(order["total"])


async def refund_more(table):
    """Refunds of a part are asked for, confirmed and cancelled by many: never more goes back than came, by any tender."""
    await table.shelve(4)
    order, total = await bought(table, 4)
    part = (total / 3).quantize(Decimal("0.01"))
    payments = [await table.must(money.receive(table.key("cash"), order, "cash", part))]
    payments.append(await table.must(money.receive(table.key("bank"), order, "bank")))
    is_sent = table.chance.random() < 0.5
    if is_sent:
        await table.must(books.move_on(table.key("fulfil"), "fulfil", order))
    writes = []
    for _ in range(16):
        amount = (total * table.chance.randint(20, 60) / 100).quantize(Decimal("0.01"))
        named = None
        if table.chance.random() < 0.5:
            payment = table.chance.choice(payments)
            named = [{"payment": payment["id"], "amount": money.eur(amount)}]
        writes.append(money.give_back(table.key("back"), order, amount, named))
    answers = await table.at_once(writes)
    refunds = [answer.json["refund"] for answer in answers if answer.is_done]
    table.claim(refunds, "refund more: nobody got anything", answers[0])
    await check_refunds(table, order, total, {refund["id"]: "pending" for refund in refunds})
    states = await end_at_once(table, refunds)
    await check_refunds(table, order, total, states)
    if table.campaign.plant == "over":
        ids = ", ".join(table.campaign.database.id(as_uuid(refund["id"])) for refund in refunds)
        table.campaign.database.rows(
            f"UPDATE refund_part SET amount_minor = amount_minor * 9 WHERE state = 'paid' AND refund_id IN ({ids})")
        await check_refunds(table, order, total, states)
    if not is_sent:
        await table.must(books.move_on(table.key("cancel"), "cancel", order))


async def end_at_once(table, refunds):
    """Each refund is confirmed and cancelled by several at once; the state each is in."""
    writes = [
        money.end_refund(table.key(verb), verb, refund["id"])
        for refund in refunds for verb in ("confirm", "cancel") for _ in range(2)]
    table.chance.shuffle(writes)
    states = collections.defaultdict(list)
    for write, answer in zip(writes, await table.at_once(writes)):
        if answer.is_done:
            states[answer.json["refund"]["id"]].append(answer.json["refund"]["state"])
    for refund in refunds:
        ends = states[refund["id"]]
        table.claim(len(ends) == 1, "refund more: a refund ended", ends)
    return {refund: ends[0] for refund, ends in states.items()}


async def check_refunds(table, order, total, states):
    """What stands in the shop about an order's refunds, against what clients were told."""
    rows = (await table.get(f"/v1/refunds?order={order}&limit=100"))["data"]
    found = {row["id"]: row["state"] for row in rows}
    table.claim(found == states, "refund more: refunds are", found, "and clients were told", states)
    parts = collections.Counter()
    for row in rows:
        detail = await table.get(f"/v1/refunds/{row['id']}")
        for part in detail["parts"]:
            if part["state"] != "cancelled":
                parts[part["payment"]] += money.of(part["amount"])
    table.claim(sum(parts.values()) <= total, "refund more: more went back than", total, parts)
    for payment in (await table.get(f"/v1/payments?order={order}&limit=100"))["data"]:
        back = money.of(payment["refunded"]) + money.of(payment["pending"])
        table.claim(
            back == parts[payment["id"]] and back <= money.of(payment["amount"]),
            "refund more: a payment says", payment, "and its refunds come to", parts[payment["id"]])


async def spend_twice(table):
    """Store credit that is enough for two of six orders is spent on all of them at once."""
    await table.shelve(6)
    customer = await new_customer(table)
    orders = [await bought(table, 1, customer) for _ in range(6)]
    total = orders[0][1]
    given = (total * Decimal("2.5")).quantize(Decimal("0.01"))
    await table.must(money.credit(table.key("credit"), customer, given))
    if table.campaign.plant == "rich":
        await table.must(money.credit(table.key("more"), customer, total))
    writes = [money.receive(table.key("spend"), order, "store_credit") for order, _ in orders for _ in range(3)]
    table.chance.shuffle(writes)
    answers = await table.at_once(writes)
    paid = [answer.json["order"] for answer in answers if answer.is_done]
    table.claim(len(paid) == len(set(paid)) == 2, "spend twice: paid were", paid)
    left = await balance(table, customer)
    table.claim(left == given - 2 * total, "spend twice: left is", left)
    for order, _ in orders:
        state = (await table.get(f"/v1/orders/{order}"))["order"]["payment_state"]
        table.claim(state == ("paid" if order in paid else "unpaid"), "spend twice: an order is", state)
        await table.must(books.move_on(table.key("cancel"), "cancel", order))


async def ask_credit(table, amount):
    """A customer, and store credit for them that waits for approval."""
    customer = await new_customer(table)
    answer = await table.people.send(0, money.credit(table.key("ask"), customer, amount))
    table.claim(answer.status == 202, "approvals: not held:", answer)
    return customer, answer.json["id"]


async def check_approval(table, approval, customer, status, votes, amount):
    """Where an approval stands, and what it did."""
    found = await table.get(f"/v1/approvals/{approval}")
    record = found.get("approval", found)
    stands = (record["status"], record["votes"], await balance(table, customer))
    expected = (status, votes, amount if status == "approved" else 0)
    table.claim(stands == expected, "approvals: status, votes and credit are", stands, "expected", expected)
    events = await table.get(f"/v1/approvals/{approval}/history")
    count = sum(event["kind"] == "executed" for event in events)
    table.claim(count == (status == "approved"), "approvals: executed", count, "times")


async def decide_at_once(table):
    """A held action is approved, rejected and withdrawn at once: one of them counts."""
    customer, approval = await ask_credit(table, HELD + 10)
    if table.campaign.plant == "early":
        await table.people.send(3, money.decide(table.key("early"), "approve", approval))
    asked = [(1, "approve"), (2, "approve"), (3, "reject"), (0, "withdraw")] * 2
    asked = table.chance.sample(asked, 7)
    answers = await table.people.at_once(
        [(person, money.decide(table.key(verb), verb, approval)) for person, verb in asked])
    won = [verb for (_, verb), answer in zip(asked, answers) if answer.is_done]
    table.claim(len(won) == 1, "approvals: decided by", won, [answer.code for answer in answers])
    status = {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}[won[0]]
    await check_approval(table, approval, customer, status, int(status == "approved"), HELD + 10)


async def quorum_at_once(table):
    """Two must say yes; three people say so several times each, and sometimes it is taken back at the same moment."""
    customer, approval = await ask_credit(table, QUORUM + 10)
    asked = [(person, "approve") for person in (1, 2, 3) for _ in range(3)]
    if table.chance.random() < 0.3:
        asked.append((0, "withdraw"))
    table.chance.shuffle(asked)
    answers = await table.people.at_once(
        [(person, money.decide(table.key(verb), verb, approval)) for person, verb in asked])
    done = [pair for pair, answer in zip(asked, answers) if answer.is_done]
    voters = [person for person, verb in done if verb == "approve"]
    is_withdrawn = (0, "withdraw") in done
    table.claim(
        len(voters) == len(set(voters)) and (len(voters) < 2 if is_withdrawn else len(voters) == 2),
        "approvals: who was told that it counted:", done)
    status = "withdrawn" if is_withdrawn else "approved"
    await check_approval(table, approval, customer, status, len(voters), QUORUM + 10)


async def queue_at_once(table):
    """Jobs and workflows are asked for at several servers at once; each has its effect once, whoever does it."""
    chores, chance = table.campaign.chores, random.Random(table.chance.random())
    asked = []
    for _ in range(20):
        path, body = chores.choose(chance)
        asked.append((0, books.Write("chore", table.key("chore"), path, body | {"course": "well"})))
    answers = await table.people.at_once(asked)
    names = []
    for (_, write), answer in zip(asked, answers):
        table.claim(answer.is_done, "queue: not asked for:", answer)
        names.append(chores.book(write.body, answer.json))
    for _ in range(600):
        ends = chores.ends(names)
        if all(end[0] == "done" for end in ends.values()):
            break
        await asyncio.sleep(0.1)
    if table.campaign.plant == "twice":
        name = chores.database.id(names[0])
        chores.database.rows(f"UPDATE chore SET first = first + 1, version = version + 1 WHERE id = {name}")
        ends = chores.ends(names)
    for name in names:
        expected = chores.end(name)
        table.claim(ends.get(name) == expected, "queue: a chore is", ends.get(name), "expected", expected)


GAMES = [refund_more, spend_twice, decide_at_once, quorum_at_once, queue_at_once]
WEIGHTS = [5, 4, 5, 4, 2]


async def prepare(campaign, servers, shop):
    """The people, and the policies that let store credit wait."""
    campaign.people = People(campaign, servers, shop.slug)
    client = shop.client()
    try:
        for above, quorum in ((HELD, 1), (QUORUM, 2)):
            write = money.hold(shop.key("policy"), above, quorum)
            await shop.must(client, write.path, write.body)
    finally:
        client.close()
