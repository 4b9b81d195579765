"""Millions of orders from ten thousand: copies made inside a SQLite database, of what placing and listing orders read.

Orders, their lines and what finds them by their articles are copied; logs and reservations are not, which are only ever
appended to. Each copy is six hours older than the one before, and its ids come before those of real orders.
"""
import sqlite3

from machine import say

TABLES = {
    "sales_order": {"id": "CAST(:k || substr(id, 5) AS BLOB)", "number": "'K' || :n || '-' || number", "placed_at": "placed_at - :n * 21600000000", "created_at": "created_at - :n * 21600000000"},
    "order_line": {"order_id": "CAST(:k || substr(order_id, 5) AS BLOB)", "at": "at - :n * 21600000000"},
    "order_article": {"order_id": "CAST(:k || substr(order_id, 5) AS BLOB)", "placed_at": "placed_at - :n * 21600000000"},
}


def grow(file, wanted):
    """Copies the orders of the first shop until there are so many."""
    with sqlite3.connect(file, isolation_level=None) as database:
        run = database.execute
        for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -1000000", "foreign_keys = OFF", "locking_mode = EXCLUSIVE"):
            run(f"PRAGMA {pragma}")
        tenant, count = run("SELECT tenant, count(*) FROM sales_order GROUP BY tenant ORDER BY tenant LIMIT 1").fetchone()
        indexes = run(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
            f"({', '.join('?' * len(TABLES))})", list(TABLES)).fetchall()
        for name, _ in indexes:
            run(f"DROP INDEX {name}")
        for table, made in TABLES.items():
            columns = [row[1] for row in run(f"PRAGMA table_info({table})")]
            run(f"CREATE TEMP TABLE origin AS SELECT * FROM {table} WHERE tenant = ? ORDER BY 1, 2", [tenant])
            chosen = ", ".join(made.get(column, column) for column in columns)
            run("BEGIN")
            for n in range(1, max(1, wanted // count)):
                run(
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM origin ORDER BY rowid",
                    {"k": n.to_bytes(4, "big"), "n": n})
            run("COMMIT")
            run("DROP TABLE origin")
            say(f"sqlite: {table} of {wanted:,} orders")
        for _, sql in indexes:
            run(sql)
        say(f"sqlite: {len(indexes)} indexes of {wanted:,} orders")
        run("PRAGMA journal_mode = WAL")
