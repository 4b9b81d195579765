"""disk-full: the database lies on a small file system that fills up under load, again and again.

PostgreSQL lies there in two ways in turn: with its tables only, then it refuses what needs space and goes on; and with all
it has, then it may end, and whoever looks after it starts it when there is space.
"""
import asyncio
import collections
import errno
import os
import shutil
import subprocess

from campaign import CannotRun, Finding, verify
from client import NoAnswer
from databases import Postgres, SQLite
from load import Load
from shop import Shop

SUMMARY = "fills the disk under load: writes are refused clearly, reads go on, nothing is half done, it recovers"
STORES = ("sqlite", "postgres")
PLANTS = {
    "forget": ("the journal loses one acknowledged order: one too many in the shop", STORES),
    "stuck": ("space does not come back", STORES),
}
WORKERS, VARIANTS, STOCK = 8, 40, 10_000
MEGABYTES = {"sqlite": 96, "postgres": 256}  # of the disk
GROWTH, FILLINGS = 48, 8  # megabytes that a database may grow by, and how often it is filled; then another disk is taken
FULL_WITHIN = {"sqlite": 30, "postgres": 120}  # seconds; PostgreSQL's tables have room left in them
RECOVERED_WITHIN = 10  # seconds
VERIFIED_EVERY = 10  # times
REFUSALS = {503, 507}


async def run(campaign):
    """One disk after the other, each until its shop has grown too large for it."""
    totals = collections.Counter(refused=0, done=0, ended=0)
    disks = 0
    campaign.begin()
    while campaign.goes_on:
        disks += 1
        disk = Disk(campaign.folder / "disk", MEGABYTES[campaign.store])
        try:
            database = make_database(campaign, disk, disks)
            campaign.database = database
            database.start()
            await trade(campaign, database, disk, totals)
        finally:
            for martlet in campaign.martlets:
                martlet.kill()
            if campaign.store == "postgres" and database.is_up:
                database.stop()
            disk.unmount()


def make_database(campaign, disk, number):
    """A database on the disk."""
    if campaign.store == "sqlite":
        return SQLite(disk.folder)
    if number % 2 == 0:
        return Postgres(campaign.folder / f"beside-{number}", tables=disk.folder)
    # Its log takes some of the disk, but not all of it.
    return Postgres(disk.folder, max_wal_size="64MB", min_wal_size="32MB", checkpoint_timeout="30s")


def has_tables_apart(database):
    """Whether only the tables of a PostgreSQL lie on the disk."""
    return isinstance(database, Postgres) and database.tables is not None


async def trade(campaign, database, disk, totals):
    """One filling after the other; the shop is compared after each."""
    # Where several wait to extend a table, PostgreSQL takes room for hundreds of pages at once, which would last too long.
    martlet = campaign.make_martlet(database, MARTLET_POSTGRES_POOL="1" if has_tables_apart(database) else "4")
    await martlet.start()
    shop = Shop(martlet)
    await shop.furnish(VARIANTS, STOCK)
    least, last = disk.free() - (GROWTH << 20), campaign.count + FILLINGS
    load = Load(campaign, shop, WORKERS, STOCK, tolerated=REFUSALS)
    while campaign.goes_on and disk.free() > least and campaign.count < last:
        before = collections.Counter(acknowledged=load.acknowledged, refused=load.told, done=load.replayed)
        took, has_ended = await fill(campaign, martlet, load, database, disk)
        totals["ended"] += has_ended
        await load.compare()
        if campaign.count % VERIFIED_EVERY == 0:
            verify(martlet)
        totals += collections.Counter(acknowledged=load.acknowledged, refused=load.told, done=load.replayed) - before
        totals["slowest"] = max(totals["slowest"], round(took * 1000))
        campaign.remark = (
            f"{totals['acknowledged']} writes acknowledged, {totals['refused']} refused for want of space, "
            f"{totals['done']} of them done all the same, writing again after {totals['slowest']} ms at most, "
            f"started again {totals['ended']} times")
        campaign.tell(f"filled {campaign.count} times, {campaign.remark}")
    verify(martlet)


async def fill(campaign, martlet, load, database, disk):
    """Fills the disk while clients trade and gives the space back. Returns how long until everybody could write, and
    whether the database had ended meanwhile."""
    loop = asyncio.get_running_loop()
    load.start(is_patient=True)
    await asyncio.sleep(campaign.chance.uniform(0.1, 0.5))
    disk.fill(leaving=campaign.chance.randrange(0, 96) * 4096)
    load.note("sees", "-", "the disk full", campaign.count)
    begun = loop.time()
    before = load.told
    while load.told < before + 2 * WORKERS:
        if loop.time() - begun > FULL_WITHIN[campaign.store]:
            raise Finding(f"the disk is full, and after {FULL_WITHIN[campaign.store]} s writes are not refused")
        load.has_ended()
        await read(martlet, load, database)
        disk.fill(leaving=0)
        await asyncio.sleep(0.05)
    campaign.count += 1
    if campaign.plant != "stuck":
        disk.empty()
    load.note("sees", "-", "space again", campaign.count)
    has_ended = False
    begun = loop.time()
    acknowledged = load.acknowledged
    while load.acknowledged < acknowledged + 2 * WORKERS or load.refused_now:
        if loop.time() - begun > RECOVERED_WITHIN:
            raise Finding(f"there is space again, and after {RECOVERED_WITHIN} s not everybody can write")
        has_ended = await revive(database) or has_ended
        load.has_ended()
        await asyncio.sleep(0.05)
    took = loop.time() - begun
    await load.halt()
    await load.settle()
    return took, has_ended


async def revive(database):
    """Starts a PostgreSQL that has ended, as its service does. Returns whether it had."""
    if isinstance(database, SQLite) or database.is_up:
        return False
    await asyncio.to_thread(database.start)
    return True


async def read(martlet, load, database):
    """What must go on while nothing can be written. Where the database itself has ended, that must be said."""
    may_be_away = isinstance(database, Postgres) and not has_tables_apart(database)
    client = load.shop.client(timeout=10)
    try:
        for path in ("/health", "/v1/orders?limit=10", "/v1/stock-levels?limit=10"):
            answer = await client.get(path)
            is_told = answer.status == 503 and "retry-after" in answer.headers
            if answer.status != 200 and not (is_told and may_be_away and path != "/health"):
                raise Finding(f"while the disk is full, GET {path} was answered {answer}")
    except NoAnswer as reason:
        raise Finding(f"while the disk is full, there was no answer to a read: {reason}\n{martlet.log[-1000:]}")
    finally:
        client.close()


class Disk:
    """A file system in memory, and a file on it that takes the space away."""

    def __init__(self, folder, megabytes):
        self.folder = folder
        self.ballast = folder / "ballast"
        folder.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "martlet-campaign", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise CannotRun(f"a small file system cannot be mounted (that takes root): {done.stderr.strip()}")

    def free(self):
        """Bytes that can be written."""
        return shutil.disk_usage(self.folder).free

    def fill(self, leaving):
        """Takes the space, but for some."""
        with open(self.ballast, "ab") as file:
            more = self.free() - leaving
            if more > 0:
                try:
                    os.posix_fallocate(file.fileno(), file.tell(), more)
                except OSError as error:  # the server was quicker; the next call takes the rest
                    if error.errno != errno.ENOSPC:
                        raise

    def empty(self):
        """Gives the space back."""
        self.ballast.unlink(missing_ok=True)

    def unmount(self):
        """Takes the file system away; what it held goes with it."""
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
