import Store

/// The tables of approvals as they are since policies, votes and previews: the first table is taken over whole.
enum ApprovalSchema {
    static let migrations = [
        Migration(
            id: "approvals.001", summary: "Approvals with policies, votes and previews",
            up: [
                """
                CREATE TABLE approval_next (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, action @text NOT NULL, input @text NOT NULL,
                    digest @text NOT NULL, requested_by @text NOT NULL, request_key @text,
                    status @text NOT NULL CHECK (status IN
                        ('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'void', 'failed')),
                    created_at @int NOT NULL, decided_by @text, decided_at @int, notes @text, asker @text NOT NULL,
                    about @text, policy @id, quorum @int NOT NULL CHECK (quorum BETWEEN 1 AND 5),
                    votes @int NOT NULL CHECK (votes >= 0 AND votes <= quorum), decider_role @text,
                    decider_permission @text, expires_at @int, preview @text, preview_digest @text, executed_digest @text,
                    problem @text, drift @text,
                    PRIMARY KEY (tenant, id),
                    CHECK (decided_by IS NULL OR (decided_by <> requested_by AND decided_by <> asker)),
                    CHECK ((status = 'pending') = (decided_at IS NULL)),
                    CHECK (status <> 'approved' OR votes = quorum),
                    CHECK (status <> 'pending' OR votes < quorum),
                    CHECK (status <> 'approved' OR coalesce(executed_digest, '') = coalesce(preview_digest, '')),
                    CHECK (status = 'approved' OR executed_digest IS NULL),
                    CHECK ((status = 'void') = (drift IS NOT NULL)), CHECK ((status = 'failed') = (problem IS NOT NULL))
                ) @strict
                """,
                """
                INSERT INTO approval_next (tenant, id, version, action, input, digest, requested_by, request_key, status,
                    created_at, decided_by, decided_at, notes, asker, quorum, votes)
                SELECT tenant, id, version, action, input, digest, requested_by, request_key, status, created_at,
                    decided_by, decided_at, notes, requested_by, 1, CASE status WHEN 'approved' THEN 1 ELSE 0 END
                FROM approval
                """,
                "DROP TABLE approval", "ALTER TABLE approval_next RENAME TO approval",
                "CREATE INDEX approval_status ON approval (tenant, status, id)",
                "CREATE INDEX approval_asker ON approval (tenant, asker, id)",
                "CREATE INDEX approval_about ON approval (tenant, about, id) WHERE about IS NOT NULL",
                "CREATE INDEX approval_due ON approval (tenant, expires_at, id) WHERE status = 'pending'",
                """
                CREATE UNIQUE INDEX approval_request ON approval (tenant, requested_by, action, request_key)
                WHERE request_key IS NOT NULL
                """,
                """
                CREATE TABLE approval_event (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, approval @id NOT NULL,
                    kind @text NOT NULL CHECK (kind IN ('requested', 'approved', 'rejected', 'withdrawn', 'delegated',
                        'expired', 'voided', 'executed', 'failed')),
                    actor @text NOT NULL, voter @text NOT NULL, asker @text NOT NULL, notes @text, at @int NOT NULL,
                    PRIMARY KEY (tenant, id), FOREIGN KEY (tenant, approval) REFERENCES approval (tenant, id),
                    CHECK (kind NOT IN ('approved', 'rejected') OR (actor <> asker AND voter <> asker))
                ) @strict
                """,
                "CREATE INDEX approval_event_approval ON approval_event (tenant, approval, id)",
                """
                CREATE UNIQUE INDEX approval_event_voter ON approval_event (tenant, approval, voter)
                WHERE kind IN ('approved', 'rejected')
                """,
                """
                CREATE UNIQUE INDEX approval_event_actor ON approval_event (tenant, approval, actor)
                WHERE kind IN ('approved', 'rejected')
                """,
                """
                CREATE UNIQUE INDEX approval_event_outcome ON approval_event (tenant, approval)
                WHERE kind IN ('rejected', 'withdrawn', 'expired', 'voided', 'executed', 'failed')
                """,
                """
                INSERT INTO approval_event (tenant, id, version, approval, kind, actor, voter, asker, notes, at)
                SELECT tenant, id, 1, id, status, decided_by, decided_by, asker, notes, decided_at
                FROM approval WHERE decided_by IS NOT NULL AND status IN ('approved', 'rejected')
                """,
                """
                CREATE TABLE approval_delegation (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, lender @text NOT NULL,
                    delegate @text NOT NULL, approval @id, created_at @int NOT NULL, until @int NOT NULL, ended_at @int,
                    PRIMARY KEY (tenant, id), CHECK (lender <> delegate), CHECK (until > created_at)
                ) @strict
                """,
                "CREATE INDEX approval_delegation_lender ON approval_delegation (tenant, lender, delegate, until)",
            ],
            down: [
                "DROP TABLE approval_delegation", "DROP TABLE approval_event",
                """
                CREATE TABLE approval_before (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, action @text NOT NULL, input @text NOT NULL,
                    digest @text NOT NULL, requested_by @text NOT NULL, request_key @text,
                    status @text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
                    created_at @int NOT NULL, decided_by @text, decided_at @int, notes @text,
                    PRIMARY KEY (tenant, id),
                    CHECK (decided_by IS NULL OR decided_by <> requested_by),
                    CHECK ((status = 'pending') = (decided_at IS NULL))
                ) @strict
                """,
                """
                INSERT INTO approval_before (tenant, id, version, action, input, digest, requested_by, request_key, status,
                    created_at, decided_by, decided_at, notes)
                SELECT tenant, id, version, action, input, digest, requested_by, request_key,
                    CASE WHEN status IN ('pending', 'approved') THEN status ELSE 'rejected' END, created_at, decided_by,
                    decided_at, notes
                FROM approval
                """,
                "DROP TABLE approval", "ALTER TABLE approval_before RENAME TO approval",
                "CREATE INDEX approval_status ON approval (tenant, status, id)",
                """
                CREATE UNIQUE INDEX approval_request ON approval (tenant, requested_by, action, request_key)
                WHERE request_key IS NOT NULL
                """,
            ])
    ]
}
