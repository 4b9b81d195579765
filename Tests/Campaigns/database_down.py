"""database-down: PostgreSQL is stopped, crashed, killed, frozen or hangs up while clients trade, again and again."""
import asyncio
import collections
import os
import signal

from campaign import Finding, verify
from client import NoAnswer
from load import Load
from shop import Shop

SUMMARY = "stops, crashes, kills and freezes PostgreSQL under load: refused with 503, recovers alone, nothing is lost"
STORES = ("postgres",)
PLANTS = {
    "forget": ("the journal loses one acknowledged order: one too many in the shop", STORES),
    "away": ("PostgreSQL does not come back", STORES),
}
WORKERS, VARIANTS, STOCK = 8, 40, 10_000
NOTICED_WITHIN, RECOVERED_WITHIN = 10, 10  # seconds
VERIFIED_EVERY = 20  # times
TROUBLES = ("stop", "crash", "kill", "hang up", "freeze")


async def run(campaign):
    """One trouble after the other; the shop is compared after each."""
    martlet = campaign.make_martlet()
    await martlet.start()
    shop = Shop(martlet)
    await shop.furnish(VARIANTS, STOCK)
    load = Load(campaign, shop, WORKERS, STOCK, tolerated={503})
    slowest = 0
    had = collections.Counter()
    campaign.begin()
    while campaign.goes_on:
        trouble = TROUBLES[campaign.count % len(TROUBLES)]
        load.start(is_patient=True)
        await asyncio.sleep(campaign.chance.uniform(0.1, 0.5))
        load.note("sees", "-", trouble, campaign.count)
        await PLAYS[trouble](campaign, martlet, load)
        slowest = max(slowest, await recover(martlet, load, trouble))
        await load.replay(100)
        await load.compare()
        campaign.count += 1
        had[trouble] += 1
        if campaign.count % VERIFIED_EVERY == 0:
            verify(martlet)
        campaign.remark = (
            f"{dict(had)}, {load.acknowledged} writes acknowledged, answers 503 {dict(load.codes)}, "
            f"{load.replayed} done though not acknowledged, back after {slowest:.1f} s at most")
        campaign.tell(campaign.remark)
    verify(martlet)


async def stop(campaign, martlet, load):
    """It is stopped in order, and started again."""
    await stay_away(campaign, martlet, load, "fast")


async def crash(campaign, martlet, load):
    """It ends at once and recovers from its log when it starts again."""
    await stay_away(campaign, martlet, load, "immediate")


async def kill(campaign, martlet, load):
    """Its first process is killed; the others notice."""
    os.kill(campaign.database.pid, signal.SIGKILL)
    await stay_away(campaign, martlet, load, None)


async def stay_away(campaign, martlet, load, mode):
    """Stops the database if it still runs, sees what clients are told, and starts it again."""
    database = campaign.database
    if mode:
        await asyncio.to_thread(database.stop, mode)
    told = load.told
    await until(NOTICED_WITHIN, "clients are not told that the database is away", load, lambda: load.told > told)
    await look(load)
    if campaign.plant == "away":
        return
    for attempt in range(50):
        try:
            await asyncio.to_thread(database.start)
            return
        except RuntimeError:  # processes of the killed one still hold its memory
            if attempt == 49:
                raise
            await asyncio.sleep(0.1)


async def look(load):
    """While the database is away: the process is well, it is not ready, and says when to come again."""
    client = load.shop.client(timeout=15)
    try:
        for path, expected in (("/health", 200), ("/ready", 503), ("/v1/orders?limit=5", 503)):
            answer = await client.get(path)
            if answer.status != expected or (expected == 503 and "retry-after" not in answer.headers):
                raise Finding(f"while the database is away, GET {path} was answered {answer} {answer.headers}")
    except NoAnswer as reason:
        raise Finding(f"while the database is away, there was no answer to a read: {reason}") from reason
    finally:
        client.close()


async def hang_up(campaign, *_):
    """It ends every session, and goes on."""
    for process in sessions(campaign.database):
        os.kill(process, signal.SIGTERM)


async def freeze(campaign, *_):
    """It stands still for a moment, and goes on."""
    processes = [campaign.database.pid, *children(campaign.database.pid)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    await asyncio.sleep(campaign.chance.uniform(0.2, 2))
    for process in processes:
        os.kill(process, signal.SIGCONT)


PLAYS = {"stop": stop, "crash": crash, "kill": kill, "hang up": hang_up, "freeze": freeze}


async def recover(martlet, load, trouble):
    """Waits until everybody can write again. Returns how long that took since the database was back."""
    loop = asyncio.get_running_loop()
    begun, acknowledged = loop.time(), load.acknowledged
    await until(
        RECOVERED_WITHIN, f"not everybody can write again after: {trouble}", load,
        lambda: load.acknowledged >= acknowledged + 2 * WORKERS and not load.refused_now)
    if not martlet.is_up:
        raise Finding(f"the server ended:\n{martlet.log[-2000:]}")
    took = loop.time() - begun
    await load.halt()
    await load.settle()
    return took


async def until(limit, complaint, load, is_so):
    """Waits for something. Raises `complaint` when it takes too long."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not is_so():
        load.has_ended()
        if loop.time() - begun > limit:
            raise Finding(f"{complaint} ({limit} s)")
        await asyncio.sleep(0.02)


def children(process):
    """The processes a process started."""
    with open(f"/proc/{process}/task/{process}/children") as file:
        return [int(word) for word in file.read().split()]


def sessions(database):
    """The processes that serve somebody."""
    for process in children(database.pid):
        with open(f"/proc/{process}/cmdline") as file:
            if file.read().startswith("postgres: martlet "):
                yield process
