"""Debian's Chromium, driven by Playwright, and what it saw while a page was open."""
import os
import shutil
import urllib.parse

from playwright.sync_api import expect, sync_playwright

PASSWORD = "five swifts over Burford"
PATIENCE = 30_000  # milliseconds that a page may take to become what is expected; a build may run beside
expect.set_options(timeout=PATIENCE)
WIDTHS = (1280, 768, 360)
THEMES = ("light", "dark")


def find_chromium():
    """Where the browser is, or None."""
    given = os.environ.get("MARTLET_CHROMIUM")
    if given:
        return given
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One Chromium. Belongs to the thread that made it."""

    def __init__(self, shop, sessions):
        self.shop = shop
        self.sessions = sessions
        self._tabs = {}
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=find_chromium(),
            # One thread for a page's scripts: axe is short work, and the other cores have pages of their own.
            args=["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--js-flags=--single-threaded"])

    def close(self):
        self._chromium.close()
        self._playwright.stop()

    def context(self, person=None, width=1280, theme="light", scripts=True, **more):
        """A fresh window; signed in as `person` if one is named."""
        context = self._chromium.new_context(
            base_url=self.shop.address, viewport={"width": width, "height": 900}, color_scheme=theme,
            java_script_enabled=scripts, reduced_motion="reduce", locale="en-GB", timezone_id="Europe/London",
            storage_state=self.sessions.of(person) if person else None, **more)
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        return context

    def tab(self, person, scripts=True):
        """A page that many checks use one after the other, as wide and light as at first."""
        page = self._tabs.get((person, scripts))
        if page is None:
            page = self._tabs[person, scripts] = self.context(person, scripts=scripts).new_page()
            page.watch = Watch(page, self.shop)
        resize(page, WIDTHS[0])
        page.emulate_media(color_scheme=THEMES[0])
        page.watch.begin()
        return page

    def drop(self, pages):
        """Closes the tabs among some pages, so that the next check begins with others."""
        for key, page in list(self._tabs.items()):
            if page in pages:
                del self._tabs[key]
                page.context.close()


class Sessions:
    """The cookies of the people who have come in, by name; filled before threads begin."""

    def __init__(self):
        self._states = {}

    def of(self, person):
        return self._states[person]

    def enter(self, browser, person, link, name, email):
        """Lets somebody in by their link and keeps their session."""
        context = browser.context()
        come_in(context.new_page(), link, name, email)
        self._states[person] = context.storage_state()
        context.close()


def come_in(page, link, name, email):
    """Follows a one-time link and answers what is asked until the admin opens."""
    page.goto(link)
    answers = {"name": name, "email": email, "password": PASSWORD}
    for _ in range(5):
        if urllib.parse.urlsplit(page.url).path.startswith("/admin"):
            return
        for field, answer in answers.items():
            input = page.locator(f"main input[name={field}]")
            if input.count():
                input.first.fill(answer)
        with page.expect_navigation():
            page.locator("main form button.btn-main").first.click()
    raise AssertionError(f"{email} did not get in; stopped at {page.url}")


def resize(page, width, height=900):
    """Makes the window so wide and high; what it is already costs nothing."""
    size = {"width": width, "height": height}
    if page.viewport_size != size:
        page.set_viewport_size(size)


def awake(page):
    """Waits until the page's scripts are there, if it has any."""
    page.wait_for_selector("body[data-awake], html:not(:has(script[src]))", state="attached")


class Watch:
    """Hears what goes wrong on a page: console errors, refusals of the content policy, requests to anybody else. Notes
    the styles and scripts that are fetched."""

    def __init__(self, page, shop, allowed=()):
        self.begin(allowed)
        self._home = urllib.parse.urlsplit(shop.address).netloc
        self._fetched = shop.fetched
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._request)

    def begin(self, allowed=()):
        """Forgets what it has heard."""
        self.faults = []
        self.allowed = tuple(allowed)

    def _console(self, message):
        # A page that answers 403, 404 or 422 on purpose is reported by the browser as a failed resource.
        if message.type == "error" and not any(words in message.text for words in self.allowed):
            self.faults.append(f"console: {message.text}")

    def _request(self, request):
        parts = urllib.parse.urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self._home:
            self.faults.append(f"request to another host: {request.url}")
        elif request.resource_type in self._fetched:
            self._fetched[request.resource_type].add(parts.path)
