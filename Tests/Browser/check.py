"""Walks through Martlet's pages in a real browser: every page by the rules, then the journeys.

    python Tests/Browser/check.py BINARY [--filter REGEX] [--folder FOLDER]
"""
import argparse
import importlib
import pathlib
import re
import sys
import time

import bare
import pages
import rules
from browser import awake, find_chromium
from desk import Check, open_shop, run_all
from shop import Shop
from states import OF_A_REFUSAL, STATES

CANNOT_RUN = 75


def page_check(place, is_whole):
    def body(desk):
        page = desk.page()
        page.goto(place.address)
        awake(page)
        offered = bare.offered(page)
        faults = rules.judge(page, is_whole)
        plain = desk.page(scripts=False)
        plain.goto(place.address)
        faults += bare.judge(plain, offered)
        if pages.template(place) == "form":
            plain.watch.begin(OF_A_REFUSAL)
            faults += bare.ask_with_nothing(plain)
        return faults
    return Check(f"page {place.name}{', whole' if is_whole else ''}", body)


def state_check(state):
    def body(desk):
        page = desk.window(state.person, allowed=OF_A_REFUSAL)
        state.bring(page)
        return rules.judge(page)
    return Check(f"state {state.name}", body)


def form_check(action):
    """The form of an action that no page leads to as the demo shop stands: about the first record of its kind."""
    def body(desk):
        collection = action["name"].split(".")[0].replace("_", "-")
        parameter = re.search(r"{(\w+)}", action["route"])
        _, _, listed = desk.session().get(f"/admin/{collection}")
        record = re.search(rf"/admin/{collection}/({pages.IDENTIFIER.pattern})", listed.decode())
        about = f"?{parameter.group(1)}={record.group(1)}" if parameter and record else ""
        plain = desk.page(scripts=False)
        plain.watch.begin(OF_A_REFUSAL)
        plain.goto(f"/admin/actions/{action['name']}{about}")
        return bare.idle(plain) + bare.ask_with_nothing(plain)
    return Check(f"form {action['name']}", body)


def links_check(places, faults):
    return Check("links and weights", lambda desk: faults + rules.weigh_pages(places))


def files_check():
    return Check("styles and scripts", lambda desk: rules.weigh_files(desk.session(), desk.shop.fetched))


def journeys():
    """Every function of the modules in journeys/ whose name begins with `journey_`."""
    folder = pathlib.Path(__file__).parent / "journeys"
    for file in sorted(folder.glob("*.py")):
        module = importlib.import_module(f"journeys.{file.stem}")
        for name, body in vars(module).items():
            if name.startswith("journey_") and callable(body):
                yield Check(f"journey {name.removeprefix('journey_').replace('_', ' ')}", body)


def found(shop, sessions):
    """The checks of every page there is: the crawl goes on while others are at work."""
    begun = time.monotonic()
    places, faults = pages.crawl(pages.Session(shop.address, sessions.of("owner")))
    print(f"{len(places)} pages, found in {time.monotonic() - begun:.0f} s", flush=True)
    whole, known = pages.longest(places), pages.actions_in(places)
    yield links_check(places, faults)
    for place in places:
        yield page_check(place, place in whole)
    for action in shop.actions():
        if action["route"] and action["name"] not in known:
            yield form_check(action)


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
        print(f"The shop was open after {time.monotonic() - begun:.0f} s", flush=True)

        def run(checks, more=list, **how):
            def wanted(all_checks):
                return [check for check in all_checks if re.search(options.filter, check.name)]
            return run_all(
                shop, sessions, wanted(checks), folder, lambda page, _: rules.judge(page), lambda: wanted(more()),
                **how)

        first = run([*journeys(), *map(state_check, STATES)], lambda: found(shop, sessions))
        # When every page has been looked at, what they asked for is known.
        last = run([files_check()], threads=1)
        passed, failed = first[0] + last[0], first[1] + last[1]
    print(f"{passed} passed, {failed} failed in {time.monotonic() - begun:.0f} s")
    sys.exit(0 if passed and not failed else 1)


if __name__ == "__main__":
    main()
