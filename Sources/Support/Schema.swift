import Store

/// The module's tables. Released migrations are never edited; changes are appended.
enum SupportSchema {
    static let migrations = [
        Migration(
            id: "support.001", summary: "Tickets and their numbers",
            up: [
                """
                CREATE TABLE ticket (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    number @text NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
                    title @text NOT NULL CHECK (length(title) BETWEEN 1 AND 200), message @text,
                    customer_id @id, order_id @id, contact @text,
                    channel @text NOT NULL CHECK (channel IN ('email', 'phone', 'chat', 'store', 'other')),
                    priority @text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
                    status @text NOT NULL CHECK (status IN ('open', 'waiting', 'solved')),
                    assigned_to @text, created_by @text NOT NULL, created_at @int NOT NULL, updated_at @int NOT NULL,
                    solved_at @int, resolution @text,
                    PRIMARY KEY (tenant, id),
                    CHECK ((status = 'solved') = (solved_at IS NOT NULL)),
                    CHECK (status <> 'solved' OR resolution IS NOT NULL)
                ) @strict
                """,
                "CREATE UNIQUE INDEX ticket_numbered ON ticket (tenant, number)",
                "CREATE INDEX ticket_status ON ticket (tenant, status, id)",
                "CREATE INDEX ticket_customer ON ticket (tenant, customer_id, id)",
                "CREATE INDEX ticket_order ON ticket (tenant, order_id, id)",
                "CREATE INDEX ticket_assignee ON ticket (tenant, assigned_to, id)",
                """
                CREATE TABLE ticket_number (
                    tenant @int NOT NULL PRIMARY KEY, last @int NOT NULL CHECK (last > 0)
                ) @strict
                """,
            ],
            down: ["DROP TABLE ticket_number", "DROP TABLE ticket"])
    ]
}
