"""What holds on every page: nothing for axe to find, nothing wider than the window, nothing refused or loaded from
elsewhere, a heading, and a weight that a slow line carries."""
import collections
import gzip
import importlib.resources
import re

from browser import THEMES, WIDTHS
from pages import Reading

AXE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A theme changes colours and nothing else, so that in the second theme only these can come out differently.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
HTML_LIMIT, STYLE_LIMIT, SCRIPT_LIMIT = 40_000, 25_000, 30_000

RUN = """options => axe.run(document, options).then(found => found.violations.map(rule => ({
    rule: rule.id, words: rule.help, nodes: rule.nodes.map(node => [node.target.join(' '), node.any.concat(node.all, node.none)
        .map(check => check.message).join(' ')])})))"""
TOO_WIDE = """() => { const room = window.innerWidth;
    if (document.scrollingElement.scrollWidth <= room) return null;
    const name = node => node.tagName.toLowerCase() + [...node.classList].map(word => '.' + word).join('');
    const wide = [...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > room + 0.5);
    return document.scrollingElement.scrollWidth + ' px: ' + wide.slice(0, 3).map(name).join(', '); }"""

HEIGHT = "() => document.scrollingElement.scrollHeight"

# So many rows, entries or sections of one kind are enough for axe: twelve, and four where a page is still long then.
THIN_OUT = """() => [12, 4].forEach(most => { const kinds = new Map();
    if (most < 12 && document.querySelectorAll('main *').length < 1500) return;
    for (const node of document.querySelectorAll('main *')) {
        const kind = node.tagName + '.' + node.className;
        const counts = kinds.get(node.parentNode) ?? kinds.set(node.parentNode, new Map()).get(node.parentNode);
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        if (counts.get(kind) > most && !node.matches('option, svg *')) node.remove(); } })"""

# A name of a catalogue where its words should stand; codes and names of events stand in fixed-width type.
WORDLESS = """() => { const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode.data.trim(), holder = walk.currentNode.parentElement;
        const isName = /^[a-z_]+(\\.[a-z][A-Za-z_0-9]*)+$/.test(text) && !/\\.(v\\d+|json)$/.test(text);
        if (isName && !holder.closest('code, pre, .mono, .id, script, template, textarea')) found.add(text);
    }
    return [...found]; }"""


def judge(page):
    """Every look at the page that is open; the faults found."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(TOO_WIDE)
        if wide:
            faults.append(f"{width}: wider than the window, {wide}")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first level")
    faults += [f"no words for '{name}'" for name in page.evaluate(WORDLESS)]
    page.evaluate(THIN_OUT)
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # In a window as high as the page no row lies half under a bar that stays where it is.
        page.set_viewport_size({"width": width, "height": max(900, page.evaluate(HEIGHT))})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            look = f"{width} {theme}"
            faults += [f"{look}: {fault}" for fault in axe(page, only=None if theme == THEMES[0] else OF_COLOUR)]
    return merged(faults)


def axe(page, only):
    """What axe finds, a line for each kind of fault and element."""
    run = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": run, "preload": False, "resultTypes": ["violations"]}
    if not only:
        # The second only ever asks people to look for themselves, and takes long.
        options["rules"] = {"target-size": {"enabled": True}, "hidden-content": {"enabled": False}}
    found = collections.Counter()
    for rule in page.evaluate(RUN, options):
        for target, words in rule["nodes"]:
            words = re.sub(r" ?\([\d.]+px by [\d.]+px[^)]*\)", "", words)
            first = re.split(r"(?<!\d)\. |Expected|, font", words or rule["words"])[0]
            found[f"{rule['rule']}: {alike(target)}: {first[:150]}"] += 1
    for fault, count in found.items():
        yield fault if count == 1 else f"{fault} ({count} of them)"


def alike(target):
    """A selector without what tells one row from the next."""
    return re.sub(r":nth-child\(\d+\)|\[(value|href\$?|for)=[^\]]*\]", "", target)


def merged(faults):
    """The same fault at several looks in one line."""
    looks = {}
    for fault in faults:
        look, _, words = fault.partition(": ")
        is_of_a_look = re.match(r"\d+( light| dark)?$", look)
        looks.setdefault(words if is_of_a_look else fault, []).append(look if is_of_a_look else "")
    return [f"{words} [{', '.join(filter(None, at))}]" if any(at) else words for words, at in looks.items()]


def weigh(session, places):
    """Faults of weight: every page's HTML, the styles, and the scripts of all pages together; and what is inline."""
    faults, styles, scripts = [], {}, {}
    for place in places:
        size = len(gzip.compress(place.text.encode(), 6))
        if size > HTML_LIMIT:
            faults.append(f"{place.address}: {size:,} bytes of HTML compressed, at most {HTML_LIMIT:,}")
        reading = Reading(place.text)
        # A file may be asked for by its own address and by one that stays the same.
        styles.update((address.rsplit("/", 1)[-1], address) for address in reading.styles)
        scripts.update((address.rsplit("/", 1)[-1], address) for address in reading.scripts)
        if reading.inline:
            faults.append(f"{place.address}: style or script inside the page: {', '.join(sorted(set(reading.inline)))}")
    for kind, addresses, limit in (("styles", styles, STYLE_LIMIT), ("scripts", scripts, SCRIPT_LIMIT)):
        size = sum(len(gzip.compress(session.get(address)[2], 6)) for address in addresses.values())
        if size > limit:
            faults.append(f"{kind}: {size:,} bytes compressed in {len(addresses)} files, at most {limit:,}")
    return faults
