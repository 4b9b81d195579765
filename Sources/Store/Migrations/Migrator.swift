import Kernel

/// Brings a database to the schema of this program, and tells how far it is from it.
public struct Migrator: Sendable {
    /// The migrations, oldest first.
    public let migrations: [Migration]

    public init(_ migrations: [Migration]) { self.migrations = migrations }

    /// What `up` would do, in order. Nothing is changed.
    public func plan(_ store: Store) async throws -> [MigrationStep] {
        try check()
        let engine = store.engine
        return try await store.read { (connection: Connection) throws -> [MigrationStep] in
            let applied = try MigrationJournal.entries(connection)
            let tables = try MigrationJournal.tables(connection)
            return try migrations.compactMap { (migration: Migration) throws -> MigrationStep? in
                let entry = applied[migration.id]
                if let entry, entry.isBackfilled { return nil }
                let statements = entry == nil ? try Self.render(migration.up, engine, migration) : []
                let all = statements + (migration.backfill.map { (text: String) -> [String] in [text] } ?? [])
                return MigrationStep(
                    id: migration.id, summary: migration.summary, statements: statements, backfill: migration.backfill,
                    rows: try Self.estimate(all, connection, tables))
            }
        }
    }

    /// Applies what is missing, each migration in a transaction of its own, and returns the ids. Several processes may call
    /// it at the same time: one works, the others wait and then find nothing to do.
    @discardableResult public func up(_ store: Store) async throws -> [String] {
        try check()
        let (clock, schema) = (store.options.clock, store.schema)
        return try await store.exclusively { (connection: Connection) throws -> [String] in
            try connection.transaction { () throws -> Void in try MigrationJournal.create(connection, schema: schema) }
            var done: [String] = []
            for migration in migrations {
                let isNew = try Self.withoutForeignKeys(connection) { () throws -> Bool in
                    try Self.apply(migration, at: clock.now, connection)
                }
                let isFilled = try Self.fill(migration, connection)
                if isNew || isFilled { done.append(migration.id) }
            }
            try PlannerStatistics.ensure(connection)
            return done
        }
    }

    /// Makes a migrated database ready for this build: what SQLite's planner is told about its tables is written where it
    /// is missing or outdated. Cheap when all is well. True when something was written.
    @discardableResult public func prepare(_ store: Store) async throws -> Bool {
        if store.engine == .postgres { return false }
        return try await store.exclusively { (connection: Connection) throws -> Bool in
            try PlannerStatistics.ensure(connection)
        }
    }

    /// Undoes every migration after `id` (all of them when nil), newest first, and returns the ids.
    @discardableResult public func down(_ store: Store, to id: String?) async throws -> [String] {
        try check()
        let later = try migrations(after: id)
        return try await store.exclusively { (connection: Connection) throws -> [String] in
            let applied = try MigrationJournal.entries(connection)
            let undone = later.reversed().filter { (migration: Migration) -> Bool in applied[migration.id] != nil }
            if let stuck = undone.first(where: { (migration: Migration) -> Bool in migration.down.isEmpty }) {
                throw Problem(
                    .conflict, "store.irreversible_migration", "Migration \(stuck.id) cannot be undone.",
                    remedy: "Restore a backup taken before it.")
            }
            for migration in undone {
                try Self.withoutForeignKeys(connection) { () throws -> Void in try Self.undo(migration, connection) }
            }
            return undone.map { (migration: Migration) -> String in migration.id }
        }
    }

    // MARK: Parts

    private func check() throws {
        var seen: Set<String> = []
        for migration in migrations where !seen.insert(migration.id).inserted {
            throw Problem(.internal, "store.duplicate_migration", "Two migrations are called \(migration.id).")
        }
    }

    private func migrations(after id: String?) throws -> ArraySlice<Migration> {
        guard let id else { return migrations[...] }
        guard let index = migrations.firstIndex(where: { (migration: Migration) -> Bool in migration.id == id }) else {
            throw Problem(.notFound, "store.unknown_migration", "There is no migration \(id).")
        }
        return migrations[(index + 1)...]
    }

    static func render(_ statements: [String], _ engine: Engine, _ migration: Migration) throws -> [String] {
        try statements.compactMap { (statement: String) throws -> String? in
            try DDL.render(statement, for: engine, in: migration.id)
        }
    }

    /// Reads the journal again inside the transaction: another process may have been faster.
    private static func apply(_ migration: Migration, at now: Instant, _ connection: Connection) throws -> Bool {
        try connection.transaction { () throws -> Bool in
            let known: Int? = try connection.scalar("SELECT 1 FROM martlet_migration WHERE id = \(migration.id)")
            if known != nil { return false }
            for statement in try render(migration.up, connection.engine, migration) { try connection.define(statement) }
            try checkForeignKeys(connection)
            try MigrationJournal.record(migration, at: now, connection)
            return true
        }
    }

    private static func undo(_ migration: Migration, _ connection: Connection) throws {
        try connection.transaction { () throws -> Void in
            for statement in try render(migration.down, connection.engine, migration) {
                try connection.define(statement)
            }
            try checkForeignKeys(connection)
            try MigrationJournal.forget(migration.id, connection)
        }
    }

    private static func fill(_ migration: Migration, _ connection: Connection) throws -> Bool {
        guard let backfill = migration.backfill,
            let text = try DDL.render(backfill, for: connection.engine, in: migration.id)
        else { return false }
        let isDone: Bool =
            try connection.scalar("SELECT backfilled FROM martlet_migration WHERE id = \(migration.id)") ?? false
        if isDone { return false }
        var changed = 1
        while changed > 0 {
            changed = try connection.transaction { () throws -> Int in try connection.execute(SQL(trusted: text)) }
        }
        try connection.transaction { () throws -> Void in try MigrationJournal.markBackfilled(migration.id, connection)
        }
        return true
    }

    /// SQLite rebuilds tables with foreign keys off and checks them before the commit.
    private static func withoutForeignKeys<Value>(_ connection: Connection, _ body: () throws -> Value) throws -> Value
    {
        guard connection.engine == .sqlite else { return try body() }
        try connection.control("PRAGMA foreign_keys = OFF")
        let result = Result { () throws -> Value in try body() }
        try connection.control("PRAGMA foreign_keys = ON")
        return try result.get()
    }

    private static func checkForeignKeys(_ connection: Connection) throws {
        guard connection.engine == .sqlite else { return }
        let broken: String? = try connection.scalar("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")
        if let broken { throw DBError(.foreignKey, "the migration leaves rows of \(broken) that point nowhere") }
    }

    private static func estimate(
        _ statements: [String], _ connection: Connection, _ tables: Set<String>
    ) throws -> [String: Int64] {
        var rows: [String: Int64] = [:]
        for statement in statements {
            let name: String
            switch DDL.effect(of: statement) {
            case .drops(let table), .touches(let table), .renames(let table, to: _): name = table
            case .creates, nil: continue
            }
            if let count = try MigrationJournal.rows(of: name, connection, tables) { rows[name] = count }
        }
        return rows
    }
}
