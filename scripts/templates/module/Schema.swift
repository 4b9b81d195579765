import Store

/// The module's tables. Released migrations are never edited; changes are appended.
enum {{Module}}Schema {
    static let migrations = [
        Migration(
            id: "{{module}}.001", summary: "{{Plural}}",
            up: [
                """
                CREATE TABLE {{record_snake}} (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    name @text NOT NULL CHECK (length(name) BETWEEN 1 AND 200), created_at @int NOT NULL,
                    PRIMARY KEY (tenant, id)
                ) @strict
                """,
                "CREATE UNIQUE INDEX {{record_snake}}_name ON {{record_snake}} (tenant, name)",
            ],
            down: ["DROP TABLE {{record_snake}}"])
    ]
}
