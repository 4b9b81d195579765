import Kernel

extension Migrator {
    /// How the database differs from what its migrations say: sentences for people, none when all is well. Migrations that
    /// are not applied yet are the plan's business, not drift.
    public func drift(_ store: Store) async throws -> [String] {
        try await store.read { (connection: Connection) throws -> [String] in
            let applied = try MigrationJournal.entries(connection)
            let tables = try MigrationJournal.tables(connection)
            let expected = try expectedTables(applied, connection.engine)
            return changed(applied) + compare(expected: expected, found: tables)
        }
    }

    private func changed(_ applied: [String: MigrationJournal.Entry]) -> [String] {
        var findings: [String] = []
        var known: Set<String> = []
        for migration in migrations {
            known.insert(migration.id)
            guard let entry = applied[migration.id], entry.checksum != migration.checksum else { continue }
            findings.append("Migration \(migration.id) was changed after it was applied.")
        }
        for id in applied.keys.sorted() where !known.contains(id) {
            findings.append("Migration \(id) was applied but this version does not know it.")
        }
        return findings
    }

    private func expectedTables(_ applied: [String: MigrationJournal.Entry], _ engine: Engine) throws -> Set<String> {
        var tables: Set<String> = [MigrationJournal.table]
        for migration in migrations where applied[migration.id] != nil {
            for statement in try Self.render(migration.up, engine, migration) {
                switch DDL.effect(of: statement) {
                case .creates(let table): tables.insert(table)
                case .drops(let table): tables.remove(table)
                case .renames(let table, to: let name):
                    tables.remove(table)
                    tables.insert(name)
                case .touches, nil: continue
                }
            }
        }
        return tables
    }

    private func compare(expected: Set<String>, found: Set<String>) -> [String] {
        let missing = expected.subtracting(found).sorted().map { (table: String) -> String in
            table == MigrationJournal.table
                ? "No migration was ever applied." : "Table \(table) is missing."
        }
        let unknown = found.subtracting(expected).sorted().map { (table: String) -> String in
            "Table \(table) does not come from any migration."
        }
        return missing + unknown
    }
}
