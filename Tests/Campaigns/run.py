"""Runs one campaign against the real program and writes what came of it into the ledger.

    python Tests/Campaigns/run.py NAME --binary FILE --seconds 60 [--seed N] [--store sqlite|postgres] [--plant FAULT]
    python Tests/Campaigns/run.py NAME --binary FILE --self-test

A campaign is a module here with a `SUMMARY`, the `STORES` it runs on, the faults it can plant to show that it finds
them (`PLANTS`), and an async function `run(campaign)`. It counts what it did in `campaign.count` and raises `Finding`.
"""
import argparse
import asyncio
import importlib
import pathlib
import signal
import sys
import traceback

import databases
from campaign import Campaign, CannotRun, Finding

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
CANNOT_RUN = 75


def enter(options, campaign, result):
    """Appends one line to the ledger."""
    if options.ledger == "none":
        return
    ledger = pathlib.Path(options.ledger)
    if not ledger.exists():
        ledger.write_text("campaign\tcommit\tseeds\tcount\tseconds\tresult\n")
    fields = [
        f"{options.name} {campaign.store}", options.commit, str(campaign.seed), str(campaign.count),
        f"{campaign.elapsed:.0f}", result,
    ]
    with open(ledger, "a") as lines:
        lines.write("\t".join(fields) + "\n")


def attempt(module, options, store, seed, plant=None):
    """One run. Returns what was found, or None, and the campaign."""
    campaign = Campaign(options, store, seed, plant)
    found = "it was interrupted"
    try:
        found = perform(module, campaign)
    finally:
        campaign.close(keep=found is not None and plant is None)
    if plant is None:
        result = f"held: {campaign.remark}" if found is None else f"found: {' '.join(found.split())[:300]}"
        enter(options, campaign, result)
    return found, campaign


def perform(module, campaign):
    """What the campaign finds. Whatever else goes wrong is a finding too, until somebody has looked at it."""
    try:
        asyncio.run(module.run(campaign))
    except Finding as finding:
        return str(finding)
    except CannotRun as reason:
        campaign.close(keep=False)
        print(f"    cannot run: {reason}")
        sys.exit(CANNOT_RUN)
    except Exception:
        return traceback.format_exc()
    return None if campaign.count else "it did nothing at all"


def report(options, store, seed, found, campaign):
    """Says what came of a run."""
    if found is None:
        print(f"held   {campaign.count} in {campaign.elapsed:.0f} s on {store}, seed {seed}: {campaign.remark}")
        return
    print(f"FOUND  {found}\n")
    print(f"    The journal, the server's log and the database are in {campaign.folder}")
    print(f"    Again: ./dev campaign {options.name} --seconds {options.seconds:g} --store {store} --seed {seed}")


def self_test(module, options, stores, seed):
    """Runs the campaign as it is, and then with each planted fault, which it must find."""
    good = True
    for store in stores:
        for plant in [None, *(name for name, (_, on) in module.PLANTS.items() if store in on)]:
            found, _ = attempt(module, options, store, seed, plant)
            is_right = (found is None) == (plant is None)
            good = good and is_right
            first = (found or "nothing found").strip().splitlines()[-1 if "Traceback" in (found or "") else 0]
            mark = "ok    " if is_right else "WRONG "
            print(f"{mark} {options.name} {store}, {plant or 'nothing planted'}: {first[:160]}", flush=True)
    return good


def parse():
    names = sorted(file.stem.replace("_", "-") for file in HERE.glob("*.py") if "\nSUMMARY = " in file.read_text())
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("name", choices=names)
    options.add_argument("--binary", type=pathlib.Path, required=True, help="the built program")
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--store", choices=[*databases.STORES], help="only this store")
    options.add_argument("--plant", help="plants a fault, which must be found")
    options.add_argument("--self-test", action="store_true", help="a short run, then one with each planted fault")
    options.add_argument("--ledger", default=str(ROOT / "docs/proof/campaigns.tsv"), help="a file, or 'none'")
    options.add_argument("--commit", default="unknown", help="what the program was made of")
    return options.parse_args()


def main():
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whoever ends the run leaves nothing behind
    module = importlib.import_module(options.name.replace("-", "_"))
    stores = [store for store in module.STORES if options.store in (None, store)]
    if not stores:
        sys.exit(f"{options.name} does not run on {options.store}.")
    if options.plant is not None and options.plant not in module.PLANTS:
        sys.exit(f"{options.name} can plant: {', '.join(module.PLANTS)}")
    print(f"{options.name}: {module.SUMMARY}", flush=True)
    if options.self_test:
        options.ledger = "none"
        sys.exit(0 if self_test(module, options, stores, options.seed) else 1)
    options.seconds /= len(stores)
    good = True
    for store in stores:
        found, campaign = attempt(module, options, store, options.seed, options.plant)
        report(options, store, options.seed, found, campaign)
        good = good and found is None
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
