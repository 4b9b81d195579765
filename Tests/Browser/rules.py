"""What holds on every page: nothing for axe to find, nothing wider than the window, nothing refused or loaded from
elsewhere, nothing busy, a heading, and a weight that a slow line carries."""
import gzip
import re

import axe
from browser import WIDTHS, resize
from pages import Reading

HTML_LIMIT, STYLE_LIMIT, SCRIPT_LIMIT = 40_000, 25_000, 30_000
SHOWN_MARKUP = re.compile(r"&lt;/?(a|b|button|div|input|li|option|p|select|small|span|svg|td|th|tr|ul)\b[^&]*(&gt;|&quot;)")

TOO_WIDE = """() => { const room = window.innerWidth;
    if (document.scrollingElement.scrollWidth <= room) return null;
    const name = node => node.tagName.toLowerCase() + [...node.classList].map(word => '.' + word).join('');
    const wide = [...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > room + 0.5);
    return document.scrollingElement.scrollWidth + ' px: ' + wide.slice(0, 3).map(name).join(', '); }"""

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
        const isName = /^[a-z_]+(\\.[a-z][A-Za-z_0-9]*)+$/.test(text) && !/\\.(v\\d+|json|csv)$/.test(text);
        if (isName && !holder.closest('code, pre, .mono, .id, script, template, textarea')) found.add(text);
    }
    return [...found]; }"""


def judge(page, is_whole=False):
    """Every look at the page that is open; the faults found. Of a page that is not judged whole, axe is shown the first
    rows of each kind."""
    faults = []
    for width in reversed(WIDTHS):  # ends as wide as axe begins
        resize(page, width)
        wide = page.evaluate(TOO_WIDE)
        if wide:
            faults.append(f"{width}: wider than the window, {wide}")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first level")
    if page.locator("[aria-busy=true]").count():
        faults.append("says that it is busy")
    faults += [f"no words for '{name}'" for name in page.evaluate(WORDLESS)]
    if not is_whole:
        page.evaluate(THIN_OUT)
    return merged(faults + list(axe.judge(page, is_whole)))


def merged(faults):
    """The same fault at several looks in one line."""
    looks = {}
    for fault in faults:
        look, _, words = fault.partition(": ")
        is_of_a_look = re.match(r"\d+( light| dark)?$", look)
        looks.setdefault(words if is_of_a_look else fault, []).append(look if is_of_a_look else "")
    return [f"{words} [{', '.join(filter(None, at))}]" if any(at) else words for words, at in looks.items()]


def weigh_pages(places):
    """Faults of the pages' HTML: too heavy, markup that is shown as text, style or script inside the page."""
    faults = []
    for place in places:
        size = len(gzip.compress(place.text.encode(), 6))
        if size > HTML_LIMIT:
            faults.append(f"{place.address}: {size:,} bytes of HTML compressed, at most {HTML_LIMIT:,}")
        shown = SHOWN_MARKUP.search(place.text)
        if shown:
            faults.append(f"{place.address}: markup shown as text: {shown.group(0)[:80]}")
        inline = Reading(place.text).inline
        if inline:
            faults.append(f"{place.address}: style or script inside the page: {', '.join(sorted(set(inline)))}")
    return faults


def weigh_files(session, fetched):
    """Faults of what all pages together made the browser fetch, by kind: addresses of styles and of scripts."""
    faults = []
    for kind, limit in (("stylesheet", STYLE_LIMIT), ("script", SCRIPT_LIMIT)):
        # A file may be asked for by its own address and by one that stays the same.
        files = {address.rsplit("/", 1)[-1]: address for address in fetched[kind]}
        size = sum(len(gzip.compress(session.get(address)[2], 6)) for address in files.values())
        if not files:
            faults.append(f"no page asked for a {kind}")
        if size > limit:
            faults.append(f"{kind}: {size:,} bytes compressed in {len(files)} files, at most {limit:,}")
    return faults
