"""Takes a picture of every page in both themes and three widths, with an index.html to look at them side by side.

    python Tests/Browser/pictures.py BINARY FOLDER [--filter REGEX]
"""
import argparse
import html
import pathlib
import re
import sys
import time

import pages
from browser import THEMES, WIDTHS, find_chromium
from check import journeys
from desk import Check, open_shop, run_all
from shop import Shop
from states import OF_A_REFUSAL, STATES, State, goes_to

HIGHEST = 3_000  # of a picture, in pixels; what is longer is cut


def picture_check(state, folder):
    def body(desk):
        page = desk.window(state.person, allowed=OF_A_REFUSAL)
        state.bring(page)
        take(page, folder / state.name)
    return Check(state.name, body)


def take(page, stem):
    """Pictures of the page that is open, in every look."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        high = page.evaluate("document.documentElement.scrollHeight")
        # A window as high as the page, so that what sticks to its edges stands at the edges of the picture.
        page.set_viewport_size({"width": width, "height": max(900, min(high, HIGHEST))})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=stem.with_name(f"{stem.name}-{width}-{theme}.png"), animations="disabled")


def contact_sheet(names):
    """A page that shows every picture, a row for each page."""
    rows = []
    for name in names:
        cells = "".join(
            f'<a href="{file}"><img src="{file}" alt="{html.escape(name)}, {width} px, {theme}" loading="lazy"></a>'
            for width in WIDTHS for theme in THEMES for file in [f"{html.escape(name)}-{width}-{theme}.png"])
        rows.append(f'<h2 id="{html.escape(name)}">{html.escape(name)}</h2><div class="row">{cells}</div>')
    style = ("body{font:14px system-ui;margin:24px;background:#8884}h2{font-size:16px;margin:24px 0 8px}"
             ".row{display:flex;gap:8px;align-items:start;overflow-x:auto}img{height:420px;border:1px solid #888}")
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Martlet in pictures</title>'
            f'<style>{style}</style><h1>{len(names)} pages</h1>{"".join(rows)}</html>')


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("folder")
    options.add_argument("--filter", default="")
    options = options.parse_args()
    if find_chromium() is None:
        print("There is no Chromium on this machine: no pictures can be taken.")
        sys.exit(75)
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    begun = time.monotonic()
    with Shop(options.binary) as shop:
        sessions = open_shop(shop)
        places, _ = pages.crawl(pages.Session(shop.address, sessions.of("owner")))
        states = [State(place.name, "owner", goes_to(place.address)) for place in places] + STATES
        states = [state for state in states if re.search(options.filter, state.name)]
        on_the_way = [journey for journey in journeys() if re.search(options.filter, journey.name)]
        checks = [picture_check(state, folder) for state in states] + on_the_way
        _, failed = run_all(shop, sessions, checks, folder, lambda page, name: take(page, folder / name))
    ending = f"-{WIDTHS[0]}-{THEMES[0]}.png"
    taken = sorted(file.name.removesuffix(ending) for file in folder.glob(f"*{ending}"))
    (folder / "index.html").write_text(contact_sheet(taken))
    count = len(list(folder.glob("*.png")))
    print(f"{count} pictures of {len(taken)} pages in {time.monotonic() - begun:.0f} s: {folder}/index.html")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
