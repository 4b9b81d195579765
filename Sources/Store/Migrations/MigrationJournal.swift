import Kernel

/// The table in which a database remembers what was applied to it.
enum MigrationJournal {
    struct Entry: Sendable, Hashable {
        var id: String
        var checksum: String
        var isBackfilled: Bool
    }

    static let table = "martlet_migration"

    /// Makes the table where it is missing, and on PostgreSQL the schema of the database URL.
    static func create(_ connection: Connection, schema: String?) throws {
        if connection.engine == .postgres, let schema {
            let known: Int? = try connection.scalar("SELECT 1 FROM pg_namespace WHERE nspname = \(schema)")
            if known == nil { try connection.execute(SQL(trusted: "CREATE SCHEMA IF NOT EXISTS \"\(schema)\"")) }
        }
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS martlet_migration (
              id TEXT NOT NULL PRIMARY KEY,
              checksum TEXT NOT NULL,
              applied_at \(sqlite: "INTEGER", postgres: "BIGINT") NOT NULL,
              backfilled \(sqlite: "INTEGER", postgres: "SMALLINT") NOT NULL
            )\(sqlite: " STRICT", postgres: "")
            """)
    }

    /// What was applied; nothing when there is no journal yet.
    static func entries(_ connection: Connection) throws -> [String: Entry] {
        guard try tables(connection).contains(table) else { return [:] }
        var entries: [String: Entry] = [:]
        try connection.each("SELECT id, checksum, backfilled FROM martlet_migration") {
            (row: inout Row) throws -> Void in
            let entry = Entry(id: try row.next(), checksum: try row.next(), isBackfilled: try row.next())
            entries[entry.id] = entry
        }
        return entries
    }

    static func record(_ migration: Migration, at now: Instant, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO martlet_migration (id, checksum, applied_at, backfilled)
            VALUES (\(migration.id), \(migration.checksum), \(now), \(migration.backfill == nil))
            """)
    }

    static func markBackfilled(_ id: String, _ connection: Connection) throws {
        try connection.execute("UPDATE martlet_migration SET backfilled = 1 WHERE id = \(id)")
    }

    static func forget(_ id: String, _ connection: Connection) throws {
        try connection.execute("DELETE FROM martlet_migration WHERE id = \(id)")
    }

    /// The tables of the database (of the schema), without those an engine keeps for itself.
    static func tables(_ connection: Connection) throws -> Set<String> {
        let sql: SQL =
            connection.engine == .sqlite
            ? "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            : "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname = current_schema()"
        return Set(try connection.rows(sql) { (row: inout Row) throws -> String in try row.next() })
    }

    /// How many rows a table has: counted on SQLite, the planner's estimate on PostgreSQL; nil when there is no such table.
    static func rows(of table: String, _ connection: Connection, _ tables: Set<String>) throws -> Int64? {
        guard tables.contains(table) else { return nil }
        switch connection.engine {
        case .sqlite: return try connection.scalar(SQL(trusted: "SELECT count(*) FROM \"\(table)\""))
        case .postgres:
            return try connection.scalar(
                """
                SELECT greatest(reltuples, 0)::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND c.relname = \(table)
                """)
        }
    }
}
