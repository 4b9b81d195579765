"""Jobs: how soon one begins, and how many are done in a second."""
from machine import Figure, say


class Working:
    """The figures of one store."""

    def __init__(self, placing):
        self.placing, self.start, self.empty, self.acting = placing, Figure(), Figure(), Figure()

    def measure(self):
        """Some rounds on a copy of the shop."""
        placing = self.placing
        for _ in range(placing.given.rounds):
            placing.store.copy("start", "work")
            words = ["work", "--idle", 50 if placing.given.quick else 300, "--seconds", placing.given.seconds]
            reports, _ = placing.program.bench(placing.store.address("work"), *words)
            report = reports[-1]
            self.start.add(report["start"]["p95_ms"])
            self.empty.add(report["empty"])
            self.acting.add(report["acting"])
            placing.store.drop("work")
        say(f"{placing.store.name}: {self.empty.show()} jobs a second, begun after {self.start.show(1)} ms")

    def table(self):
        """The lines of the report."""
        yield f"### Jobs, {self.placing.store.name}"
        yield ""
        yield (
            f"Begun {self.start.show(1)} ms after the commit that asked for it (p95, nothing else waits). "
            f"{self.empty.show()} empty jobs a second, {self.acting.show()} that perform an action.")
        yield ""

    def json(self):
        """For files."""
        return {"start p95 ms": self.start.json(), "empty": self.empty.json(), "acting": self.acting.json()}
