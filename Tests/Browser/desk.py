"""What a check works with, and the threads that run checks side by side."""
import contextlib
import pathlib
import queue
import threading
import time
import traceback

from playwright.sync_api import TimeoutError as Slowness

from browser import Browser, Sessions, Watch
from pages import Session

PEOPLE = {  # name, e-mail and role of everybody but the owner; `clerk` is a role of the shop's own
    "clerk": ("Tess Holloway", "tess@pembertongifts.example", "order_desk"),
    "second": ("Marcus Pemberton", "marcus@pembertongifts.example", "admin"),
}
CLERK_MAY = ["orders.read", "customers.read"]
OWNER = ("Eleanor Pemberton", "eleanor@pembertongifts.example")
THREADS = 3  # on two cores: one of them mostly waits for the server
ATTEMPTS = 2  # what took too long is tried once more


class Check:
    """Something to run: `body` gets a Desk and returns the faults it found; what it raises is a fault too."""

    def __init__(self, name, body):
        self.name = name
        self.body = body


class Desk:
    """The shop, a browser and the windows opened for one check. `attempt` is 2 when a check is tried again."""

    def __init__(self, shop, browser, sessions, looks, attempt=1):
        self._looks = looks
        self.attempt = attempt
        self.shop = shop
        self.browser = browser
        self.sessions = sessions
        self._windows = contextlib.ExitStack()
        self.pages = []

    def window(self, person="owner", **more):
        """A page in a fresh window, with its Watch as `page.watch`; closed when the check ends."""
        allowed = more.pop("allowed", ())
        context = self.browser.context(person, **more)
        self._windows.callback(context.close)
        page = context.new_page()
        page.watch = Watch(page, self.shop, allowed)
        self.pages.append(page)
        return page

    def page(self, person="owner", scripts=True):
        """A page in a window that checks share; for looking, not for typing."""
        page = self.browser.tab(person, scripts)
        self.pages.append(page)
        return page

    def fresh(self, text):
        """A name or address that no attempt before this one has given away."""
        return text if self.attempt == 1 else f"{self.attempt}{text}"

    def tab(self, page):
        """Another tab of the same window."""
        other = page.context.new_page()
        other.watch = Watch(other, self.shop, page.watch.allowed)
        self.pages.append(other)
        return other

    def look(self, page, name):
        """Looks at a page that only a journey gets to, as the run looks at every page, and leaves it as it was wide and
        light; the faults."""
        faults = self._looks(page, name) or []
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        return [f"{name}: {fault}" for fault in faults]

    def session(self, person="owner"):
        """Plain requests as somebody."""
        return Session(self.shop.address, self.sessions.of(person))

    def close(self):
        self._windows.close()


def open_shop(shop):
    """Lets the people of the run in, each by their own one-time link."""
    sessions = Sessions()
    browser = Browser(shop, sessions)
    try:
        sessions.enter(browser, "owner", shop.owner_link, *OWNER)
        shop.do("roles.create", key="order_desk", title="Order desk", permissions=CLERK_MAY)
        for person, (name, email, role) in PEOPLE.items():
            sessions.enter(browser, person, shop.link(email, name, role), name, email)
    finally:
        browser.close()
    return sessions


def run_all(shop, sessions, checks, folder, looks, more=list, threads=THREADS):
    """Runs the checks, and then those that `more` finds meanwhile, looking at pages on their way with `looks(page, name)`;
    says how each went, and returns how many passed and failed."""
    waiting, counts, voice, all_known = queue.Queue(), {True: 0, False: 0}, threading.Lock(), threading.Event()
    for check in checks:
        waiting.put(check)

    def work():
        browser = Browser(shop, sessions)
        try:
            while True:
                is_end = all_known.is_set()
                try:
                    check = waiting.get(timeout=None if is_end else 0.2, block=not is_end)
                except queue.Empty:
                    if is_end:
                        return
                    continue
                if not shop.is_up:
                    return
                begun = time.monotonic()
                faults, slow = attempts(check, lambda attempt: Desk(shop, browser, sessions, looks, attempt), folder)
                with voice:
                    counts[not faults] += 1
                    mark = "✘" if faults else "✔"
                    print(f"{mark} {check.name} ({time.monotonic() - begun:.1f} s)", flush=True)
                    for fault in slow:
                        print(f"    tried again, because: {fault}", flush=True)
                    for fault in faults:
                        print(f"    {fault}", flush=True)
        finally:
            browser.close()

    workers = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        for check in more():
            waiting.put(check)
    finally:
        all_known.set()
    for worker in workers:
        worker.join()
    if not shop.is_up:
        counts[False] += 1 + waiting.qsize()
        print(f"✘ the server stopped with status {shop.server.returncode}; its last words:\n{shop.log[-4_000:]}")
    return counts[True], counts[False]


def attempts(check, desk, folder):
    """The faults of one check, and those of an attempt that only took too long."""
    slow = []
    for attempt in range(1, ATTEMPTS + 1):
        faults, was_slow = run_one(check, desk(attempt), folder)
        if not was_slow:
            break
        if attempt < ATTEMPTS:
            slow += faults
    return faults, slow


def run_one(check, desk, folder):
    """The faults of one check, and whether it took too long. What was on the screen when it broke is kept as a picture."""
    was_slow = False
    try:
        faults = list(check.body(desk) or [])
        faults += [fault for page in desk.pages for fault in page.watch.faults]
    except Exception as error:
        was_slow = isinstance(error, Slowness) or (isinstance(error, AssertionError) and "timeout" in str(error))
        faults = [told(error, desk)]
        for number, page in enumerate(desk.pages):
            picture = pathlib.Path(folder) / f"{check.name.replace('/', '-').replace(' ', '-')}-{number}.png"
            with contextlib.suppress(Exception):
                page.screenshot(path=picture, full_page=True)
        desk.browser.drop(desk.pages)
    finally:
        desk.close()
    return list(dict.fromkeys(faults)), was_slow


def told(error, desk):
    """What broke, where in the check, and on which page, in three lines."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if "/Tests/Browser/" in frame.filename]
    place = f"{pathlib.Path(own[-1].filename).name}:{own[-1].lineno}: {own[-1].line}" if own else ""
    words = " ".join(line.strip() for line in str(error).split("Call log:")[0].splitlines() if line.strip())
    return f"{words[:400] or type(error).__name__}\n      {place}\n      at {', '.join(page.url for page in desk.pages)}"
