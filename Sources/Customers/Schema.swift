import Store

/// The module's tables. Released migrations are never edited; changes are appended.
enum CustomersSchema {
    static let migrations = [
        Migration(
            id: "customers.001", summary: "Customers, their numbers and their tags",
            up: [
                """
                CREATE TABLE customer (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    number @text NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
                    name @text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                    email @text, phone @text, country @text, note @text,
                    created_at @int NOT NULL, archived_at @int, import_id @text,
                    name_key @text NOT NULL, email_key @text, search @text NOT NULL,
                    PRIMARY KEY (tenant, id),
                    CHECK ((email IS NULL) = (email_key IS NULL))
                ) @strict
                """,
                "CREATE UNIQUE INDEX customer_number ON customer (tenant, number)",
                "CREATE UNIQUE INDEX customer_email ON customer (tenant, email_key)",
                "CREATE INDEX customer_name ON customer (tenant, name_key, id)",
                """
                CREATE TABLE customer_number_counter (
                    tenant @int NOT NULL PRIMARY KEY, last @int NOT NULL CHECK (last > 0)
                ) @strict
                """,
                """
                CREATE TABLE customer_tag (
                    tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL,
                    name @text NOT NULL CHECK (length(name) BETWEEN 1 AND 60), created_at @int NOT NULL,
                    name_key @text NOT NULL,
                    PRIMARY KEY (tenant, id)
                ) @strict
                """,
                "CREATE UNIQUE INDEX customer_tag_name ON customer_tag (tenant, name_key)",
                """
                CREATE TABLE customer_tag_link (
                    tenant @int NOT NULL, customer @id NOT NULL, tag @id NOT NULL,
                    PRIMARY KEY (tenant, customer, tag),
                    FOREIGN KEY (tenant, customer) REFERENCES customer (tenant, id),
                    FOREIGN KEY (tenant, tag) REFERENCES customer_tag (tenant, id)
                ) @strict
                """,
                "CREATE INDEX customer_tag_link_tag ON customer_tag_link (tenant, tag, customer)",
            ],
            down: [
                "DROP TABLE customer_tag_link", "DROP TABLE customer_tag", "DROP TABLE customer_number_counter",
                "DROP TABLE customer",
            ]),
        Migration(
            id: "customers.002", summary: "Lists by country",
            up: ["CREATE INDEX customer_country ON customer (tenant, country, id)"],
            down: ["DROP INDEX customer_country"]),
        Migration(
            id: "customers.003", summary: "What customers are found by, word for word",
            up: [
                """
                CREATE TABLE customer_word (
                    tenant @int NOT NULL, customer @id NOT NULL, word @text NOT NULL,
                    PRIMARY KEY (tenant, customer, word),
                    FOREIGN KEY (tenant, customer) REFERENCES customer (tenant, id) ON DELETE CASCADE
                ) @strict
                """,
                "CREATE INDEX customer_word_word ON customer_word (tenant, word, customer)",
            ],
            down: ["DROP TABLE customer_word"], backfill: wordsOfExisting),
        Migration(
            id: "customers.004", summary: "The archived ones",
            up: ["CREATE INDEX customer_archived ON customer (tenant, id) WHERE archived_at IS NOT NULL"],
            down: ["DROP INDEX customer_archived"]),
    ]

    /// The words of customers who have none yet, made as `CustomerWords` makes them: a step for each character of the
    /// search text from its end, with what stands between the place and the next space.
    private static let wordsOfExisting = """
        INSERT INTO customer_word (tenant, customer, word)
        WITH RECURSIVE unread (tenant, id, search) AS (
            SELECT c.tenant, c.id, c.search FROM customer c
            WHERE NOT EXISTS (SELECT 1 FROM customer_word w WHERE w.tenant = c.tenant AND w.customer = c.id)
            LIMIT 2000),
        place (tenant, id, search, at, rest) AS (
            SELECT tenant, id, search, length(search) + 1, substr(search, 1, 0) FROM unread
            UNION ALL
            SELECT tenant, id, search, at - 1,
                CASE WHEN substr(search, at - 1, 1) = ' ' THEN substr(search, 1, 0)
                    ELSE substr(search, at - 1, 1) || rest END
            FROM place WHERE at > 1),
        begun (tenant, id, at, rest, this, behind) AS (
            SELECT tenant, id, at, rest, substr(search, at, 1), substr(search, at - 1, 1) FROM place WHERE rest <> '')
        SELECT DISTINCT tenant, id, substr(rest, 1, 64) FROM begun
        WHERE at = 1 OR (this BETWEEN '0' AND '9' AND length(rest) >= 3)
            OR ((this BETWEEN '0' AND '9' OR this BETWEEN 'a' AND 'z' OR this > '~')
                AND NOT (behind BETWEEN '0' AND '9' OR behind BETWEEN 'a' AND 'z' OR behind > '~'))
        """
}
