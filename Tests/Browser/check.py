"""Walks through Martlet's pages in a real browser: every page by the rules, then the journeys.

    python Tests/Browser/check.py BINARY [--filter REGEX] [--folder FOLDER]
"""
import argparse
import importlib
import pathlib
import re
import sys
import time

import pages
import rules
from browser import find_chromium
from desk import Check, open_shop, run_all
from shop import Shop
from states import OF_A_REFUSAL, STATES

CANNOT_RUN = 75


def page_check(place):
    def body(desk):
        page = desk.window()
        page.goto(place.address)
        return rules.judge(page)
    return Check(f"page {place.name}", body)


def state_check(state):
    def body(desk):
        page = desk.window(state.person, allowed=OF_A_REFUSAL)
        state.bring(page)
        return rules.judge(page)
    return Check(f"state {state.name}", body)


def weight_check(places, faults):
    def body(desk):
        return faults + rules.weigh(desk.session(), places)
    return Check("weights and links", body)


def journeys():
    """Every function of the modules in journeys/ whose name begins with `journey_`."""
    folder = pathlib.Path(__file__).parent / "journeys"
    for file in sorted(folder.glob("*.py")):
        module = importlib.import_module(f"journeys.{file.stem}")
        for name, body in vars(module).items():
            if name.startswith("journey_") and callable(body):
                yield Check(f"journey {name.removeprefix('journey_').replace('_', ' ')}", body)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--filter", default="")
    options.add_argument("--folder", default=".build/browser")
    options = options.parse_args()
    if find_chromium() is None:
        print("There is no Chromium on this machine: the pages cannot be looked at.")
        sys.exit(CANNOT_RUN)
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    begun = time.monotonic()
    with Shop(options.binary) as shop:
        sessions = open_shop(shop)
        places, faults = pages.crawl(pages.Session(shop.address, sessions.of("owner")))
        print(f"{len(places)} pages, the shop was open after {time.monotonic() - begun:.0f} s", flush=True)
        checks = [*journeys(), weight_check(places, faults)]
        checks += [state_check(state) for state in STATES] + [page_check(place) for place in places]
        checks = [check for check in checks if re.search(options.filter, check.name)]
        passed, failed = run_all(shop, sessions, checks, folder, lambda page, _: rules.judge(page))
    print(f"{passed} passed, {failed} failed in {time.monotonic() - begun:.0f} s")
    sys.exit(0 if passed and not failed else 1)


if __name__ == "__main__":
    main()
