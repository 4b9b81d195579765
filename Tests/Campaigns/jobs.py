"""jobs: servers work on one queue while they are killed and stand still; each job asked for is done, and done once."""
import asyncio
import collections
import datetime

from campaign import Finding, verify
from chores import Chores, as_id
from client import Client, NoAnswer

SUMMARY = "servers on one queue, killed and frozen at random: no job is lost, no effect happens twice"
STORES = ("sqlite", "postgres")
PLANTS = {
    "forget": ("a chore that was acknowledged is forgotten: one too many in the database", STORES),
    "twice": ("one effect is written again behind everybody's back", STORES),
    "rewind": ("a schedule is set back to the time it came last", STORES),
    "away": ("no server comes back", STORES),
}
SERVERS = {"sqlite": 1, "postgres": 3}  # processes that may share a database
SHOPS, ASKERS = 8, 6
SCHEDULE = "platform.nightly_proof"
END_LIMIT = 300  # seconds; leases of the dead run out after half a minute, each time
FROZEN = 36  # seconds a server stands still: longer than a lease is good for


class Crew:
    """The servers, and who asks them for work."""

    def __init__(self, campaign, servers):
        self.campaign, self.servers = campaign, servers
        self.database = servers[0].database
        self.chores = Chores(self.database)
        self.shops, self.number, self.asked_now, self.frozen = [], 0, 0, 0
        self.changing = asyncio.Lock()  # held by whoever ends, starts or takes servers away

    def open_shops(self):
        """Shops with a key each."""
        for number in range(SHOPS):
            slug = f"shop-{number}"
            self.shops.append((slug, self.servers[0].open_shop(slug)))

    async def send(self, secret, method, path, body=None, key=None, awaited=(200, 201)):
        """A request that is sent again under its key, to whichever server lives, until somebody answers."""
        for _ in range(600):
            server = self.campaign.chance.choice(self.servers)
            client = Client(server.address, secret, timeout=20)
            try:
                answer = await client.send(method, path, body, key)
                if answer.status in awaited:
                    return answer.json
                if answer.status not in (409, 429, 503):
                    raise Finding(f"{method} {path} {body} was answered {answer}")
            except NoAnswer:
                pass
            finally:
                client.close()
            await asyncio.sleep(0.1)
        raise Finding(f"nobody answers {method} {path}:\n{self.servers[0].log[-1500:]}")

    async def write(self, secret, path, body=None):
        """A write under a key of its own."""
        self.number += 1
        return await self.send(secret, "POST", path, body, f"ask-{self.number}")

    async def retry(self, slug, job):
        """Asks for a job again; somebody may be at it meanwhile, or it has ended."""
        self.number += 1
        path = f"/v1/job-runs/{as_id('job', job)}/actions/retry"
        await self.send(dict(self.shops)[slug], "POST", path, None, f"again-{self.number}", (200, 409))

    async def schedule(self, secret):
        """The schedule of a shop."""
        rows = (await self.send(secret, "GET", "/v1/schedules?limit=100"))["data"]
        return next((row["id"] for row in rows if row["name"] == SCHEDULE), None)

    async def plan(self, word, **body):
        """The same for the schedule of each shop; shops that are new have it in a moment."""
        for _, secret in self.shops:
            while (schedule := await self.schedule(secret)) is None:
                await asyncio.sleep(0.1)
            await self.write(secret, f"/v1/schedules/{schedule}/actions/{word}", body)

    async def ask(self):
        """Asks shop after shop for chores, and now and then for the schedule's job."""
        chance = self.campaign.chance
        while self.campaign.goes_on:
            _, secret = chance.choice(self.shops)
            if chance.random() < 0.02:
                schedule = await self.schedule(secret)
                await self.write(secret, f"/v1/schedules/{schedule}/actions/run-now")
                self.asked_now += 1
                continue
            path, body = self.chores.choose(chance)
            answer = await self.write(secret, path, body)
            name = self.chores.book(body, answer)
            if self.campaign.plant == "forget" and len(self.chores.asked) > 5:
                self.campaign.plant = "forgotten"
                del self.chores.asked[name]
            await asyncio.sleep(chance.uniform(0, 0.04))

    async def kill(self):
        """Kills one server after the other; each is started again after a moment."""
        while self.campaign.goes_on:
            await asyncio.sleep(self.campaign.chance.uniform(0.2, 2))
            async with self.changing:
                victim = self.campaign.chance.choice(self.servers)
                victim.kill()
                self.campaign.count += 1
                await asyncio.sleep(self.campaign.chance.uniform(0, 0.5))
                await victim.start()
            self.campaign.remark = f"{len(self.chores.asked)} chores asked for, {self.frozen} times frozen"
            self.campaign.tell(f"{self.campaign.count} kills, {self.campaign.remark}")

    async def freeze(self):
        """Where others can take its work, a server stands still now and then until its leases are gone, and goes on."""
        last, rest = self.servers[-1], self.servers[:-1]
        while self.campaign.goes_on and rest:
            await asyncio.sleep(self.campaign.chance.uniform(5, 15))
            async with self.changing:
                self.servers = rest  # it is neither asked nor killed meanwhile
            last.freeze()
            self.frozen += 1
            for _ in range(FROZEN):
                if self.campaign.goes_on:
                    await asyncio.sleep(1)
            last.thaw()
            self.servers = [*rest, last]

    async def finish(self):
        """Waits until every job has ended; what died with its servers is tried again."""
        for second in range(END_LIMIT):
            for slug, job in self.chores.lost():
                await self.retry(slug, job)
            if second % 20 == 19:
                await self.hurry()
            if self.chores.count_open() == 0:
                return
            await asyncio.sleep(1)
        row = self.database.rows("SELECT id, name, state, attempts FROM job WHERE state IN ('waiting', 'running') LIMIT 1")
        raise Finding(f"after {END_LIMIT} s there is still {row}:\n{self.servers[0].log[-1500:]}")

    async def hurry(self):
        """Lets what waits for its next attempt be tried at once."""
        for slug, job in self.database.rows("""
                SELECT s.slug, j.id FROM job j JOIN shop s ON s.tenant = j.tenant WHERE j.state = 'waiting'"""):
            await self.retry(slug, job)

    def compare_schedules(self):
        """Each schedule came once for each of its times, and for every one of them."""
        times = collections.defaultdict(list)
        for tenant, key in self.database.rows(
                f"SELECT tenant, key FROM job WHERE name = '{SCHEDULE}' AND key LIKE '{SCHEDULE}@2%'"):
            times[tenant].append(key.partition("@")[2])
        for tenant, came in times.items():
            came.sort()
            minutes = [datetime.datetime.fromisoformat(time) for time in came]
            for before, after in zip(minutes, minutes[1:]):
                if after - before != datetime.timedelta(minutes=1):
                    raise Finding(f"the schedule of shop {tenant} came for {before}, and next for {after}")
        return sum(map(len, times.values()))

    def compare_proofs(self):
        """What a check of the shop found is kept once for each attempt that came so far, and for each that succeeded."""
        for tenant, done, attempts, kept in self.database.rows(f"""
                SELECT j.tenant, sum(CASE WHEN a.outcome = 'done' THEN 1 ELSE 0 END), count(*),
                    (SELECT count(*) FROM audit_entry e WHERE e.tenant = j.tenant AND e.action = 'proofs.record')
                FROM job j JOIN job_attempt a ON a.tenant = j.tenant AND a.job = j.id
                WHERE j.name = '{SCHEDULE}' GROUP BY j.tenant"""):
            if not int(done) <= int(kept) <= int(attempts):
                raise Finding(f"shop {tenant} has {kept} results of {attempts} checks, of which {done} succeeded")


async def run(campaign):
    """Work and kills side by side, then everything is brought to its end and counted."""
    crew = Crew(campaign, campaign.make_crew(SERVERS[campaign.store], MARTLET_JOB_SEATS="slow=4"))
    crew.open_shops()
    for server in crew.servers:
        await server.start()
    await crew.plan("set-cron", cron="* * * * *")
    campaign.begin()
    servers = list(crew.servers)
    await asyncio.gather(crew.kill(), crew.freeze(), *(crew.ask() for _ in range(ASKERS)))
    await sabotage(campaign, crew, servers)
    await crew.plan("pause")
    await crew.finish()
    crew.chores.compare()
    times = crew.compare_schedules()
    crew.compare_proofs()
    for slug, _ in crew.shops:
        verify(servers[0], slug)
    campaign.remark = (
        f"{len(crew.chores.asked)} chores and {crew.asked_now} checks asked for, {times} times of schedules, "
        f"{crew.frozen} times frozen; attempts: {crew.chores.outcomes()}")


async def sabotage(campaign, crew, servers):
    """Plants what must be found."""
    if campaign.plant == "away":
        for server in servers:
            server.kill()
    if campaign.plant == "twice":
        crew.database.rows("""
            UPDATE chore SET first = first + 1 WHERE id = (SELECT id FROM chore WHERE state = 'done' ORDER BY id LIMIT 1)""")
    if campaign.plant == "rewind":
        while not crew.database.rows("SELECT 1 FROM schedule WHERE last_at IS NOT NULL"):
            await asyncio.sleep(1)
        crew.database.rows("UPDATE schedule SET next_at = last_at, planned_at = last_at - 1 WHERE last_at IS NOT NULL")
        await asyncio.sleep(3)
