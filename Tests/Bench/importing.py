"""A list of orders of two years, half a million lines, made from a seed and imported into an empty shop."""
import csv
import datetime
import random

from machine import Figure, say

LINES = 542_000
COUNTRIES = ["United Kingdom"] * 18 + ["Germany", "France", "Ireland", "Spain", "Netherlands", "Belgium"]
WORDS = ["OAT", "MOSS", "SLATE", "RUST", "SAGE", "BOWL", "VASE", "TRAY", "LAMP", "TIN", "CARD", "CLOCK", "LARGE", "SMALL"]


def make(file, lines=LINES, seed=9):
    """Writes the list: some twenty lines an invoice, a customer for three of four, two returns in a hundred."""
    chance = random.Random(seed)
    articles = [
        (f"{20_000 + n}{chance.choice(['', '', 'A', 'B'])}", " ".join(chance.sample(WORDS, 3)), f"{chance.randint(20, 2500) / 100:.2f}")
        for n in range(4_000)]
    customers = [(12_000 + n, chance.choice(COUNTRIES)) for n in range(4_400)]
    begin, number, written = datetime.datetime(2024, 1, 2, 8), 480_000, 0
    with open(file, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow("Invoice StockCode Description Quantity InvoiceDate Price CustomerID Country".split())
        while written < lines:
            number += 1
            is_return = chance.random() < 0.02
            customer, country = chance.choice(customers) if chance.random() < 0.75 else ("", "United Kingdom")
            at = begin + datetime.timedelta(minutes=int(700 * 24 * 60 * written / lines))
            for _ in range(min(lines - written, 1 if is_return else max(1, int(chance.expovariate(1 / 21))))):
                code, title, price = articles[int(len(articles) * chance.random() ** 2)]
                quantity = -chance.randint(1, 3) if is_return else chance.choice([1, 1, 2, 3, 4, 6, 6, 12, 12, 24])
                rows.writerow([
                    ("C" if is_return else "") + str(number), code, title, quantity, at.strftime("%Y-%m-%d %H:%M:%S"), price,
                    customer, country])
                written += 1


class Importing:
    """The figures of one store."""

    def __init__(self, placing):
        self.placing, self.seconds, self.memory, self.computed = placing, Figure(), Figure(), Figure()
        self.lines = 5_000 if placing.given.quick else LINES

    def measure(self):
        """Imports the list as often as there are rounds."""
        placing = self.placing
        file = placing.program.folder / "orders.csv"
        if not file.exists():
            make(file, self.lines)
        for _ in range(min(2, placing.given.rounds)):
            placing.store.drop("empty")
            url = placing.store.address("empty")
            placing.program.run(url, "migrate")
            placing.program.run(url, "shop", "create", "bench", "--currency", "GBP")
            _, memory, took, computed = placing.program.run(url, "import", "orders", file, "--shop", "bench")
            self.seconds.add(took)
            self.memory.add(memory)
            self.computed.add(computed)
            say(f"{placing.store.name}: import of {self.lines:,} lines, {took:.1f} s, {memory:.0f} MB")
        placing.store.drop("empty")

    def table(self):
        """The lines of the report."""
        yield f"### Import of {self.lines:,} lines, {self.placing.store.name}"
        yield ""
        yield f"{self.seconds.show(1)} s with the figures brought up to date, {self.computed.show(1)} of them computed, {self.memory.show()} MB at most."
        yield ""

    def json(self):
        """For files."""
        return {"seconds": self.seconds.json(), "memory": self.memory.json(), "computed": self.computed.json(), "lines": self.lines}
