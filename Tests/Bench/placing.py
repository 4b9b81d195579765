"""Placing orders, beside what the engines can do with the same statements. Everything takes turns, round by round."""
import json

import growing
import pgbench
from machine import Figure, Serving, say

ARTICLES = 5_000
REAL_ORDERS = 10_000


class Placing:
    """The figures of one store."""

    def __init__(self, program, store, given):
        self.program, self.store, self.given = program, store, given
        self.figures = {}
        self.steps, self.key, self.statements = {}, "", 0

    def figure(self, *name):
        """The figure of a name, made when it is first needed."""
        return self.figures.setdefault(" ".join(map(str, name)), Figure())

    def prepare(self):
        """Makes the database that everything begins with a copy of."""
        say(f"{self.store.name}: {self.given.orders:,} orders in {self.given.shops:,} shops")
        if self.given.database:
            self.store.adopt("start", self.given.database)
        grown = self.given.orders > REAL_ORDERS and self.store.name == "sqlite" and not self.given.database
        orders = 0 if self.given.database else REAL_ORDERS if grown else self.given.orders
        words = ["make", "--orders", orders, "--shops", self.given.shops, "--articles", self.articles]
        reports, _ = self.program.bench(self.store.address("start"), *words)
        self.key = reports[-1]["key"]
        if grown:
            growing.grow(self.store.folder / "start.db", self.given.orders)

    @property
    def articles(self):
        """How many articles each shop has."""
        return ARTICLES if self.given.shops == 1 else 20

    def round(self, number):
        """Everything once, in turn."""
        self.limits(number)
        for clients in self.given.clients:
            self.in_process(number, clients)
            if self.store.name == "postgres":
                self.pgbench(clients)
            self.over_http(number, clients)

    def limits(self, number):
        """The same statements in bare loops; the first round also writes them down."""
        layers = [("engine", 1), ("connection", 1)] if self.store.name == "postgres" else [
            ("engine", 1), ("engine", 32), ("connection", 1), ("connection", 32)]
        count = self.given.limit_orders
        say(f"{self.store.name}: bare loops, {count} orders each")
        self.store.copy("start", "recording")
        runs = []
        for index, (layer, batch) in enumerate(layers):
            self.store.copy("start", f"limit{index}")
            runs += ["--run", f"{layer}:{batch}:{self.store.address(f'limit{index}')}"]
        file = self.program.folder / f"statements-{self.store.name}.json"
        reports, _ = self.program.bench(
            self.store.address("recording"), "loop", "--record-on", self.store.address("recording"), "--orders", count,
            "--articles", self.articles, "--seed", number + 1, "--statements", file, *runs)
        for (layer, batch), part in zip(layers, reports):
            report = part["report"]
            self.figure("limit", layer, batch).add(report["per_second"])
            self.figure("limit", layer, batch, "p50").add(report["commits"]["p50_ms"])
            self.figure("limit", layer, batch, "computed").add(part["costs"]["computed_us"])
            self.statements = report["statements"]
        for name in ["recording", *(f"limit{index}" for index in range(len(layers)))]:
            self.store.drop(name)

    def in_process(self, number, clients):
        """The runner, by tasks of one process."""
        self.store.copy("start", "work")
        before = self.store.written()
        reports, memory = self.program.bench(
            self.store.address("work"), "place", "--clients", clients, "--seconds", self.given.seconds, "--articles",
            self.articles, "--seed", number * 100 + clients)
        report, costs = reports[0]["report"], reports[0]["costs"]
        self.note("process", clients, report["orders"], memory)
        self.figure("process", clients, "share").add(report["runner_share"])
        self.figure("process", clients, "computed").add(costs["computed_us"])
        written = costs["written_bytes"]
        if before is not None:
            written = (self.store.written() - before) / max(1, report["orders"]["count"])
        self.figure("process", clients, "written").add(written)
        for step, micros in report["steps"].items():
            self.figure("step", clients, step).add(micros)
        self.store.drop("work")

    def over_http(self, number, clients):
        """The real server, asked by another process."""
        self.store.copy("start", "work")
        with Serving(self.program, self.store.address("work")) as server:
            before = server.computed()
            reports, _ = self.program.bench(
                "sqlite:none", "http", "--port", server.port, "--key", self.key, "--clients", clients, "--seconds",
                self.given.seconds, "--articles", self.articles, "--seed", number * 100 + clients)
            report = reports[0]
            if report["refused"]:
                say(f"refused: {report['refused']}")
            self.note("http", clients, report["answers"], server.memory()[1])
            self.figure("http", clients, "computed").add(
                (server.computed() - before) * 1e6 / max(1, report["answers"]["count"]))
        self.store.drop("work")

    def pgbench(self, clients):
        """pgbench with the same statements."""
        statements = json.loads((self.program.folder / "statements-postgres.json").read_text())
        self.store.copy("start", "work")
        report = pgbench.run(
            self.store, "work", pgbench.script(statements, 3), clients, max(2, round(self.given.seconds)))
        self.note("pgbench", clients, report, None)
        self.store.drop("work")

    def note(self, way, clients, report, memory):
        """What one run came to."""
        say(f"{self.store.name}: {way}, {clients} at once: {report['per_second']:,.0f}/s, p99 {report['p99_ms']:.1f} ms"
            + (f", {memory:.0f} MB" if memory else ""))
        self.figure(way, clients).add(report["per_second"])
        self.figure(way, clients, "p50").add(report["p50_ms"])
        self.figure(way, clients, "p99").add(report["p99_ms"])
        self.figure(way, clients, "memory").add(memory)

    def ratios(self, way, clients):
        """What was reached of the limit in the same round."""
        limit = self.figure("pgbench", clients) if self.store.name == "postgres" else self.figure("limit", "connection", 32)
        ratio = Figure()
        for value, most in zip(self.figure(way, clients).values, limit.values):
            ratio.add(value / most)
        return ratio

    def table(self):
        """The lines of the report."""
        limit = "pgbench" if self.store.name == "postgres" else "limit"
        yield f"### Placing an order of three lines, {self.store.name}"
        yield ""
        yield f"{self.statements:.1f} statements an order; {self.given.orders:,} orders and {self.given.shops:,} shops before."
        yield ""
        yield f"| clients | way | orders/s | of {limit} | p50 ms | p99 ms | MB | computed µs |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for clients in self.given.clients:
            for way in ("process", "http", "pgbench"):
                figure = self.figure(way, clients)
                if not figure.values:
                    continue
                ratio = "" if way == "pgbench" else self.ratios(way, clients).show(0, 100) + " %"
                cells = [
                    clients, way, figure.show(), ratio, self.figure(way, clients, "p50").show(1),
                    self.figure(way, clients, "p99").show(1), self.figure(way, clients, "memory").show(),
                    self.figure(way, clients, "computed").show()]
                yield "| " + " | ".join(map(str, cells)) + " |"
        yield ""
        yield "| bare loop, one thread | orders/s | computed µs |"
        yield "| --- | --- | --- |"
        for name, figure in list(self.figures.items()):
            words = name.split()
            if words[0] == "limit" and len(words) == 3:
                yield f"| {words[1]}, {words[2]} in a commit | {figure.show()} | {self.figure(*words, 'computed').show()} |"
        yield ""
        yield from self.step_table()

    def step_table(self):
        """The steps of the runner."""
        clients = 32 if 32 in self.given.clients else self.given.clients[0]
        steps = {name.split()[2]: figure for name, figure in self.figures.items() if name.startswith(f"step {clients} ")}
        total = sum(figure.middle for figure in steps.values())
        yield f"| step of the runner, {clients} at once | µs | share |"
        yield "| --- | --- | --- |"
        for step, figure in steps.items():
            yield f"| {step} | {figure.show(1)} | {figure.middle / total:.0%} |"
        yield f"| *the runner's own* | | {self.figure('process', clients, 'share').show(0, 100)} % |"
        yield ""
        yield f"Written for an order: {self.figure('process', clients, 'written').show()} bytes."
        yield ""

    def json(self):
        """For files."""
        return {name: figure.json() for name, figure in self.figures.items() if figure.values}
