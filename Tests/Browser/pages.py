"""Which pages there are: found by following links as somebody who is signed in, one of each kind."""
import collections
import html.parser
import re
import urllib.error
import urllib.parse
import urllib.request

IDENTIFIER = re.compile(r"\b[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}\b")
VARIATIONS = 1  # how many combinations of parameters are looked at beside the page without any
LIMIT = 250
NOT_PAGES = ("/assets/", "/v1/")
# Where one came from and how one likes it: the same page with and without.
OF_THE_WAY = {"at", "in", "back", "next", "density", "columns"}


class Place:
    """A page: `name` for files and reports, `address` below the shop's own."""

    def __init__(self, name, address, text):
        self.name = name
        self.address = address
        self.text = text


class Reading(html.parser.HTMLParser):
    """What a page's HTML leads to and needs."""

    def __init__(self, text):
        super().__init__()
        self.links, self.styles, self.scripts, self.inline = [], [], [], []
        self.headings = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attribute = dict(attributes)
        if tag == "a" and "download" not in attribute and attribute.get("target") != "_blank":
            self.links.append(attribute.get("href") or "")
        elif tag == "link" and attribute.get("rel") == "stylesheet":
            self.styles.append(attribute.get("href"))
        elif tag == "script" and "src" in attribute:
            self.scripts.append(attribute["src"])
        elif tag == "h1":
            self.headings += 1
        if "style" in attribute or (tag == "script" and "src" not in attribute) or any(
                name.startswith("on") for name in attribute):
            self.inline.append(tag)


class Session:
    """Plain requests with somebody's cookies."""

    def __init__(self, home, state):
        self.home = home
        self.last = ""  # where the last answer came from in the end
        self.cookie = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in state["cookies"])

    def get(self, address, **headers):
        """Status, type and body."""
        request = urllib.request.Request(
            self.home + address, headers={"Cookie": self.cookie, "Accept": "text/html"} | headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                self.last = answer.url.removeprefix(self.home)
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()


def kind(address):
    """Page and parameters without what differs from record to record."""
    parts = urllib.parse.urlsplit(address)
    given = {name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)}
    names = sorted(given - OF_THE_WAY)
    return IDENTIFIER.sub("{id}", parts.path), tuple(names)


def name_of(kind):
    path, parameters = kind
    words = path.removeprefix("/admin").strip("/").replace("{id}", "one").replace("/", "-") or "home"
    return "--".join([words, *[re.sub(r"\W+", "-", name) for name in parameters]])


def actions_in(places):
    """The actions whose forms the pages lead to."""
    ways = (urllib.parse.urlsplit(link).path for place in places for link in Reading(place.text).links)
    return {way.rsplit("/", 1)[1] for way in ways if way.startswith("/admin/actions/")}


def template(place):
    """Which of the admin's templates a page comes from; a page made by hand is its own."""
    path = kind(place.address)[0]
    if path.startswith("/admin/actions/"):
        return "form"
    if 'class="card list"' in place.text:
        return "list"
    return "record" if path.endswith("{id}") else path


def longest(places):
    """The longest page of each template."""
    by_length = sorted(places, key=lambda place: len(place.text))
    return set({template(place): place for place in by_length}.values())


def crawl(session, start="/admin"):
    """Pages and faults: every kind of page that links lead to, and the links that lead nowhere."""
    places, faults = [], []
    waiting, seen = collections.deque([(start, "")]), {kind(start)}
    variations = collections.Counter()
    while waiting and len(places) < LIMIT:
        address, origin = waiting.popleft()
        status, headers, body = session.get(address)
        if status >= 400:
            faults.append(f"{address} answers {status} (linked from {origin})")
            continue
        if not (headers.get("Content-Type") or "").startswith("text/html"):
            continue
        if kind(session.last) != kind(address):
            if kind(session.last) in seen:
                continue
            seen.add(kind(session.last))
            address = session.last
        text = body.decode()
        places.append(Place(name_of(kind(address)), address, text))
        for link in Reading(text).links:
            found = urllib.parse.urlsplit(urllib.parse.urljoin(session.home + address, link))
            if f"{found.scheme}://{found.netloc}" != session.home or found.path.startswith(NOT_PAGES):
                continue
            next_address = found._replace(scheme="", netloc="", fragment="").geturl()
            if kind(next_address) in seen:
                continue
            seen.add(kind(next_address))
            path, parameters = kind(next_address)
            variations[path] += bool(parameters)
            if variations[path] <= VARIATIONS:
                waiting.append((next_address, address))
    if len(places) >= LIMIT:
        faults.append(f"more than {LIMIT} kinds of pages: the crawl does not end")
    return places, faults
