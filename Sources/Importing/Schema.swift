import Store

/// The module's tables. Released migrations are never edited; changes are appended.
enum ImportingSchema {
    static let migrations = [
        Migration(
            id: "importing.001", summary: "Imports, and the numbers of the documents they recorded",
            up: [
                """
                CREATE TABLE import_run (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    kind @text NOT NULL CHECK (kind IN ('orders', 'products', 'customers')),
                    state @text NOT NULL
                        CHECK (state IN ('running', 'interrupted', 'failed', 'finished', 'undoing', 'undone')),
                    file_name @text NOT NULL, digest @text NOT NULL, mapping @text NOT NULL, lease @text NOT NULL,
                    lines @int NOT NULL, documents @int NOT NULL, orders @int NOT NULL, credit_notes @int NOT NULL,
                    stock_documents @int NOT NULL, customers @int NOT NULL, products @int NOT NULL,
                    updated @int NOT NULL, already_there @int NOT NULL, changed @int NOT NULL, rejected_documents @int NOT NULL,
                    rejected_lines @int NOT NULL, started_at @int NOT NULL, updated_at @int NOT NULL,
                    finished_at @int, failure @text,
                    PRIMARY KEY (tenant, id)
                ) @strict
                """,
                "CREATE INDEX import_run_digest ON import_run (tenant, digest, id)",
                "CREATE INDEX import_run_state ON import_run (tenant, state, id)",
                // One row for each document an import recorded: what makes a second import of it find nothing to do,
                // and tell whether the file says the same as the first time.
                """
                CREATE TABLE import_document (
                    tenant @int NOT NULL, number @text NOT NULL, import_id @id NOT NULL, document_kind @text NOT NULL,
                    document_id @id NOT NULL, digest @text NOT NULL,
                    PRIMARY KEY (tenant, number),
                    FOREIGN KEY (tenant, import_id) REFERENCES import_run (tenant, id)
                ) @strict
                """,
                "CREATE INDEX import_document_import ON import_document (tenant, import_id, number)",
            ],
            down: ["DROP TABLE import_document", "DROP TABLE import_run"])
    ]
}
