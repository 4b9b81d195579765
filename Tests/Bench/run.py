"""Measures what Martlet does beside what it could do at most, and prints a table. See README.md."""
import argparse
import json
import os
import pathlib
import platform
import shutil
import signal
import sys
import tempfile
import time

import machine
from allocating import Allocating
from importing import Importing
from machine import Files, Program, Server, say
from placing import Placing
from reading import Reading
from restarting import Restarting
from working import Working

SECTIONS = ["placing", "reads", "import", "restart", "jobs", "allocations"]


def arguments():
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write every figure there too")
    parser.add_argument("--quick", action="store_true", help="one short round: to see that it runs, not how fast")
    parser.add_argument("--store", choices=["sqlite", "postgres"], help="only this store")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="only this part; can be given several times")
    parser.add_argument("--orders", type=int, default=10_000, help="how many orders there are before (default 10000)")
    parser.add_argument("--shops", type=int, default=1, help="how many shops they are placed in (default 1)")
    parser.add_argument("--database", help="a SQLite file to copy instead: one of `martlet demo create --orders N`")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything takes its turn (default 3)")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each measurement takes (default 3)")
    parser.add_argument("--clients", type=lambda text: [int(part) for part in text.split(",")], default=[1, 8, 32, 128])
    parser.add_argument("--folder", help="where databases are made (default: a temporary folder)")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--commit", default="unknown")
    given = parser.parse_args()
    given.limit_orders = 4_000
    if given.quick:
        given.rounds, given.seconds, given.limit_orders, given.clients = 1, 0.5, 500, [1, 32]
        given.orders = min(given.orders, 1_000)
    given.only = given.only or SECTIONS
    return given


def sections(program, store, given):
    """The parts of the bench on one store, each with lines and figures."""
    placing = Placing(program, store, given)
    placing.prepare()
    if "placing" in given.only:
        for number in range(given.rounds):
            placing.round(number)
        yield "placing", placing.table(), placing.json()
    others = {"reads": Reading, "import": Importing, "restart": Restarting, "jobs": Working, "allocations": Allocating}
    for name, kind in others.items():
        if name in given.only:
            part = kind(placing)
            part.measure()
            yield name, part.table(), part.json()


def main():
    given = arguments()
    machine.allow_many_files()
    # Ended from outside, it still stops its servers and removes its databases.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-bench.", dir=given.folder))
    program = Program(given.binary, folder)
    figures = {"commit": given.commit, "orders": given.orders, "shops": given.shops, "load before": os.getloadavg()}
    print(f"Commit {given.commit}, {os.cpu_count()} processors, {platform.platform()}\n")
    begun = time.monotonic()
    try:
        for kind in (Files, Server):
            if given.store not in (None, kind.name):
                continue
            store = kind(folder)
            store.start()
            try:
                for name, lines, values in sections(program, store, given):
                    print("\n".join(lines), flush=True)
                    figures[f"{store.name} {name}"] = values
            finally:
                store.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"took {time.monotonic() - begun:.0f} s; load before {figures['load before'][0]:.1f}, now {os.getloadavg()[0]:.1f}")
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
