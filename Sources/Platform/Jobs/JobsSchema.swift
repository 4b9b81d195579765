import Store

/// The tables of jobs, schedules and workflows.
enum JobsSchema {
    static let migrations = [
        Migration(
            id: "jobs.001", summary: "Jobs and what came of each attempt",
            up: [
                """
                CREATE TABLE job (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, name @text NOT NULL, queue @text NOT NULL,
                    input @text NOT NULL, priority @int NOT NULL CHECK (priority BETWEEN -9 AND 9), due_at @int NOT NULL,
                    state @text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'cancelled')),
                    attempts @int NOT NULL CHECK (attempts >= 0), token @int NOT NULL CHECK (token >= 0),
                    lease_until @int, worker @text, key @text, subject @text, principal @text NOT NULL,
                    request_id @text NOT NULL, reason_code @text, error @text, created_at @int NOT NULL, started_at @int,
                    finished_at @int,
                    PRIMARY KEY (tenant, id),
                    CHECK ((state = 'running') = (lease_until IS NOT NULL)), CHECK ((state = 'running') = (worker IS NOT NULL)),
                    CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL)),
                    CHECK (state <> 'dead' OR error IS NOT NULL)
                ) @strict
                """,
                "CREATE INDEX job_next ON job (tenant, queue, priority, due_at, id) WHERE state = 'waiting'",
                "CREATE INDEX job_due ON job (tenant, queue, due_at) WHERE state = 'waiting'",
                "CREATE INDEX job_lease ON job (tenant, lease_until) WHERE state = 'running'",
                """
                CREATE UNIQUE INDEX job_key ON job (tenant, name, key)
                WHERE key IS NOT NULL AND state IN ('waiting', 'running')
                """,
                "CREATE INDEX job_keyed ON job (tenant, name, key, id) WHERE key IS NOT NULL",
                "CREATE INDEX job_state ON job (tenant, state, id)",
                "CREATE INDEX job_name ON job (tenant, name, id)",
                "CREATE INDEX job_subject ON job (tenant, subject, id) WHERE subject IS NOT NULL",
                "CREATE INDEX job_ended ON job (tenant, finished_at) WHERE state IN ('done', 'cancelled')",
                """
                CREATE TABLE job_attempt (
                    tenant @int NOT NULL, job @id NOT NULL, token @int NOT NULL, queue @text NOT NULL, worker @text NOT NULL,
                    outcome @text NOT NULL
                        CHECK (outcome IN ('done', 'again', 'failed', 'lost', 'given_back', 'cancelled')),
                    waited_ms @int NOT NULL, started_at @int NOT NULL, ended_at @int NOT NULL, reason_code @text, error @text,
                    PRIMARY KEY (tenant, job, token),
                    FOREIGN KEY (tenant, job) REFERENCES job (tenant, id) ON DELETE CASCADE
                ) @strict
                """,
                "CREATE INDEX job_attempt_ended ON job_attempt (tenant, ended_at)",
                // Work that is not finished is never lost, and a lease is never older than the one before it.
                """
                sqlite: CREATE TRIGGER job_no_loss BEFORE DELETE ON job WHEN OLD.state NOT IN ('done', 'cancelled')
                BEGIN SELECT RAISE(ABORT, 'an unfinished job cannot be deleted'); END
                """,
                """
                sqlite: CREATE TRIGGER job_token BEFORE UPDATE OF token ON job WHEN NEW.token < OLD.token
                BEGIN SELECT RAISE(ABORT, 'a fencing token only grows'); END
                """,
                """
                postgres: CREATE FUNCTION job_guard() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'an unfinished job cannot be deleted';
                    END IF;
                    RAISE EXCEPTION 'a fencing token only grows';
                END $$
                """,
                """
                postgres: CREATE TRIGGER job_no_loss BEFORE DELETE ON job FOR EACH ROW
                WHEN (OLD.state NOT IN ('done', 'cancelled')) EXECUTE FUNCTION job_guard()
                """,
                """
                postgres: CREATE TRIGGER job_token BEFORE UPDATE OF token ON job FOR EACH ROW
                WHEN (NEW.token < OLD.token) EXECUTE FUNCTION job_guard()
                """,
            ],
            down: ["DROP TABLE job_attempt", "DROP TABLE job", "postgres: DROP FUNCTION job_guard()"]),
        Migration(
            id: "jobs.002", summary: "Schedules",
            up: [
                """
                CREATE TABLE schedule (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, name @text NOT NULL, own_cron @text,
                    cron @text NOT NULL, zone @text NOT NULL, state @text NOT NULL CHECK (state IN ('active', 'paused')),
                    planned_at @int NOT NULL, next_at @int, last_at @int, last_job @id, created_at @int NOT NULL,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, name), CHECK (next_at > planned_at),
                    CHECK (own_cron IS NULL OR own_cron = cron)
                ) @strict
                """,
                "CREATE INDEX schedule_next ON schedule (next_at, tenant) WHERE state = 'active'",
            ],
            down: ["DROP TABLE schedule"]),
        Migration(
            id: "jobs.003", summary: "Workflows and their steps",
            up: [
                """
                CREATE TABLE workflow (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, name @text NOT NULL, subject @text NOT NULL,
                    input @text NOT NULL, body @text NOT NULL, round @int NOT NULL CHECK (round > 0),
                    state @text NOT NULL CHECK (state IN ('running', 'undoing', 'done', 'undone', 'stuck')),
                    step @int NOT NULL, attempts @int NOT NULL CHECK (attempts >= 0), key @text, principal @text NOT NULL,
                    request_id @text NOT NULL, reason_code @text, error @text, created_at @int NOT NULL,
                    updated_at @int NOT NULL, finished_at @int,
                    PRIMARY KEY (tenant, id),
                    CHECK ((state IN ('running', 'undoing')) = (finished_at IS NULL)),
                    CHECK (state IN ('running', 'done') OR error IS NOT NULL)
                ) @strict
                """,
                "CREATE INDEX workflow_state ON workflow (tenant, state, id)",
                "CREATE INDEX workflow_name ON workflow (tenant, name, id)",
                "CREATE INDEX workflow_subject ON workflow (tenant, subject, id)",
                """
                CREATE UNIQUE INDEX workflow_key ON workflow (tenant, name, key)
                WHERE key IS NOT NULL AND state IN ('running', 'undoing')
                """,
                """
                CREATE TABLE workflow_step (
                    tenant @int NOT NULL, workflow @id NOT NULL, round @int NOT NULL, position @int NOT NULL, name @text NOT NULL,
                    state @text NOT NULL
                        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'undoing', 'undone', 'kept', 'stuck')),
                    attempts @int NOT NULL, reason_code @text, error @text, started_at @int, ended_at @int, undone_at @int,
                    PRIMARY KEY (tenant, workflow, round, position),
                    FOREIGN KEY (tenant, workflow) REFERENCES workflow (tenant, id) ON DELETE CASCADE
                ) @strict
                """,
            ],
            down: ["DROP TABLE workflow_step", "DROP TABLE workflow"]),
        Migration(
            id: "jobs.004", summary: "What the nightly checks found",
            up: [
                """
                CREATE TABLE proof (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, name @text NOT NULL, promise @text NOT NULL,
                    state @text NOT NULL CHECK (state IN ('holds', 'drifts')), count @int NOT NULL,
                    findings @text NOT NULL, checked_at @int NOT NULL, since @int NOT NULL,
                    PRIMARY KEY (tenant, id), UNIQUE (tenant, name), CHECK ((state = 'holds') = (count = 0))
                ) @strict
                """
            ],
            down: ["DROP TABLE proof"]),
    ]
}
