"""The built program on one database: its command line, and its server, which can be started, stopped and killed."""
import asyncio
import json
import os
import pathlib
import signal
import subprocess

from client import Client, NoAnswer
from databases import free_port


class Martlet:
    """The program `binary` on `database`, with its log in `folder`; one that rehearses knows chores, too."""

    def __init__(self, binary, folder, database, rehearses=False, **settings):
        self.command = [str(binary)] + ["rehearse"] * rehearses
        self.folder = pathlib.Path(folder)
        self.database = database
        self.settings = settings
        self.address = f"127.0.0.1:{free_port()}"
        self.process = None

    def environment(self):
        """The settings the program runs with; none of the caller's own."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MARTLET_")}
        ours = {
            "MARTLET_DATABASE_URL": self.database.url, "MARTLET_HTTP": self.address,
            "SWIFT_BACKTRACE": "enable=no",  # printing one takes minutes, and looks like a hang
        }
        return clean | ours | self.settings

    def run(self, *words, expects_success=True):
        """What the command line prints to these words."""
        done = subprocess.run(
            [*self.command, *words], env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=600)
        if expects_success and done.returncode != 0:
            raise RuntimeError(f"martlet {' '.join(words[:2])} ended with {done.returncode}: {done.stderr.strip()}")
        return done

    def do(self, action, shop, **given):
        """Performs an action on the command line."""
        return json.loads(self.run("do", action, "--shop", shop, "--data", json.dumps(given), "--json").stdout)

    def open_shop(self, slug, currency="EUR", scopes="*"):
        """Opens a shop and returns a key to it."""
        self.run("shop", "create", slug, "--currency", currency)
        return self.make_key(slug, scopes)

    def make_key(self, slug, scopes):
        """Makes a key that may do what its scopes say."""
        made = self.run("key", "create", "campaign", "--scopes", scopes, "--shop", slug, "--json").stdout
        return json.loads(made)["key"]

    def broken_promises(self, shop):
        """What `martlet verify` finds not to hold: an empty text if everything holds."""
        done = self.run("verify", "--shop", shop, expects_success=False)
        lines = [line for line in done.stdout.splitlines() if not line.startswith("holds")]
        if done.returncode == 0 and not lines and done.stdout:
            return ""
        return "\n".join(lines) + done.stderr or f"verify ended with {done.returncode} and said nothing"

    async def start(self, limit=30):
        """Starts the server and waits until it answers. Returns after how many seconds it did."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self.launch()
        while not await self.answers():
            if self.process.poll() is not None or loop.time() - begun > limit:
                raise RuntimeError(f"martlet serve does not answer:\n{self.log[-2000:]}")
            await asyncio.sleep(0.005)
        return loop.time() - begun

    def launch(self):
        """Starts the server and does not wait."""
        with open(self.folder / "server.log", "a") as log:
            self.process = subprocess.Popen(
                [*self.command, "serve"], env=self.environment(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)

    async def answers(self, path="/health", timeout=2):
        """Whether the server answers with a success."""
        client = Client(self.address, timeout=timeout)
        try:
            return (await client.get(path)).status == 200
        except NoAnswer:
            return False
        finally:
            client.close()

    def kill(self):
        """Ends the server as a power switch does: it gets no chance to do anything."""
        self._end(signal.SIGKILL)

    def stop(self):
        """Asks the server to stop and waits for it."""
        self._end(signal.SIGTERM)

    def freeze(self):
        """Lets the server stand still, as a machine does that is moved; `thaw` lets it go on where it was."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        """Lets a server that stands still go on."""
        if self.is_up:
            self.process.send_signal(signal.SIGCONT)

    def _end(self, how):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @property
    def is_up(self):
        """Whether the server's process still runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def resident_megabytes(self):
        """How much memory the server's process holds."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    @property
    def log(self):
        """What the server has said so far."""
        return (self.folder / "server.log").read_text(errors="replace")
