"""One run of a campaign: its folder, its program, its chance and its time, and what it may find."""
import os
import pathlib
import random
import shutil
import tempfile
import time

import databases
from martlet import Martlet


class Finding(Exception):
    """Something does not hold that must."""


class CannotRun(Exception):
    """This machine lacks what the campaign needs."""


class Campaign:
    """One run on one store: its folder, its program, its chance and its time."""

    def __init__(self, options, store, seed, plant):
        self.binary = options.binary
        self.seconds = options.seconds
        self.options = options
        self.store = store
        self.seed = seed
        self.plant = plant
        self.count = 0
        self.remark = ""
        self.chance = random.Random(f"{options.name} {store} {seed}")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"martlet-{options.name}."))
        self.folder.chmod(0o755)
        self.database = None
        self.martlets = []
        self._begun = self._told = time.monotonic()

    def make_database(self, folder=None):
        """A started database of this run's store."""
        self.database = databases.STORES[self.store](folder or self.folder)
        self.database.start()
        return self.database

    def make_martlet(self, database=None, rehearses=False, **settings):
        """The program on an empty, migrated database; ended with the campaign."""
        martlet = Martlet(self.binary, self.folder, database or self.make_database(), rehearses, **settings)
        self.martlets.append(martlet)
        martlet.run("migrate")
        return martlet

    def make_crew(self, count, **settings):
        """Several servers that rehearse, on one database."""
        first = self.make_martlet(rehearses=True, **settings)
        return [first] + [self.make_martlet(first.database, True, **settings) for _ in range(count - 1)]

    def begin(self):
        """Says that everything is prepared: its time counts from here."""
        self._begun = self._told = time.monotonic()

    @property
    def elapsed(self):
        """Seconds since the campaign began."""
        return time.monotonic() - self._begun

    @property
    def goes_on(self):
        """Whether there is time left."""
        return self.elapsed < self.seconds

    def tell(self, text, every=5):
        """A line about what goes on, at most one in some seconds."""
        if time.monotonic() - self._told >= every:
            self._told = time.monotonic()
            print(f"    {self.elapsed:5.0f} s  {text}", flush=True)

    @property
    def environment(self):
        """What programs beside the server run with: none of the caller's settings, and no traces, which take minutes."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MARTLET_")}
        return clean | {"SWIFT_BACKTRACE": "enable=no"}

    def close(self, keep):
        """Ends what it started; the folder stays after a finding, and is gone otherwise."""
        for martlet in self.martlets:
            martlet.kill()
        if self.database is not None:
            self.database.stop()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def verify(martlet, slug="shop"):
    """Raises what the program's own checks find not to hold."""
    broken = martlet.broken_promises(slug)
    if broken:
        raise Finding(f"martlet verify: {broken}")
