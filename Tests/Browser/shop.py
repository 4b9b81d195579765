"""A Martlet with the demo shop in a temporary folder, gone when the run ends, and the people who work in it."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SEED = "7"


class Shop:
    """Use as a context manager. `address` is where it answers; `owner_link` lets its owner in, once."""

    def __init__(self, binary):
        self.binary = str(binary)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-browser."))
        self.server = None
        self.address = ""
        self.fetched = {"stylesheet": set(), "script": set()}  # what its pages made browsers ask for

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whoever ends the run leaves nothing behind
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(10)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *words):
        """What `martlet` prints to these words."""
        done = subprocess.run(
            [self.binary, *words], env=self._environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=240)
        if done.returncode != 0:
            raise RuntimeError(f"martlet {' '.join(words[:2])} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def ask(self, query, **filters):
        """The answer of a query, as the shop's own command line gives it."""
        words = [f"{name}={value}" for name, value in filters.items()]
        return json.loads(self.run("ask", query, *words))

    def do(self, action, **given):
        """Performs an action outside the browser, for what a journey needs to find there."""
        return json.loads(self.run("do", action, "--data", json.dumps(given), "--json"))

    def actions(self):
        """Every action, as the command line lists them."""
        return json.loads(self.run("actions", "--json"))

    def link(self, email, name, role):
        """Invites somebody and makes the link with which they come in."""
        self.do("team.invite", email=email, name=name, role=role)
        member = next(member for member in self.ask("team.list", limit=100)["data"] if member["email"] == email)
        return self.run("link", member["user"]).split()[0]

    @property
    def is_up(self):
        """Whether the server still runs."""
        return self.server.poll() is None

    @property
    def log(self):
        """What the server has said so far."""
        return (self.folder / "server.log").read_text()

    def _environment(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MARTLET_")}
        return clean | {
            "MARTLET_DATABASE_URL": f"sqlite:{self.folder}/martlet.db",
            "MARTLET_HTTP": self.address.removeprefix("http://") or "127.0.0.1:8080",
        }

    def _start(self):
        self.run("migrate")
        self.run("demo", "create", "--seed", SEED)
        for _ in range(3):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
            with open(self.folder / "server.log", "w") as log:
                self.server = subprocess.Popen(
                    [self.binary, "serve"], env=self._environment(), stdin=subprocess.DEVNULL, stdout=log,
                    stderr=subprocess.STDOUT)
            if self._answers():
                self.owner_link = re.search(r"http\S+/link/\S+", self.log).group(0)
                return
        raise RuntimeError(f"martlet serve does not answer:\n{self.log}")

    def _answers(self):
        for _ in range(150):
            if self.server.poll() is not None:
                return False
            try:
                urllib.request.urlopen(f"{self.address}/sign-in", timeout=2).close()
                if "/link/" in self.log:
                    return True
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        return False
