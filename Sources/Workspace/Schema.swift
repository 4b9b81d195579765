import Store

/// The tables of views, preferences, comments and bulk runs.
enum WorkspaceSchema {
    static let migrations = [
        Migration(
            id: "workspace.001", summary: "Saved views, preferences, comments, bulk runs",
            up: [
                """
                CREATE TABLE saved_view (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, collection @text NOT NULL,
                    name @text NOT NULL, query @text NOT NULL, is_shared @int NOT NULL CHECK (is_shared IN (0, 1)),
                    owner @text NOT NULL, created_at @int NOT NULL, updated_at @int NOT NULL,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, owner, collection, name)
                ) @strict
                """,
                "CREATE INDEX saved_view_collection ON saved_view (tenant, collection, name, id)",
                """
                CREATE TABLE preference (
                    tenant @int NOT NULL, principal @text NOT NULL, key @text NOT NULL, value @text NOT NULL,
                    updated_at @int NOT NULL,
                    PRIMARY KEY (tenant, principal, key)
                ) @strict
                """,
                """
                CREATE TABLE record_comment (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, record @text NOT NULL,
                    body @text NOT NULL, author @text NOT NULL, created_at @int NOT NULL,
                    PRIMARY KEY (tenant, id)
                ) @strict
                """,
                "CREATE INDEX record_comment_record ON record_comment (tenant, record, id)",
                """
                CREATE TABLE bulk_run (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, action @text NOT NULL,
                    input @text NOT NULL, kind @text NOT NULL, asked_by @text NOT NULL,
                    state @text NOT NULL CHECK (state IN ('running', 'finished', 'cancelled', 'stopped')),
                    reason @text, total @int NOT NULL CHECK (total > 0), undoes @id, undone_by @id,
                    started_at @int NOT NULL, ended_at @int,
                    PRIMARY KEY (tenant, id),
                    CHECK ((state = 'running') = (ended_at IS NULL)), CHECK ((state = 'stopped') = (reason IS NOT NULL))
                ) @strict
                """,
                "CREATE INDEX bulk_run_asker ON bulk_run (tenant, asked_by, id)",
                "CREATE INDEX bulk_run_running ON bulk_run (tenant, id) WHERE state = 'running'",
                "CREATE UNIQUE INDEX bulk_run_undoes ON bulk_run (tenant, undoes) WHERE undoes IS NOT NULL",
                """
                CREATE TABLE bulk_progress (
                    tenant @int NOT NULL, run @id NOT NULL, done @int NOT NULL, unchanged @int NOT NULL,
                    refused @int NOT NULL, held @int NOT NULL, failures @int NOT NULL, updated_at @int NOT NULL,
                    PRIMARY KEY (tenant, run), FOREIGN KEY (tenant, run) REFERENCES bulk_run (tenant, id)
                ) @strict
                """,
                """
                CREATE TABLE bulk_item (
                    tenant @int NOT NULL, run @id NOT NULL, position @int NOT NULL, record @id NOT NULL,
                    state @text NOT NULL CHECK (state IN ('waiting', 'done', 'unchanged', 'refused', 'held')),
                    code @text, title @text, detail @text, approval @id,
                    PRIMARY KEY (tenant, run, position), UNIQUE (tenant, run, record),
                    FOREIGN KEY (tenant, run) REFERENCES bulk_run (tenant, id),
                    CHECK ((state = 'refused') = (code IS NOT NULL)), CHECK ((state = 'held') = (approval IS NOT NULL))
                ) @strict
                """,
                "CREATE INDEX bulk_item_state ON bulk_item (tenant, run, state, position)",
            ],
            down: [
                "DROP TABLE bulk_item", "DROP TABLE bulk_progress", "DROP TABLE bulk_run", "DROP TABLE record_comment",
                "DROP TABLE preference", "DROP TABLE saved_view",
            ]),
        Migration(
            id: "workspace.002", summary: "Who is named in comments",
            up: [
                """
                CREATE TABLE comment_mention (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, comment @id NOT NULL,
                    record @text NOT NULL, person @text NOT NULL, author @text NOT NULL, created_at @int NOT NULL,
                    read_at @int,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, comment, person),
                    FOREIGN KEY (tenant, comment) REFERENCES record_comment (tenant, id)
                ) @strict
                """,
                "CREATE INDEX comment_mention_person ON comment_mention (tenant, person, id)",
                "CREATE INDEX comment_mention_unread ON comment_mention (tenant, person, id) WHERE read_at IS NULL",
            ],
            down: ["DROP TABLE comment_mention"]),
    ]
}
