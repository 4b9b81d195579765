"""Axe on the page that is open, in every look: each width in both themes, as far as a look can come out differently from
those before it. What is shown at a width decides over structure; what is shown in which colours decides over contrast;
places and sizes are judged at every width."""
import collections
import importlib.resources
import re

from browser import THEMES, WIDTHS, resize

SOURCE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
OF_PLACE = ["target-size", "scrollable-region-focusable"]

RUN = """([only, options]) => {
    const context = only ? { include: [...document.querySelectorAll('[data-unseen]')] } : document;
    return axe.run(context, options).then(found => found.violations.map(rule => ({
        rule: rule.id, words: rule.help, nodes: rule.nodes.map(node => [node.target.join(' '),
            node.any.concat(node.all, node.none).map(check => check.message).join(' ')])}))); }"""
HEIGHT = "() => document.scrollingElement.scrollHeight"

# Which elements are shown now, and which of them hold text in colours or a size that no earlier look had; these are marked.
LOOK = """() => {
    const kept = window.martletLooks ??= { texts: [], shown: [] };
    const nodes = [...document.querySelectorAll('body, body *')], grounds = new Map();
    const texts = nodes.map(node => {
        const style = getComputedStyle(node), under = grounds.get(node.parentNode) ?? '';
        const isClear = style.backgroundColor === 'rgba(0, 0, 0, 0)' && style.backgroundImage === 'none' && style.opacity === '1';
        const isSolid = style.backgroundImage === 'none' && style.opacity === '1' && !/rgba|\\//.test(style.backgroundColor);
        const own = `${style.backgroundColor} ${style.backgroundImage} ${style.opacity}`;
        grounds.set(node, isClear ? under : isSolid ? style.backgroundColor : `${under} < ${own}`);
        if (!node.checkVisibility({ visibilityProperty: true })) return null;
        const size = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
        return `${style.color} ${size} ${style.textDecorationLine} ${grounds.get(node)}`;
    });
    const hasText = node => node.matches('input, select, textarea')
        || [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    const shown = texts.map(text => text === null ? 0 : 1).join('');
    let fresh = 0;
    nodes.forEach((node, place) => {
        const isFresh = texts[place] !== null && hasText(node) && !kept.texts.some(look => look[place] === texts[place]);
        node.toggleAttribute('data-unseen', isFresh);
        fresh += isFresh;
    });
    const isFirst = kept.texts.length === 0, isShownAnew = !kept.shown.includes(shown);
    kept.texts.push(texts);
    kept.shown.push(shown);
    return { isFirst, isShownAnew, fresh, share: fresh / nodes.filter(hasText).length };
}"""


def judge(page, is_whole):
    """The faults of every look, each with its width and theme in front."""
    page.evaluate(SOURCE)
    page.evaluate("() => { delete window.martletLooks; }")
    for width in WIDTHS:
        resize(page, width)
        # In a window as high as the page no row lies half under a bar that stays where it is.
        resize(page, width, max(900, page.evaluate(HEIGHT)))
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for fault in look(page, theme == THEMES[0], is_whole):
                yield f"{width} {theme}: {fault}"


def look(page, is_first_theme, is_whole):
    """What axe finds at one look."""
    seen = page.evaluate(LOOK)
    found = collections.Counter()
    if seen["isFirst"]:
        found += run(page, tags(is_whole))
    else:
        if is_first_theme:
            found += run(page, tags(is_whole, but=OF_COLOUR) if seen["isShownAnew"] else rules(OF_PLACE))
        if seen["fresh"]:
            found += run(page, rules(OF_COLOUR), only_unseen=seen["share"] < 0.5)
    for fault, count in found.items():
        yield fault if count == 1 else f"{fault} ({count} of them)"


def tags(is_whole, but=()):
    """Every rule, except some. `hidden-content` only ever asks people to look for themselves, and takes long."""
    switched = {"target-size": {"enabled": True}, "hidden-content": {"enabled": is_whole}}
    return {"runOnly": {"type": "tag", "values": TAGS}, "rules": switched | {name: {"enabled": False} for name in but}}


def rules(names):
    """These rules."""
    return {"runOnly": {"type": "rule", "values": names}}


def run(page, options, only_unseen=False):
    """What axe finds, counted by kind of fault and element."""
    found = collections.Counter()
    options = options | {"preload": False, "resultTypes": ["violations"]}
    for rule in page.evaluate(RUN, [only_unseen, options]):
        for target, words in rule["nodes"]:
            words = re.sub(r" ?\([\d.]+px by [\d.]+px[^)]*\)", "", words)
            first = re.split(r"(?<!\d)\. |Expected|, font", words or rule["words"])[0]
            found[f"{rule['rule']}: {alike(target)}: {first[:150]}"] += 1
    return found


def alike(target):
    """A selector without what tells one row from the next."""
    return re.sub(r":nth-child\(\d+\)|\[(value|href\$?|for)=[^\]]*\]|\[data-unseen=\"\"\]", "", target)
