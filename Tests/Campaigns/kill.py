"""kill: the server's process is killed under load, again and again."""
import asyncio

import money
from campaign import Finding, verify
from chores import Chores, as_id
from client import NoAnswer
from load import Load
from shop import Shop
from till import HELD, Cashier

SUMMARY = "kills the server under load; what was acknowledged is there once, what was not can be sent again"
STORES = ("sqlite", "postgres")
PLANTS = {
    "forget": ("the journal loses one acknowledged order: one too many in the shop", STORES),
    "lose": ("commits that are still in the write-ahead log are deleted after a kill", ("sqlite",)),
}
WORKERS, CASHIERS, VARIANTS, STOCK = 8, 6, 40, 10_000
CHECKED_EVERY, VERIFIED_EVERY = 10, 50  # cycles
START_LIMIT = 10  # seconds; on an idle machine it takes a fraction of one
END_LIMIT = 180  # seconds until every job and workflow has ended; the leases of the dead run out after half a minute


async def run(campaign):
    """One cycle after the other; the whole shop is compared every ten, and verified every fifty and at the end."""
    martlet = campaign.make_martlet(rehearses=True)
    await martlet.start()
    shop = Shop(martlet)
    await shop.furnish(VARIANTS, STOCK)
    load = Load(campaign, shop, WORKERS, STOCK)
    await open_tills(load, shop)
    slowest = 0
    campaign.begin()
    while campaign.goes_on:
        await cycle(campaign, martlet, load)
        slowest = max(slowest, await restart(campaign, martlet))
        await check(campaign, martlet, load)
        campaign.remark = (
            f"{load.acknowledged} writes acknowledged, {load.replayed} done though not answered, "
            f"{sum(load.refused.values())} refused, slowest start {slowest:.2f} s")
        campaign.tell(f"{campaign.count} kills, {campaign.remark}")
    await load.compare()
    await finish(load.chores, shop)
    load.chores.compare()
    campaign.remark += f"; {len(load.chores.asked)} chores: {load.chores.outcomes()}"
    verify(martlet)


async def open_tills(load, shop):
    """Clients who deal with money, and a policy that lets some of it wait for somebody else."""
    load.join(Cashier, CASHIERS, Chores(shop.martlet.database), shop.martlet.make_key(shop.slug, "*"))
    client = shop.client()
    write = money.hold(shop.key("policy"), HELD, 1)
    await shop.must(client, write.path, write.body)
    client.close()


async def finish(chores, shop):
    """Waits until every job and workflow has ended; what died with its servers is tried again."""
    client = shop.client()
    for _ in range(END_LIMIT):
        for _, job in chores.lost():
            answer = await client.post(f"/v1/job-runs/{as_id('job', job)}/actions/retry", None, shop.key("again"))
            if answer.status not in (200, 409):
                raise Finding(f"a job that was lost cannot be tried again: {answer}")
        if chores.count_open() == 0:
            return client.close()
        await asyncio.sleep(1)
    raise Finding(f"{chores.count_open()} jobs have not ended after {END_LIMIT} s:\n{shop.martlet.log[-1500:]}")


async def cycle(campaign, martlet, load):
    """Trade for a moment, then the kill."""
    load.start()
    await asyncio.sleep(campaign.chance.uniform(0.02, 0.6))
    martlet.kill()
    campaign.count += 1
    load.note("sees", "-", "the server killed", campaign.count)
    await load.halt()
    load.hang_up()
    if campaign.plant == "lose" and load.acknowledged > 5:
        for file in campaign.folder.glob("martlet.db-*"):
            file.unlink()


async def restart(campaign, martlet):
    """Starts the server again; now and then it is killed while it starts, too."""
    if campaign.chance.random() < 0.05:
        martlet.launch()
        await asyncio.sleep(campaign.chance.uniform(0, 0.2))
        martlet.kill()
    took = await martlet.start()
    if took > START_LIMIT:
        raise Finding(f"it took {took:.1f} s until the server answered after kill {campaign.count}")
    return took


async def check(campaign, martlet, load):
    """What was not answered, what was, and now and then everything."""
    try:
        await load.settle()
        await load.replay(150)
        if campaign.count % CHECKED_EVERY == 0:
            await load.compare()
    except NoAnswer as reason:
        raise Finding(f"the server does not answer after kill {campaign.count}: {reason}\n{martlet.log[-1000:]}")
    if campaign.count % VERIFIED_EVERY == 0:
        verify(martlet)
