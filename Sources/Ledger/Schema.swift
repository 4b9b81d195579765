import Store

/// The tables of the ledger, with what the database itself refuses.
enum LedgerSchema {
    static let migrations = [
        Migration(
            id: "ledger.001", summary: "Accounts, entries, postings, balances and holds",
            up: [accounts, accountIndex, entries] + entryIndexes + [
                postings,
                "CREATE INDEX ledger_posting_account ON ledger_posting (tenant, account_id, at, lane, seq, line)",
                balances, holds,
            ]
                + holdIndexes + sqliteGuards + postgresGuards,
            down: [
                "DROP TABLE ledger_hold", "DROP TABLE ledger_balance", "DROP TABLE ledger_posting",
                "DROP TABLE ledger_entry", "DROP TABLE ledger_account", "postgres: DROP FUNCTION ledger_refuse()",
                "postgres: DROP FUNCTION ledger_weigh()", "postgres: DROP FUNCTION ledger_is_open()",
            ])
    ]

    private static let accounts = """
        CREATE TABLE ledger_account (
            tenant @int NOT NULL, id @id NOT NULL, purpose @text NOT NULL, currency @text NOT NULL
                CHECK (length(currency) = 3), holder @text NOT NULL, opened_at @int NOT NULL,
            PRIMARY KEY (tenant, id), UNIQUE (tenant, purpose, currency, holder), UNIQUE (tenant, id, currency)
        ) @strict
        """

    private static let accountIndex = "CREATE INDEX ledger_account_purpose ON ledger_account (tenant, purpose, id)"

    private static let entries = """
        CREATE TABLE ledger_entry (
            tenant @int NOT NULL, lane @int NOT NULL, seq @int NOT NULL CHECK (seq > 0), id @id NOT NULL,
            kind @text NOT NULL, document @text NOT NULL, about @text NOT NULL, at @int NOT NULL,
            recorded_at @int NOT NULL, memo @text, principal @text NOT NULL, reverses @id,
            postings @int NOT NULL CHECK (postings >= 2), amount_minor @int NOT NULL CHECK (amount_minor >= 0),
            currency @text NOT NULL, previous_hash @blob NOT NULL, hash @blob NOT NULL,
            PRIMARY KEY (tenant, lane, seq), UNIQUE (tenant, id), CHECK ((kind = 'reversal') = (reverses IS NOT NULL))
        ) @strict
        """

    private static let entryIndexes = [
        "CREATE INDEX ledger_entry_at ON ledger_entry (tenant, at, id)",
        "CREATE INDEX ledger_entry_kind ON ledger_entry (tenant, kind, at, id)",
        "CREATE INDEX ledger_entry_document ON ledger_entry (tenant, document, at, id)",
        "CREATE INDEX ledger_entry_about ON ledger_entry (tenant, about, at, id)",
        "CREATE UNIQUE INDEX ledger_entry_reverses ON ledger_entry (tenant, reverses) WHERE reverses IS NOT NULL",
    ]

    /// A posting waits for its entry: the foreign key is looked at when the transaction commits.
    private static let postings = """
        CREATE TABLE ledger_posting (
            tenant @int NOT NULL, lane @int NOT NULL, seq @int NOT NULL, line @int NOT NULL CHECK (line > 0),
            account_id @id NOT NULL, currency @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor <> 0),
            at @int NOT NULL,
            PRIMARY KEY (tenant, lane, seq, line),
            FOREIGN KEY (tenant, lane, seq) REFERENCES ledger_entry (tenant, lane, seq) DEFERRABLE INITIALLY DEFERRED,
            FOREIGN KEY (tenant, account_id, currency) REFERENCES ledger_account (tenant, id, currency)
        ) @strict
        """

    private static let balances = """
        CREATE TABLE ledger_balance (
            tenant @int NOT NULL, account_id @id NOT NULL, lane @int NOT NULL, side @int NOT NULL CHECK (side IN (1, -1)),
            debit_minor @int NOT NULL CHECK (debit_minor >= 0), credit_minor @int NOT NULL CHECK (credit_minor >= 0),
            held_minor @int NOT NULL CHECK (held_minor >= 0), limit_minor @int CHECK (limit_minor >= 0),
            PRIMARY KEY (tenant, account_id, lane),
            CHECK (limit_minor IS NULL OR (debit_minor - credit_minor) * side - held_minor + limit_minor >= 0),
            CHECK (limit_minor IS NOT NULL OR held_minor = 0), CHECK (limit_minor IS NULL OR lane = 0),
            FOREIGN KEY (tenant, account_id) REFERENCES ledger_account (tenant, id)
        ) @strict
        """

    private static let holds = """
        CREATE TABLE ledger_hold (
            tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, account_id @id NOT NULL,
            currency @text NOT NULL, amount_minor @int NOT NULL CHECK (amount_minor > 0), document @text NOT NULL,
            state @text NOT NULL CHECK (state IN ('active', 'taken', 'released')), created_at @int NOT NULL,
            closed_at @int,
            PRIMARY KEY (tenant, id), CHECK ((state = 'active') = (closed_at IS NULL)),
            FOREIGN KEY (tenant, account_id, currency) REFERENCES ledger_account (tenant, id, currency)
        ) @strict
        """

    private static let holdIndexes = [
        "CREATE INDEX ledger_hold_account ON ledger_hold (tenant, account_id, id)",
        "CREATE INDEX ledger_hold_document ON ledger_hold (tenant, document, id)",
    ]

    /// The sums of an entry's postings that are not zero, and whether there are as many as it says.
    private static let sqliteGuards = [
        """
        sqlite: CREATE TRIGGER ledger_entry_weighed BEFORE INSERT ON ledger_entry
        WHEN NEW.postings <> (SELECT count(*) FROM ledger_posting p
                WHERE p.tenant = NEW.tenant AND p.lane = NEW.lane AND p.seq = NEW.seq)
            OR EXISTS (SELECT 1 FROM ledger_posting p
                WHERE p.tenant = NEW.tenant AND p.lane = NEW.lane AND p.seq = NEW.seq
                GROUP BY p.currency HAVING sum(p.amount_minor) <> 0)
        BEGIN SELECT RAISE(ABORT, 'a ledger entry balances'); END
        """,
        """
        sqlite: CREATE TRIGGER ledger_posting_open BEFORE INSERT ON ledger_posting
        WHEN EXISTS (SELECT 1 FROM ledger_entry e
            WHERE e.tenant = NEW.tenant AND e.lane = NEW.lane AND e.seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'a ledger entry is complete when it is written'); END
        """,
        refusal("UPDATE", of: "ledger_entry"), refusal("DELETE", of: "ledger_entry"),
        refusal("UPDATE", of: "ledger_posting"), refusal("DELETE", of: "ledger_posting"),
    ]

    private static func refusal(_ change: String, of table: String) -> String {
        """
        sqlite: CREATE TRIGGER \(table)_no_\(change.lowercased()) BEFORE \(change) ON \(table)
        BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
        """
    }

    private static let postgresGuards = [
        """
        postgres: CREATE FUNCTION ledger_weigh() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.postings <> (SELECT count(*) FROM ledger_posting p
                    WHERE p.tenant = NEW.tenant AND p.lane = NEW.lane AND p.seq = NEW.seq)
                OR EXISTS (SELECT 1 FROM ledger_posting p
                    WHERE p.tenant = NEW.tenant AND p.lane = NEW.lane AND p.seq = NEW.seq
                    GROUP BY p.currency HAVING sum(p.amount_minor) <> 0)
            THEN RAISE EXCEPTION 'a ledger entry balances'; END IF;
            RETURN NEW;
        END $$
        """,
        """
        postgres: CREATE FUNCTION ledger_is_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM ledger_entry e
                WHERE e.tenant = NEW.tenant AND e.lane = NEW.lane AND e.seq = NEW.seq)
            THEN RAISE EXCEPTION 'a ledger entry is complete when it is written'; END IF;
            RETURN NEW;
        END $$
        """,
        """
        postgres: CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
        """,
        """
        postgres: CREATE TRIGGER ledger_entry_weighed BEFORE INSERT ON ledger_entry
        FOR EACH ROW EXECUTE FUNCTION ledger_weigh()
        """,
        """
        postgres: CREATE TRIGGER ledger_posting_open BEFORE INSERT ON ledger_posting
        FOR EACH ROW EXECUTE FUNCTION ledger_is_open()
        """,
        """
        postgres: CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
        """,
        """
        postgres: CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
        """,
    ]
}
