"""jobs: three servers work on one queue while they are killed at random; each job asked for is done, and done once."""
import asyncio
import collections

from campaign import Finding, verify
from client import Client, NoAnswer

SUMMARY = "three servers on one queue, killed at random: no job is lost, none is done twice"
STORES = ("postgres",)
PLANTS = {
    "forget": ("a job that was never asked for is expected to be done", STORES),
    "away": ("no server comes back", STORES),
}
SERVERS, SHOPS, ASKERS = 3, 8, 6
PROOF = "platform.nightly_proof"
END_LIMIT = 180  # the leases of the dead run out after half a minute


class Crew:
    """The servers, and who asks them for work."""

    def __init__(self, campaign, servers):
        self.campaign, self.servers = campaign, servers
        self.shops = []
        self.asked = collections.defaultdict(set)
        self.number = 0

    def open_shops(self):
        """Shops with a key each; a schedule's job is what they ask for."""
        for number in range(SHOPS):
            slug = f"shop-{number}"
            self.shops.append((slug, self.servers[0].open_shop(slug)))

    async def read(self, secret, path):
        """The answer of some server that is up."""
        for _ in range(600):
            for server in self.servers:
                if not server.is_up:
                    continue
                client = Client(server.address, secret)
                try:
                    answer = await client.get(path)
                    if answer.status == 200:
                        return answer.json
                except NoAnswer:
                    pass
                finally:
                    client.close()
            await asyncio.sleep(0.1)
        raise Finding(f"nobody answers {path}:\n{self.servers[0].log[-1500:]}")

    async def write(self, secret, path, key):
        """A write that is sent again under its key, to whichever server lives, until somebody answers."""
        for _ in range(600):
            server = self.campaign.chance.choice(self.servers)
            client = Client(server.address, secret, timeout=20)
            try:
                answer = await client.post(path, {}, key)
                if answer.is_done:
                    return answer.json
                if answer.status not in (409, 429, 503):
                    raise Finding(f"POST {path} was answered {answer}")
            except NoAnswer:
                pass
            finally:
                client.close()
            await asyncio.sleep(0.1)
        raise Finding(f"nobody takes {path}:\n{self.servers[0].log[-1500:]}")

    async def ask(self):
        """Asks shop after shop to run its schedule's job now."""
        while self.campaign.goes_on:
            slug, secret = self.campaign.chance.choice(self.shops)
            rows = (await self.read(secret, "/v1/schedules?limit=100"))["data"]
            schedule = next(row["id"] for row in rows if row["name"] == PROOF)
            self.number += 1
            answer = await self.write(secret, f"/v1/schedules/{schedule}/actions/run-now", f"ask-{self.number}")
            self.asked[slug].add(answer["last_job"])
            await asyncio.sleep(self.campaign.chance.uniform(0, 0.2))

    async def kill(self):
        """Kills one server after the other; each is started again after a moment."""
        while self.campaign.goes_on:
            await asyncio.sleep(self.campaign.chance.uniform(0.2, 2))
            victim = self.campaign.chance.choice(self.servers)
            victim.kill()
            self.campaign.count += 1
            await asyncio.sleep(self.campaign.chance.uniform(0, 0.5))
            await victim.start()
            total = sum(len(jobs) for jobs in self.asked.values())
            self.campaign.remark = f"{total} jobs asked for"
            self.campaign.tell(f"{self.campaign.count} kills, {self.campaign.remark}")

    async def finish(self, slug, secret):
        """Waits until each job of a shop is done; what waits to be tried again is tried at once."""
        for _ in range(END_LIMIT):
            rows = await self.open_jobs(secret)
            if not rows:
                return
            for row in rows:
                if row["state"] == "dead" and row.get("reason_code") != "jobs.lost":
                    raise Finding(f"{slug}: {row['id']} died: {row.get('error')}")
                if row["state"] in ("waiting", "dead"):  # killed together with its server too often
                    self.number += 1
                    await self.write(secret, f"/v1/job-runs/{row['id']}/actions/retry", f"again-{self.number}")
            await asyncio.sleep(1)
        raise Finding(f"{slug}: {rows[0]['id']} is {rows[0]['state']} after {END_LIMIT} s")

    async def open_jobs(self, secret):
        """Jobs that are not done."""
        path = f"/v1/job-runs?name={PROOF}&state=waiting,running,dead&limit=100"
        return (await self.read(secret, path))["data"]

    async def check(self, slug, secret):
        """Each job asked for ended once, and its attempts wrote what they found at most once each."""
        totals = collections.Counter()
        for job in sorted(self.asked[slug]):
            answer = await self.read(secret, f"/v1/job-runs/{job}")
            outcomes = [attempt["outcome"] for attempt in answer["attempts"]]
            tokens = [attempt["token"] for attempt in answer["attempts"]]
            if answer["job"]["state"] != "done" or outcomes.count("done") != 1 or outcomes[0] != "done":
                raise Finding(f"{slug}: {job} is {answer['job']['state']} after {outcomes}")
            if tokens != list(range(len(tokens), 0, -1)):
                raise Finding(f"{slug}: the leases of {job} are {tokens}")
            totals.update(outcomes)
        entries, after = 0, ""
        while True:
            page = await self.read(secret, f"/v1/audit-entries?action=proofs.record&limit=100{after}")
            entries += len(page["data"])
            if not page.get("next"):
                break
            after = f"&after={page['next']}"
        if not totals["done"] <= entries <= sum(totals.values()):
            raise Finding(f"{slug}: {entries} results of {totals}")
        return totals


async def run(campaign):
    """Work and kills side by side, then everything is brought to its end and counted."""
    first = campaign.make_martlet(MARTLET_JOB_SEATS="slow=4")
    servers = [first] + [
        campaign.make_martlet(first.database, MARTLET_JOB_SEATS="slow=4") for _ in range(SERVERS - 1)]
    crew = Crew(campaign, servers)
    crew.open_shops()
    for server in servers:
        await server.start()
    campaign.begin()
    await asyncio.gather(crew.kill(), *(crew.ask() for _ in range(ASKERS)))
    if campaign.plant == "away":
        for server in servers:
            server.kill()
    if campaign.plant == "forget":
        slug = crew.shops[0][0]
        crew.asked[slug].add(min(crew.asked[slug])[:-4] + "zzzz")
    totals = collections.Counter()
    for slug, secret in crew.shops:
        await crew.finish(slug, secret)
        totals += await crew.check(slug, secret)
        verify(first, slug)
    campaign.remark = ", ".join(f"{count} {word}" for word, count in sorted(totals.items()))
