"""Lists and records over HTTP, from a server in its own process."""
from machine import Figure, Serving, say

LISTS = {
    "orders, newest": "/v1/orders?limit=25", "orders, unpaid": "/v1/orders?limit=25&payment_state=unpaid",
    "orders, by total": "/v1/orders?limit=25&sort=total", "orders, a hundred": "/v1/orders?limit=100",
    "articles": "/v1/variants?limit=25", "stock": "/v1/stock-levels?limit=25",
}


class Reading:
    """The figures of one store."""

    def __init__(self, placing):
        self.placing, self.figures = placing, {}

    def measure(self):
        """Asks for each of them."""
        placing, given = self.placing, self.placing.given
        placing.store.copy("start", "work")
        with Serving(placing.program, placing.store.address("work")) as server:
            for name, path in {**LISTS, **self.details(server)}.items():
                for clients in (1, 8, 32):
                    reports, _ = placing.program.bench(
                        "sqlite:none", "http", "--port", server.port, "--key", placing.key, "--clients", clients,
                        "--seconds", min(2, given.seconds), "--get", path)
                    report = reports[0]
                    if report["refused"]:
                        raise RuntimeError(f"{path} is refused: {report['refused']}")
                    self.figures[name, clients] = report["answers"]
                say(f"{placing.store.name}: {name}, {self.figures[name, 8]['per_second']:,.0f}/s from 8 clients")
        placing.store.drop("work")

    def details(self, server):
        """The address of one order."""
        import json
        import urllib.request
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/v1/orders?limit=1",
            headers={"Authorization": f"Bearer {self.placing.key}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            row = json.load(answer)["data"][0]
        order = row.get("order") or row.get("id")
        return {"an order": f"/v1/orders/{order}"}

    def table(self):
        """The lines of the report."""
        yield f"### Reading over HTTP, {self.placing.store.name}"
        yield ""
        yield "| what | clients | answers/s | p50 ms | p95 ms | p99 ms |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for (name, clients), report in self.figures.items():
            times = " | ".join(f"{report[key]:.1f}" for key in ("p50_ms", "p95_ms", "p99_ms"))
            yield f"| {name} | {clients} | {report['per_second']:,.0f} | {times} |"
        yield ""

    def json(self):
        """For files."""
        return {f"{name}, {clients}": report for (name, clients), report in self.figures.items()}
