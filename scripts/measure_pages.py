#!/usr/bin/env python3
"""Measures how long the server takes for the pages of the admin, and prints a table.

    scripts/measure_pages.py --binary .build/release/martlet --database sqlite:var/large.db

The shop is one that `martlet demo create --seed 7 --orders 1000000` made. Each page is asked for some times to be warm and
then so many times more, one request after another over one connection, as a browser asks: signed in, compressed. The
times are those of the whole answer, from this program's side; beside them stands how long the server computed for one
answer (its user and system time), which other programs on the machine do not lengthen. Ends with status 1 when a page's
95th of a hundred is over its allowance.
"""
import argparse
import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

PAGE, PALETTE, BESIDE = 30, 100, 100  # milliseconds: lists and records; records found by words; what a page loads afterwards


class Server:
    """A Martlet on a database, and somebody who may see everything in it."""

    def __init__(self, binary, database):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.binary = binary
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MARTLET_")}
        self.environment = kept | {"MARTLET_DATABASE_URL": database, "MARTLET_HTTP": f"127.0.0.1:{self.port}"}
        self.cookie = ""
        self.connection = None

    def __enter__(self):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([self.binary, "serve"], env=self.environment, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            self.sign_in()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def run(self, *words):
        done = subprocess.run([self.binary, *words], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"martlet {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def ask(self, query, **filters):
        return json.loads(self.run("ask", query, *(f"{name}={value}" for name, value in filters.items())))

    def sign_in(self):
        owner = next((member for member in self.ask("team.list", limit=100)["data"] if "owner" in json.dumps(member)), None)
        link = self.run("link", owner["user"]) if owner else self.run("link")
        token = urllib.parse.urlsplit(link.split()[0]).path
        origin = f"http://127.0.0.1:{self.port}"
        form = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", token, "", form)
        answer = self.connection.getresponse()
        answer.read()
        self.cookie = answer.getheader("Set-Cookie", "").split(";")[0]
        if not self.cookie:
            sys.exit(f"could not sign in: status {answer.status}")

    def get(self, path):
        """The status, the milliseconds until all of the answer is there, and the answer as it travelled."""
        begun = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - begun) * 1000
        return answer.status, took, body

    def computed(self):
        """The milliseconds this server has computed so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def text(self, path):
        status, _, body = self.get(path)
        if status != 200:
            sys.exit(f"{path} answered {status}")
        return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def cursor_behind(server, pages):
    """A place far down the list of orders."""
    after = ""
    for _ in range(pages):
        answer = server.ask("orders.list", limit=100, **({"after": after} if after else {}))
        after = answer["next"]
    return after


def first(server, query, **filters):
    return server.ask(query, limit=1, **filters)["data"][0]


def identifier(row, kind):
    """The id of a kind that a row is about."""
    return re.search(rf'"({kind}_[0-9a-z]{{26}})"', json.dumps(row)).group(1)


def the_pages(server):
    """What is measured: name, address, allowance."""
    yield "Home", "/admin", PAGE
    yield from order_pages(server)
    yield from customer_pages(server)
    yield from catalogue_pages(server)
    yield from ledger_pages(server)
    for words in ("anna", "martin wood", "L-15", "bowl", "a"):
        yield f"Palette: {words}", f"/admin/palette?q={urllib.parse.quote(words)}", PALETTE


def order_pages(server):
    newest, oldest = first(server, "orders.list"), first(server, "orders.list", sort="oldest")
    bought = next(row for row in server.ask("orders.list", limit=100, sort="oldest")["data"] if row.get("customer"))
    customer = bought["customer"]
    day = oldest["placed_at"][:10]
    lists = {
        "": "", "to ship": "status=paid", "unpaid": "payment_state=unpaid&status=pending", "deleted": "deleted=true",
        "oldest first": "sort=oldest", "by total": "sort=total", "three states": "status=paid,fulfilled,refunded",
        "not one state": "status=!fulfilled", "one channel": "channel=shop", "not one channel": "channel=!web",
        "guests": "customer_id=empty", "one customer": f"customer_id={customer['id']}", "last week": "placed=last-7-days",
        "one old day": f"placed={day}..{day}", "total from 400": "total=400..", "rare total": "total=100000..",
        "cancelled in one channel": "status=cancelled&channel=shop", "part refunded": "payment_state=part_refunded",
        "unfulfilled, oldest first": "fulfilment_state=unfulfilled&sort=oldest",
        "refunded guests of a channel": "customer_id=empty&status=refunded&channel=shop",
        "found by number": f"q={oldest['number']}", "found by the beginning of a number": "q=L-15",
        "found by name": f"q={urllib.parse.quote(customer['name'])}", "found by first name": f"q={urllib.parse.quote(customer['name'].split()[0])}",
        "found by e-mail": "q=example.com", "found by id": f"q={oldest['order']}", "found by nothing": "q=zzzz",
        "found by SKU": "q=LOAD-10100",
        "found by the beginning of a SKU": "q=LOAD-10", "of a popular article": "sku=LOAD-10000",
        "of a popular article, by total": "sku=LOAD-10000&sort=total", "of an article, by total": "sku=LOAD-13000&sort=total",
        "of an article, cancelled": "sku=LOAD-10100&status=cancelled", "of a channel, by total": "channel=shop&sort=total",
        "100 rows": "limit=100", "deep": f"after={urllib.parse.quote(cursor_behind(server, 30))}",
    }
    for name, query in lists.items():
        yield f"Orders, {name}".rstrip(", "), f"/admin/orders?{query}", PAGE
    yield "Orders: counts beside the list", "/admin/lists/orders/counts", BESIDE
    yield "Orders: counts, refunded guests", "/admin/lists/orders/counts?customer_id=empty&status=refunded", BESIDE
    yield "Order", f"/admin/orders/{newest['order']}", PAGE
    yield "Order, the oldest", f"/admin/orders/{oldest['order']}", PAGE
    yield "Order, cancel form", f"/admin/actions/orders.cancel?order={newest['order']}", PAGE


def customer_pages(server):
    busy = next(row for row in server.ask("orders.list", limit=100, sort="oldest")["data"] if row.get("customer"))["customer"]
    lists = {
        "": "", "by name": "sort=name", "of a country": "country=France", "archived": "archived=true",
        "found by name": f"q={urllib.parse.quote(busy['name'])}", "found by first name": f"q={busy['name'].split()[0]}",
        "found by one letter": "q=a", "found by number": f"q={busy['number']}", "found by e-mail": "q=example.com",
        "found by one letter, by name": "q=m&sort=name", "found by two letters": "q=a+w",
    }
    for name, query in lists.items():
        yield f"Customers, {name}".rstrip(", "), f"/admin/customers?{query}", PAGE
    yield "Customers: counts beside the list", "/admin/lists/customers/counts?q=a", BESIDE
    yield "Customer", f"/admin/customers/{busy['id']}", PAGE
    tail = first(server, "customers.list")
    yield "Customer, the newest", f"/admin/customers/{identifier(tail, 'cus')}", PAGE


def catalogue_pages(server):
    for name, query in {"": "", "found by word": "q=bowl", "found by SKU": "q=LOAD-10100", "misspelt": "q=candel"}.items():
        yield f"Products, {name}".rstrip(", "), f"/admin/products?{query}", PAGE
        yield f"Variants, {name}".rstrip(", "), f"/admin/variants?{query}", PAGE
    product = first(server, "products.list")
    yield "Product", f"/admin/products/{identifier(product, 'prod')}", PAGE
    variant = server.ask("variants.list", q="LOAD-10001", limit=1)["data"]
    if variant:
        yield "Variant", f"/admin/variants/{identifier(variant[0], 'var')}", PAGE


def ledger_pages(server):
    """The logs by who and what, stock, credit notes, reports; then every page of the navigation, as it opens."""
    newest = first(server, "orders.list")
    article = server.ask("variants.list", q="LOAD-10000", limit=1)["data"]
    yield "Audit, of a collection", "/admin/audit-entries?collection=orders", PAGE
    yield "Audit, of a rare action", "/admin/audit-entries?action=locations.create", PAGE
    yield "Audit, of one who did it and a common action", "/admin/audit-entries?actor=system:demo&action=orders.record", PAGE
    yield "Audit, not by the system", "/admin/audit-entries?actor=!system:demo", PAGE
    yield "Audit, of a record", f"/admin/audit-entries?resource={newest['order']}", PAGE
    yield "Audit: counts beside the list", "/admin/lists/audit-entries/counts?collection=orders", BESIDE
    yield "Events, of a record", f"/admin/events?subject={newest['order']}", PAGE
    yield "Stock moves, with imported trade", "/admin/stock-moves?history=true", PAGE
    yield "Stock moves, for a rare reason", "/admin/stock-moves?reason=damaged", PAGE
    if article:
        variant = identifier(article[0], "var")
        yield "Stock moves, of a popular article", f"/admin/stock-moves?history=true&variant={variant}", PAGE
        yield "Stock item", f"/admin/stock-levels/{variant}", PAGE
    note = server.ask("credit_notes.list", limit=1)["data"]
    if note:
        yield "Credit note", f"/admin/credit-notes/{identifier(note[0], 'crn')}", PAGE
    yield "Credit notes, found by an order's number", "/admin/credit-notes?q=SO-0001", PAGE
    yield "Imports", "/admin/imports", PAGE
    seen = {"/admin", "/admin/orders", "/admin/customers", "/admin/products", "/admin/variants"}
    menu = re.findall(r'href="(/(?:admin|reference)[a-z/_-]*)"', server.text("/admin"))
    for path in menu:
        if path in seen or path.startswith("/admin/actions"):
            continue
        seen.add(path)
        yield path, path, PAGE


def measured(server, path, warm, count):
    for _ in range(warm):
        server.get(path)
    took, size, status = [], 0, 0
    before = server.computed()
    for _ in range(count):
        status, time_taken, body = server.get(path)
        size = len(body)
        took.append(time_taken)
    computed = (server.computed() - before) / count
    took.sort()
    return status, took[len(took) // 2], took[int(len(took) * 0.95)], took[-1], computed, size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/release/martlet")
    parser.add_argument("--database", required=True)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--only", default="", help="a regular expression for the names of pages")
    given = parser.parse_args()
    is_slow = False
    print(f"{'page':52} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8} {'CPU ms':>8} {'kB':>6}")
    with Server(given.binary, given.database) as server:
        for name, path, allowance in the_pages(server):
            if not re.search(given.only, name):
                continue
            # A page that is far too slow needs no two hundred requests to show it.
            _, once, _ = server.get(path)
            count = given.requests if once < 300 else 5
            status, middle, late, most, computed, size = measured(server, path, min(10, count), count)
            mark = "" if status == 200 and late <= allowance else f"  <- {status}" if status != 200 else "  <- over"
            is_slow = is_slow or bool(mark)
            print(
                f"{name:52} {middle:8.1f} {late:8.1f} {most:8.1f} {computed:8.1f} {size / 1000:6.1f}{mark}", flush=True)
    sys.exit(1 if is_slow else 0)


if __name__ == "__main__":
    main()
