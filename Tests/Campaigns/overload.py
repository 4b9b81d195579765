"""overload: one shop sends ten times what the server can do; how do the others fare?"""
import asyncio
import json
import pathlib
import sys

from campaign import CannotRun, Finding, verify
from client import NoAnswer
from shop import Shop

SUMMARY = "ten times the capacity on one shop: it is shed with 429 or 503, the others keep 90 %, all is well 10 s later"
STORES = ("sqlite", "postgres")
PLANTS = {"stop": ("the server stands still while it is flooded", STORES)}
QUIET_SHOPS, QUIET_CLIENTS, QUIET_RATE = 3, 4, 3  # clients a shop, orders a second of each
GOOD_WITHIN = 2  # seconds: a later answer is none
KEPT, RECOVERED_WITHIN = 0.9, 10
ABLE, CONNECTIONS, STOCK = 100, 1_500, 10_000_000  # connections that show the capacity, and of the flood
FLOOD = pathlib.Path(__file__).with_name("flood.py")


async def run(campaign):
    """Capacity, then calm, then the flood, then calm again."""
    martlet = campaign.make_martlet()
    await martlet.start()
    noisy, *quiet = [Shop(martlet, f"shop{number}") for number in range(1 + QUIET_SHOPS)]
    for shop in (noisy, *quiet):
        await shop.furnish(4, STOCK)
    part = max(5, campaign.seconds / 5)
    campaign.begin()
    capacity = await flood(martlet, noisy, 0, part)
    able = capacity["statuses"].get("201", 0) / capacity["seconds"]
    await settled(quiet[0])
    people = Quiet(quiet)
    working = asyncio.create_task(people.work())
    try:
        calm = await people.watch(part)
        if calm.good < 0.5 * QUIET_SHOPS * QUIET_CLIENTS * QUIET_RATE:
            raise CannotRun(f"this machine is too busy to measure anything: {calm}")
        campaign.tell(f"capacity {able:.0f} orders a second; calm: {calm}", every=0)
        flooding = asyncio.create_task(flood(martlet, noisy, 10 * able, part * 2))
        await asyncio.sleep(1)
        if campaign.plant == "stop":
            martlet.process.send_signal(19)
        storm = await people.watch(part * 2 - 2)
        held = martlet.resident_megabytes
        if campaign.plant == "stop":
            martlet.process.send_signal(18)
        answered = await flooding
        recovered = await people.recovery(calm)
    finally:
        working.cancel()
    campaign.count = answered["sent"]
    kept = storm.good / max(calm.good, 0.1)
    shed = sum(count for status, count in answered["statuses"].items() if status in ("429", "503"))
    campaign.remark = (
        f"capacity {able:.0f} orders a second, {answered['sent'] / answered['seconds']:.0f} sent, answered "
        f"{answered['statuses']}, {shed} shed; others kept {kept:.0%} (calm: {calm}; flooded: {storm}), "
        f"well again after {recovered:.0f} s; {held:.0f} MB")
    print(f"    {campaign.remark}", flush=True)
    verify(martlet, quiet[0].slug)
    bad = {status for status in answered["statuses"] if int(status) >= 500 and status != "503"}
    if bad:
        raise Finding(f"the flood was answered {answered['statuses']}")
    if answered["bare"]:
        raise Finding(f"{answered['bare']} refusals did not say when to come back")
    if not shed:
        raise Finding(f"nothing was shed. {campaign.remark}")
    if recovered > RECOVERED_WITHIN:
        raise Finding(f"not well again {RECOVERED_WITHIN} s after the flood. {campaign.remark}")
    if kept < KEPT:
        raise Finding(f"other shops kept {kept:.0%} of their orders while one was flooded. {campaign.remark}")


async def settled(shop):
    """Waits until the server has worked off what nobody waits for any more."""
    loop = asyncio.get_running_loop()
    client = shop.client(timeout=60)
    for _ in range(20):
        begun = loop.time()
        await shop.must(client, "/v1/orders", {"lines": [{"variant": shop.variants[1], "quantity": "1"}]})
        if loop.time() - begun < 0.5:
            return client.close()
    raise CannotRun("this machine is too busy to measure anything")


async def flood(martlet, shop, rate, seconds):
    """A flood from a process of its own, and what came of it."""
    connections = CONNECTIONS if rate else ABLE
    words = [sys.executable, "-B", FLOOD, martlet.address, shop.secret, shop.variants[0], rate, connections, seconds]
    process = await asyncio.create_subprocess_exec(*map(str, words), stdout=asyncio.subprocess.PIPE)
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return json.loads(said)


class Quiet:
    """The other shops' clients, who order now and then."""

    def __init__(self, shops):
        self.shops = shops
        self.turns = []

    async def work(self):
        """Goes on until it is cancelled."""
        await asyncio.gather(*[self._client(shop) for shop in self.shops for _ in range(QUIET_CLIENTS)])

    async def _client(self, shop):
        loop = asyncio.get_running_loop()
        client = shop.client(timeout=10)
        due = loop.time()
        while True:
            begun = loop.time()
            body = {"lines": [{"variant": shop.variants[1], "quantity": "1"}]}
            try:
                answer = await client.post("/v1/orders", body, shop.key("quiet"))
                good = answer.status == 201
            except NoAnswer:
                good = False
            took = loop.time() - begun
            self.turns.append((loop.time(), took, good and took <= GOOD_WITHIN))
            due = max(due + 1 / QUIET_RATE, loop.time() - 1)
            await asyncio.sleep(max(0, due - loop.time()))

    async def watch(self, seconds):
        """How they fare for some seconds."""
        loop = asyncio.get_running_loop()
        since = loop.time()
        await asyncio.sleep(seconds)
        return Fare([turn for turn in self.turns if turn[0] >= since], loop.time() - since)

    async def recovery(self, calm):
        """Seconds until they fare as before."""
        for second in range(1, 3 * RECOVERED_WITHIN):
            if (await self.watch(1)).good >= KEPT * calm.good:
                return second
        return 3 * RECOVERED_WITHIN


class Fare:
    """Good answers a second, and how long answers took."""

    def __init__(self, turns, seconds):
        self.good = sum(is_good for _, _, is_good in turns) / seconds
        times = sorted(took for _, took, _ in turns) or [0]
        self.median, self.p99 = times[len(times) // 2], times[-1 - len(times) // 100]

    def __str__(self):
        return f"{self.good:.1f} a second, median {self.median * 1000:.0f} ms, p99 {self.p99 * 1000:.0f} ms"
