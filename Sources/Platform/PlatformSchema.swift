import Store

/// The platform's tables.
enum PlatformSchema {
    static let migrations = [
        Migration(
            id: "platform.001", summary: "Shops, settings, idempotency keys, audit, events, approvals",
            up: [
                """
                CREATE TABLE shop (
                    tenant @int NOT NULL PRIMARY KEY, id @id NOT NULL UNIQUE, slug @text NOT NULL UNIQUE, name @text NOT NULL,
                    currency @text NOT NULL CHECK (length(currency) = 3), time_zone @text NOT NULL, created_at @int NOT NULL
                ) @rowid
                """,
                """
                CREATE TABLE setting (
                    tenant @int NOT NULL, key @text NOT NULL, value @text NOT NULL, updated_at @int NOT NULL,
                    PRIMARY KEY (tenant, key)
                ) @strict
                """,
                """
                CREATE TABLE idempotency_key (
                    tenant @int NOT NULL, principal @text NOT NULL, action @text NOT NULL, key @text NOT NULL,
                    digest @text NOT NULL, answer @text NOT NULL, created_at @int NOT NULL,
                    PRIMARY KEY (tenant, principal, action, key)
                ) @strict
                """,
                """
                CREATE TABLE audit_entry (
                    tenant @int NOT NULL, lane @int NOT NULL, seq @int NOT NULL CHECK (seq > 0), at @int NOT NULL,
                    principal @text NOT NULL, role @text NOT NULL, action @text NOT NULL, request_id @text NOT NULL,
                    ip @text, channel @text, subject_kind @text, subject_id @id, body @text NOT NULL,
                    previous_hash @blob NOT NULL, hash @blob NOT NULL,
                    PRIMARY KEY (tenant, lane, seq)
                ) @strict
                """,
                "CREATE INDEX audit_entry_at ON audit_entry (tenant, at, lane, seq)",
                "CREATE INDEX audit_entry_principal ON audit_entry (tenant, principal, at)",
                "CREATE INDEX audit_entry_action ON audit_entry (tenant, action, at)",
                "CREATE INDEX audit_entry_subject ON audit_entry (tenant, subject_id, at)",
                """
                CREATE TABLE event (
                    tenant @int NOT NULL, id @id NOT NULL, seq @int, name @text NOT NULL, subject_kind @text NOT NULL,
                    subject_id @id NOT NULL, occurred_at @int NOT NULL, recorded_at @int NOT NULL,
                    principal @text NOT NULL, request_id @text NOT NULL, payload @text NOT NULL,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, seq)
                ) @strict
                """,
                "postgres: ALTER TABLE event ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY",
                "postgres: CREATE INDEX event_unnumbered ON event (tenant, position) WHERE seq IS NULL",
                "CREATE INDEX event_subject ON event (tenant, subject_id, recorded_at)",
                """
                CREATE TABLE event_cursor (
                    tenant @int NOT NULL, subscriber @text NOT NULL, seq @int NOT NULL,
                    PRIMARY KEY (tenant, subscriber)
                ) @strict
                """,
                """
                CREATE TABLE event_failure (
                    tenant @int NOT NULL, subscriber @text NOT NULL, seq @int NOT NULL, subject_id @id NOT NULL,
                    state @text NOT NULL CHECK (state IN ('waiting', 'dead_letter')), attempts @int NOT NULL,
                    next_attempt_at @int NOT NULL, reason @text NOT NULL,
                    PRIMARY KEY (tenant, subscriber, seq)
                ) @strict
                """,
                "CREATE INDEX event_failure_subject ON event_failure (tenant, subscriber, subject_id, seq)",
                """
                CREATE TABLE approval (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, action @text NOT NULL, input @text NOT NULL,
                    digest @text NOT NULL, requested_by @text NOT NULL, request_key @text,
                    status @text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
                    created_at @int NOT NULL, decided_by @text, decided_at @int, notes @text,
                    PRIMARY KEY (tenant, id),
                    CHECK (decided_by IS NULL OR decided_by <> requested_by),
                    CHECK ((status = 'pending') = (decided_at IS NULL))
                ) @strict
                """,
                "CREATE INDEX approval_status ON approval (tenant, status, id)",
                """
                CREATE UNIQUE INDEX approval_request ON approval (tenant, requested_by, action, request_key)
                WHERE request_key IS NOT NULL
                """,
                // The log is append-only: the database refuses what the code never does.
                """
                sqlite: CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
                BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
                """,
                """
                sqlite: CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
                BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
                """,
                """
                postgres: CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$
                """,
                """
                postgres: CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
                FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()
                """,
            ],
            down: [
                "DROP TABLE approval", "DROP TABLE event_failure", "DROP TABLE event_cursor", "DROP TABLE event",
                "DROP TABLE audit_entry", "postgres: DROP FUNCTION audit_entry_refuse()", "DROP TABLE idempotency_key",
                "DROP TABLE setting", "DROP TABLE shop",
            ]),
        Migration(
            id: "platform.002", summary: "The audit log by who did what",
            up: ["CREATE INDEX audit_entry_deed ON audit_entry (tenant, principal, action, at)"],
            down: ["DROP INDEX audit_entry_deed"]),
        // What was done to a record has an order of its own, which no clock gives. On SQLite the one chain is it. On
        // PostgreSQL two actions on one record write their rows one after the other, whichever lane they are in.
        Migration(
            id: "platform.003", summary: "The audit log of a record in the order in which things were done",
            up: [
                "postgres: ALTER TABLE audit_entry ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY",
                "DROP INDEX audit_entry_subject",
                "sqlite: CREATE INDEX audit_entry_subject ON audit_entry (tenant, subject_id, seq)",
                "postgres: CREATE INDEX audit_entry_subject ON audit_entry (tenant, subject_id, position)",
            ],
            down: [
                "DROP INDEX audit_entry_subject",
                "CREATE INDEX audit_entry_subject ON audit_entry (tenant, subject_id, at)",
                "postgres: ALTER TABLE audit_entry DROP COLUMN position",
            ]),
    ]
}
