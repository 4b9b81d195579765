"""disk-full: the database lies on a small file system that fills up under load, again and again."""
import asyncio
import collections
import errno
import os
import shutil
import subprocess

from campaign import CannotRun, Finding, verify
from client import NoAnswer
from databases import SQLite
from load import Load
from shop import Shop

SUMMARY = "fills the disk under load: writes are refused clearly, reads go on, nothing is half done, it recovers"
STORES = ("sqlite",)
PLANTS = {
    "forget": ("the journal loses one acknowledged order: one too many in the shop", STORES),
    "stuck": ("space does not come back", STORES),
}
WORKERS, VARIANTS, STOCK = 8, 40, 10_000
MEGABYTES = 96  # half of them for the database, then another one is taken
FULL_WITHIN, RECOVERED_WITHIN = 30, 10  # seconds
VERIFIED_EVERY = 10  # times
REFUSALS = {503, 507}


async def run(campaign):
    """One disk after the other, each until its shop has grown too large for it."""
    totals = collections.Counter(refused=0, done=0)
    campaign.begin()
    while campaign.goes_on:
        disk = Disk(campaign.folder / "disk")
        try:
            await trade(campaign, disk, totals)
        finally:
            for martlet in campaign.martlets:
                martlet.kill()
            disk.unmount()


async def trade(campaign, disk, totals):
    """One filling after the other; the shop is compared after each."""
    martlet = campaign.make_martlet(SQLite(disk.folder))
    await martlet.start()
    shop = Shop(martlet)
    await shop.furnish(VARIANTS, STOCK)
    load = Load(campaign, shop, WORKERS, STOCK, tolerated=REFUSALS)
    while campaign.goes_on and disk.free() > MEGABYTES << 19:
        before = collections.Counter(acknowledged=load.acknowledged, refused=load.told, done=load.replayed)
        took = await fill(campaign, martlet, load, disk)
        await load.compare()
        if campaign.count % VERIFIED_EVERY == 0:
            verify(martlet)
        totals += collections.Counter(acknowledged=load.acknowledged, refused=load.told, done=load.replayed) - before
        totals["slowest"] = max(totals["slowest"], round(took * 1000))
        campaign.remark = (
            f"{totals['acknowledged']} writes acknowledged, {totals['refused']} refused for want of space, "
            f"{totals['done']} of them done all the same, writing again after {totals['slowest']} ms at most")
        campaign.tell(f"filled {campaign.count} times, {campaign.remark}")
    verify(martlet)


async def fill(campaign, martlet, load, disk):
    """Fills the disk while clients trade and gives the space back. Returns how long until everybody could write."""
    loop = asyncio.get_running_loop()
    load.start(is_patient=True)
    await asyncio.sleep(campaign.chance.uniform(0.1, 0.5))
    disk.fill(leaving=campaign.chance.randrange(0, 96) * 4096)
    load.note("sees", "-", "the disk full", campaign.count)
    begun = loop.time()
    before = load.told
    while load.told < before + 2 * WORKERS:
        if loop.time() - begun > FULL_WITHIN:
            raise Finding(f"the disk is full, and after {FULL_WITHIN} s writes are not refused")
        load.has_ended()
        await read(martlet, load)
        disk.fill(leaving=0)
        await asyncio.sleep(0.05)
    campaign.count += 1
    if campaign.plant != "stuck":
        disk.empty()
    load.note("sees", "-", "space again", campaign.count)
    begun = loop.time()
    acknowledged = load.acknowledged
    while load.acknowledged < acknowledged + 2 * WORKERS or load.refused_now:
        if loop.time() - begun > RECOVERED_WITHIN:
            raise Finding(f"there is space again, and after {RECOVERED_WITHIN} s not everybody can write")
        load.has_ended()
        await asyncio.sleep(0.05)
    took = loop.time() - begun
    await load.halt()
    await load.settle()
    return took


async def read(martlet, load):
    """What must go on while nothing can be written."""
    client = load.shop.client(timeout=10)
    try:
        for path in ("/health", "/v1/orders?limit=10", "/v1/stock-levels?limit=10"):
            answer = await client.get(path)
            if answer.status != 200:
                raise Finding(f"while the disk is full, GET {path} was answered {answer}")
    except NoAnswer as reason:
        raise Finding(f"while the disk is full, there was no answer to a read: {reason}\n{martlet.log[-1000:]}")
    finally:
        client.close()


class Disk:
    """A file system in memory, and a file on it that takes the space away."""

    def __init__(self, folder):
        self.folder = folder
        self.ballast = folder / "ballast"
        folder.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "martlet-campaign", str(folder)]
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
