"""What runs during a bench: the built program, and databases that are copied for each measurement."""
import json
import os
import pathlib
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Campaigns"))
import databases  # noqa: E402


class Files:
    """SQLite: a database is a file."""

    name = "sqlite"

    def __init__(self, folder):
        self.folder = folder

    def start(self):
        """Nothing to do."""

    def stop(self):
        """Nothing to do."""

    def address(self, name):
        """The URL of a database."""
        return f"sqlite:{self.folder / name}.db"

    def adopt(self, name, file):
        """Makes a database of a file that is there, by copying it."""
        for end in ("", "-wal"):
            if pathlib.Path(f"{file}{end}").exists():
                shutil.copyfile(f"{file}{end}", f"{self.folder / name}.db{end}")

    def copy(self, name, twin):
        """Makes a copy of a database that nobody has open."""
        self.drop(twin)
        self.adopt(twin, self.folder / f"{name}.db")
        # What is written must be on the disk before anything is measured.
        os.sync()

    def drop(self, name):
        """Removes a database."""
        for end in ("", "-wal", "-shm"):
            (self.folder / f"{name}.db{end}").unlink(missing_ok=True)

    def written(self):
        """Nothing that SQLite itself counts."""
        return None


class Server(databases.Postgres):
    """PostgreSQL: a server of our own, with databases made from each other."""

    def start(self):
        """Starts it with the memory a small server has."""
        super().start()
        self.query("ALTER SYSTEM SET shared_buffers = '512MB'")
        self.query("ALTER SYSTEM SET max_wal_size = '4GB'")
        super().stop("fast")
        super().start()

    def query(self, sql, database="postgres"):
        """What psql answers."""
        command = [f"{self.bin}/psql", "-XAtq", "-h", "127.0.0.1", "-p", str(self.port), "-U", "martlet", database]
        done = subprocess.run([*command, "-c", sql], capture_output=True, text=True, timeout=3600)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def address(self, name):
        """The URL of a database, which is made if it is missing."""
        if not self.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.query(f"CREATE DATABASE {name}")
        return f"postgres://martlet@127.0.0.1:{self.port}/{name}"

    def copy(self, name, twin):
        """Makes a copy of a database that nobody has open."""
        self.drop(twin)
        self.query(f"CREATE DATABASE {twin} TEMPLATE {name} STRATEGY file_copy")
        self.query("CHECKPOINT")

    def drop(self, name):
        """Removes a database."""
        self.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def written(self):
        """The bytes of the log of changes so far."""
        return int(self.query("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"))


class Program:
    """The built program."""

    def __init__(self, binary, folder):
        self.binary = str(binary)
        self.folder = folder

    def environment(self, url, **more):
        """The settings it runs with; none of the caller's own."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MARTLET_")}
        return clean | {"MARTLET_DATABASE_URL": url, "SWIFT_BACKTRACE": "enable=no"} | more

    def run(self, url, *words, **more):
        """What it prints, line by line; the most memory it held, in megabytes; the seconds it took, and those it computed."""
        with open(self.folder / "program.log", "a") as log, open(self.folder / "answers", "w+") as answers:
            begun = time.monotonic()
            process = subprocess.Popen(
                [self.binary, *map(str, words)], env=self.environment(url, **more), stdin=subprocess.DEVNULL,
                stdout=answers, stderr=log)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            took = time.monotonic() - begun
            answers.seek(0)
            lines = answers.read().splitlines()
        if process.returncode != 0:
            tail = (self.folder / "program.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"martlet {' '.join(map(str, words[:3]))} ended with {process.returncode}:\n{tail}")
        return lines, usage.ru_maxrss / 1024, took, usage.ru_utime + usage.ru_stime

    def bench(self, url, *words, **more):
        """What a part of the bench reports, a value for each of its measurements, and its memory."""
        lines, memory, *_ = self.run(url, "bench", *words, **more)
        return [json.loads(line) for line in lines if line.startswith("{")], memory


class Serving:
    """`martlet serve` in a process of its own."""

    def __init__(self, program, url, **settings):
        self.port = databases.free_port()
        self.program = program
        self.environment = program.environment(url, MARTLET_HTTP=f"127.0.0.1:{self.port}", **settings)
        self.seconds = 0

    def __enter__(self):
        begun = time.monotonic()
        self.log = open(self.program.folder / "server.log", "a")
        self.process = subprocess.Popen(
            [self.program.binary, "serve"], env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)
        while not self.is_open() or not self.answers():
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                self.__exit__()
                raise RuntimeError("martlet serve does not answer; server.log says why")
            time.sleep(0.002)
        self.seconds = time.monotonic() - begun
        return self

    def is_open(self):
        """Whether somebody listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def answers(self):
        """Whether it has answered a question that goes to the database."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                line.sendall(b"GET /ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
                return line.recv(100).startswith(b"HTTP/1.1 200")
        except TimeoutError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def memory(self):
        """The megabytes it holds, and the most it ever held."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024

    def computed(self):
        """The seconds it has computed."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Figure:
    """One thing measured several times: what came of each, in the order of rounds."""

    def __init__(self):
        self.values = []

    def add(self, value):
        """One more."""
        if value is not None:
            self.values.append(value)

    @property
    def middle(self):
        """The median."""
        return statistics.median(self.values) if self.values else None

    def show(self, digits=0, scale=1.0):
        """The median, and the least and the most where there were several."""
        if not self.values:
            return "–"
        text = f"{self.middle * scale:,.{digits}f}"
        if len(self.values) > 1:
            text += f" ({min(self.values) * scale:,.{digits}f}–{max(self.values) * scale:,.{digits}f})"
        return text

    def json(self):
        """For files."""
        return {"median": self.middle, "least": min(self.values), "most": max(self.values), "values": self.values} if self.values else None


def say(text):
    """Tells how far it is."""
    print(f"    {time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)


def allow_many_files():
    """128 connections and their like need more than some systems give."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 8192), hard), hard))
