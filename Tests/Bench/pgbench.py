"""pgbench with the statements of a real order: a client in C that knows nothing but them.

The statements of one recorded order become a script. Ids the order made become ids that grow with each transaction; its
number, its key and its place in the audit log grow too, or belong to the client, so that transactions write different
rows, as real ones do. Everything else stands there as it was bound. The articles are drawn anew every two hundredth
transaction, by one more statement.
"""
import re
import subprocess


def script(statements, skus):
    """The script for one order's statements: a list of dictionaries with `sql` and `values`."""
    variants = ordered_variants(statements, skus)
    tenant = statements[0]["values"][tenant_position(statements[0]["sql"])]
    writer = _Writer(variants)
    lines = [
        "\\set n :n + 1", "\\set id 4611686018427387904 + :client_id * 1000000000 + :n * 64", "\\set again :n % 200",
        "\\if :again = 1", drawing(tenant, len(variants)), "\\gset", "\\endif",
        "BEGIN ISOLATION LEVEL READ COMMITTED;",
    ]
    lines += [writer.statement(statement) for statement in statements]
    return "\n".join([*lines, "COMMIT;"]) + "\n"


def tenant_position(sql):
    """Which parameter is the tenant."""
    return int(re.search(r"tenant = \$(\d+)", sql).group(1)) - 1


def ordered_variants(statements, skus):
    """The ids of the articles, in ascending order: those whose stock is changed."""
    found = []
    for statement in statements:
        if statement["sql"].lstrip().startswith("UPDATE stock_level"):
            position = int(re.search(r"variant_id = \$(\d+)", statement["sql"]).group(1)) - 1
            found.append(statement["values"][position]["id"])
    if len(found) != skus:
        raise RuntimeError(f"an order of {skus} articles changes {len(found)} stock levels")
    return sorted(found)


def drawing(tenant, count):
    """Draws articles, in the order in which their stock is locked."""
    columns = ", ".join(
        f"min(id::text) FILTER (WHERE n = {n + 1}) AS v{n}"
        for n in range(count))
    return (
        f"SELECT {columns} FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM (SELECT id FROM variant "
        f"WHERE tenant = {tenant} ORDER BY random() LIMIT {count}) a) b")


class _Writer:
    """Turns what was bound into what stands in the script."""

    def __init__(self, variants):
        self.variants = {variant: number for number, variant in enumerate(variants)}
        self.fresh, self.known = {}, set()

    def statement(self, statement):
        """One statement of the script."""
        sql = " ".join(statement["sql"].split())
        if not sql.startswith("INSERT"):
            # What is asked for before it is written was there before the order.
            self.known |= {value["id"] for value in statement["values"] if isinstance(value, dict) and "id" in value} - set(self.fresh)
        values = [self.value(value) for value in statement["values"]]
        if sql.startswith("INSERT INTO audit_entry"):
            width = sql[:sql.index(")")].count(",") + 1
            for row in range(len(values) // width):
                values[row * width + 1] = "(1000 + :client_id::bigint)"
                values[row * width + 2] = f"(:n::bigint * 8 + {row})"
        elif "FROM audit_entry" in sql:
            values[int(re.search(r"lane = \$(\d+)", sql).group(1)) - 1] = "(1000 + :client_id::bigint)"
        return re.sub(r"\$(\d+)", lambda found: values[int(found.group(1)) - 1], sql) + ";"

    def value(self, value):
        """A value as SQL. pgbench would take a colon in a text for the beginning of a variable."""
        if value is None:
            return "NULL"
        if isinstance(value, dict) and "hex" in value:
            return f"'\\x{value['hex']}'"
        if isinstance(value, dict):
            return self.id(value["id"])
        if isinstance(value, (int, float)):
            return f"({value})"
        if re.fullmatch(r"SO-\d+", value):
            return "('B-' || :client_id || '-' || :n)"
        if value.startswith("limit-"):
            return "('bench-' || :client_id || '-' || :n)"
        plain = value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3A")
        return f"E'{plain}'"

    def id(self, text):
        """An article, something that was there before, or something new."""
        if text in self.variants:
            return f"(:v{self.variants[text]}::uuid)"
        if text in self.known:
            return f"('{text}'::uuid)"
        if text not in self.fresh:
            self.fresh[text] = len(self.fresh)
        return f"(lpad(to_hex(:id::bigint + {self.fresh[text]}), 32, '0')::uuid)"


def run(server, database, text, clients, seconds):
    """Transactions in a second, and the milliseconds half of them and 99 of a hundred took at most."""
    folder = server.folder / "pgbench"
    subprocess.run(["rm", "-rf", folder], check=True)
    folder.mkdir()
    (folder / "order.sql").write_text(text)
    done = subprocess.run(
        ["pgbench", "-h", "127.0.0.1", "-p", str(server.port), "-U", "martlet", "-n", "-M", "prepared", "-c",
         str(clients), "-j", "1", "-T", str(seconds), "-D", "n=0", "-l", "-f", "order.sql", database],
        cwd=folder, capture_output=True, text=True, timeout=seconds + 300)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode != 0 or not rate:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-1500:]}")
    taken = sorted(
        int(line.split()[2]) / 1000 for file in folder.glob("pgbench_log.*") for line in file.read_text().splitlines())
    at = lambda share: taken[min(len(taken) - 1, int(len(taken) * share))]  # noqa: E731
    return {"per_second": float(rate.group(1)), "p50_ms": at(0.50), "p99_ms": at(0.99), "count": len(taken)}
