"""The databases a campaign can have a Martlet on, each in a folder of its own, gone when the campaign ends."""
import contextlib
import os
import pathlib
import pwd
import random
import shutil
import socket
import sqlite3
import subprocess
import uuid


def free_port():
    """A port nobody listens on, below the range from which the system itself gives out ports."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


class SQLite:
    """A file. It needs no server, so starting and stopping it does nothing."""

    name = "sqlite"

    @staticmethod
    def id(text):
        """An id in a statement."""
        return f"x'{text.replace('-', '')}'"

    def __init__(self, folder):
        self.file = folder / "martlet.db"
        self.url = f"sqlite:{self.file}"

    def start(self):
        """Nothing to do."""

    def stop(self):
        """Nothing to do."""

    def rows(self, sql):
        """What a statement finds, each value as text: a look past the program."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as connection:
            return [tuple(as_text(value) for value in row) for row in connection.execute(sql)]


class Postgres:
    """A PostgreSQL server of our own. It waits for the disk like one that keeps somebody's money."""

    name = "postgres"

    @staticmethod
    def id(text):
        """An id in a statement."""
        return f"'{text}'"

    def __init__(self, folder, tables=None, **settings):
        """`tables` is a folder where its tables lie apart from everything else, `settings` are its own."""
        self.bin = newest_postgres()
        self.folder = folder / "postgres"
        self.tables = tables
        self.settings = settings
        self.port = free_port()
        self.url = f"postgres://martlet@127.0.0.1:{self.port}/postgres"
        self.user = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.user = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"

    def start(self):
        """Starts it; makes its data folder the first time."""
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, parents=True)
            if self.user:
                shutil.chown(self.folder, self.user)
                self.folder.parent.chmod(0o755)
            self._run(
                "initdb", "--pgdata=data", "--username=martlet", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                "--no-sync")
            if self.tables:
                base = self.folder / "data" / "base"
                subprocess.run(["cp", "--archive", base, self.tables], check=True)
                shutil.rmtree(base)
                base.symlink_to(self.tables / "base")
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder,
            "fsync": "on", "synchronous_commit": "on", "max_connections": 200, "timezone": "UTC", "lc_messages": "C",
            **self.settings,
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", "--silent", "--pgdata=data", "--log=server.log", f"--options={options}")

    def stop(self, mode="immediate"):
        """Stops it: `fast` ends sessions in order, `immediate` is a crash from which it recovers at the next start."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--silent", "--pgdata=data", f"--mode={mode}")

    def rows(self, sql):
        """What a statement finds, each value as text: a look past the program."""
        done = subprocess.run(
            [f"{self.bin}/psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t",
             "--set=ON_ERROR_STOP=1", "--command", sql, self.url],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return [tuple(line.split("\t")) for line in done.stdout.splitlines() if line]

    @property
    def is_up(self):
        """Whether the server runs."""
        return (self.folder / "data" / "postmaster.pid").exists() and os.path.exists(f"/proc/{self.pid}")

    @property
    def pid(self):
        """The process id of the server's first process."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split("\n")[0])

    def _run(self, program, *words):
        command = [f"{self.bin}/{program}", *words]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr.strip()}")


def as_text(value):
    """A value of SQLite as psql writes it; an id as PostgreSQL writes a UUID."""
    if isinstance(value, bytes):
        return str(uuid.UUID(bytes=value)) if len(value) == 16 else value.hex()
    return "" if value is None else str(value)


def newest_postgres():
    """The folder of PostgreSQL's server programs."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise RuntimeError("PostgreSQL's server programs are not in /usr/lib/postgresql/*/bin nor on the PATH.")
    return (found[-1] if found else pathlib.Path(on_path)).parent


STORES = {"sqlite": SQLite, "postgres": Postgres}
