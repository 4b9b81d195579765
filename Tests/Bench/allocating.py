"""How many blocks of memory an order asks for, counted by a library that stands before the system's own."""
import pathlib
import shutil
import subprocess

from machine import Figure, say


class Allocating:
    """The figures of one store."""

    def __init__(self, placing):
        self.placing, self.blocks = placing, Figure()

    def measure(self):
        """Counts; where there is no C compiler, nothing is counted."""
        placing = self.placing
        compiler = shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            return
        source, library = pathlib.Path(__file__).with_name("count_malloc.c"), placing.program.folder / "count_malloc.so"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        for clients in (1, 32):
            placing.store.copy("start", "work")
            reports, _ = placing.program.bench(
                placing.store.address("work"), "place", "--clients", clients, "--seconds", 1, "--articles",
                placing.articles, LD_PRELOAD=str(library))
            self.blocks.add(reports[0]["costs"]["allocations"])
            placing.store.drop("work")
        say(f"{placing.store.name}: {self.blocks.show()} blocks of memory an order")

    def table(self):
        """The lines of the report."""
        yield f"Blocks of memory an order asks for, {self.placing.store.name}: {self.blocks.show()}."
        yield ""

    def json(self):
        """For files."""
        return {"blocks": self.blocks.json()}
