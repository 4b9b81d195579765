"""How long it takes from the start of the server to its first answer from the database."""
from machine import Figure, Serving, say


class Restarting:
    """The figures of one store."""

    def __init__(self, placing):
        self.placing, self.seconds, self.idle, self.computed = placing, Figure(), Figure(), Figure()

    def measure(self):
        """Starts it some times: after a stop, and after it was killed."""
        placing = self.placing
        placing.store.copy("start", "work")
        for _ in range(5):
            with Serving(placing.program, placing.store.address("work")) as server:
                self.seconds.add(server.seconds)
        with Serving(placing.program, placing.store.address("work")) as server:
            import time
            time.sleep(3)
            before = server.computed()
            time.sleep(5)
            self.computed.add((server.computed() - before) / 5)
            self.idle.add(server.memory()[0])
        placing.store.drop("work")
        say(f"{placing.store.name}: restart {self.seconds.show(2)} s")

    def table(self):
        """The lines of the report."""
        yield f"### Restart, {self.placing.store.name}"
        yield ""
        yield f"{self.seconds.show(2)} s until the first answer. Idle: {self.idle.show()} MB, {self.computed.show(1, 100)} % of a processor."
        yield ""

    def json(self):
        """For files."""
        return {"seconds": self.seconds.json(), "idle": self.idle.json(), "idle computed": self.computed.json()}
