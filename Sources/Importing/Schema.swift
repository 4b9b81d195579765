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
            down: ["DROP TABLE import_document", "DROP TABLE import_run"]),
        Migration(
            id: "importing.002",
            summary: "Files that were sent, the work of servers on them, lines that were not taken",
            up: [
                """
                CREATE TABLE import_upload (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    kind @text NOT NULL CHECK (kind IN ('orders', 'products', 'customers')),
                    state @text NOT NULL CHECK (state IN ('receiving', 'ready')),
                    file_name @text NOT NULL, size @int NOT NULL, chunks @int NOT NULL, digest @text NOT NULL,
                    is_head_whole @bool NOT NULL, uploaded_by @text NOT NULL, created_at @int NOT NULL,
                    kept_until @int NOT NULL, head @blob,
                    PRIMARY KEY (tenant, id)
                ) @rowid
                """,
                "CREATE INDEX import_upload_kept ON import_upload (tenant, kept_until)",
                """
                CREATE TABLE import_chunk (
                    tenant @int NOT NULL, upload_id @id NOT NULL, position @int NOT NULL, bytes @blob NOT NULL,
                    PRIMARY KEY (tenant, upload_id, position),
                    FOREIGN KEY (tenant, upload_id) REFERENCES import_upload (tenant, id)
                ) @rowid
                """,
                // No foreign key to the upload, which goes earlier.
                """
                CREATE TABLE import_task (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    purpose @text NOT NULL CHECK (purpose IN ('trial', 'import')),
                    kind @text NOT NULL CHECK (kind IN ('orders', 'products', 'customers')),
                    state @text NOT NULL CHECK (state IN ('waiting', 'running', 'finished', 'failed', 'stopped')),
                    upload_id @id NOT NULL, run_id @id, file_name @text NOT NULL, mapping @text NOT NULL,
                    options @text NOT NULL, asker @text NOT NULL, lease @text NOT NULL, lease_until @int,
                    attempts @int NOT NULL, phase @text, done @int NOT NULL, total @int, phase_since @int,
                    headers @text NOT NULL, report @text, failure_code @text, failure @text,
                    created_at @int NOT NULL, updated_at @int NOT NULL, finished_at @int,
                    PRIMARY KEY (tenant, id),
                    FOREIGN KEY (tenant, run_id) REFERENCES import_run (tenant, id)
                ) @strict
                """,
                "CREATE INDEX import_task_run ON import_task (tenant, run_id, id)",
                """
                CREATE INDEX import_task_open ON import_task (tenant, id, upload_id)
                WHERE state IN ('waiting', 'running')
                """,
                """
                CREATE TABLE import_reject (
                    tenant @int NOT NULL, owner @id NOT NULL, position @int NOT NULL, line @int NOT NULL,
                    code @text NOT NULL, field @text, reason @text NOT NULL, cells @text NOT NULL,
                    PRIMARY KEY (tenant, owner, position)
                ) @strict
                """,
            ],
            down: [
                "DROP TABLE import_reject", "DROP TABLE import_task", "DROP TABLE import_chunk",
                "DROP TABLE import_upload",
            ]),
    ]
}
