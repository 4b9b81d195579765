import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct MigrationTests {
    private static let more = Migration(
        id: "sample.002", summary: "Gives items a label.",
        up: [
            "ALTER TABLE item ADD COLUMN label @text", "CREATE INDEX item_label ON item (tenant, label)",
            "sqlite: CREATE TABLE only_sqlite (id INTEGER PRIMARY KEY) STRICT",
            "postgres: CREATE TABLE only_postgres (id BIGINT PRIMARY KEY)",
        ],
        down: [
            "sqlite: DROP TABLE only_sqlite", "postgres: DROP TABLE only_postgres", "DROP INDEX item_label",
            "ALTER TABLE item DROP COLUMN label",
        ],
        backfill: """
            UPDATE item SET label = name WHERE tenant = 1 AND id IN (SELECT id FROM item WHERE label IS NULL ORDER BY id LIMIT 10)
            """)

    @Test(arguments: Engine.available)
    func upAppliesInOrderAndOnce(on engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        let migrator = Migrator([Sample.migration, Self.more])
        #expect(try await migrator.drift(store) == ["No migration was ever applied."])
        #expect(try await migrator.plan(store).map(\.id) == ["sample.001", "sample.002"])
        #expect(try await migrator.up(store) == ["sample.001", "sample.002"])
        #expect(try await migrator.up(store) == [])
        #expect(try await migrator.plan(store) == [])
        #expect(try await migrator.drift(store) == [])
    }

    @Test(arguments: Engine.available)
    func backfillRunsInBatchesUntilNothingIsLeft(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            for n in 1...35 { try db.addItem(UInt64(n), "n\(n)") }
        }
        #expect(try await Migrator([Sample.migration, Self.more]).up(store) == ["sample.002"])
        let left: Int? = try await store.read { (db: Connection) throws -> Int? in
            try db.scalar("SELECT count(*) FROM item WHERE label IS NULL OR label <> name")
        }
        #expect(left == 0)
    }

    @Test(arguments: Engine.available)
    func thePlanSaysWhatItTouches(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in for n in 1...7 { try db.addItem(UInt64(n), "n\(n)") }
        }
        try await store.exclusively { (db: Connection) throws -> Void in try db.execute("ANALYZE") }
        let plan = try await Migrator([Sample.migration, Self.more]).plan(store)
        let step = try #require(plan.first)
        #expect(plan.count == 1 && step.rows == ["item": 7])
        #expect(step.statements.count == 3)
        #expect(step.description.contains("touches item, about 7 rows"))
        #expect(
            step.description.contains(
                engine == .sqlite ? "ADD COLUMN label TEXT;" : "ADD COLUMN label TEXT COLLATE \"C\";"))
    }

    @Test(arguments: Engine.available)
    func downUndoesNewestFirst(on engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        let migrator = Migrator([Sample.migration, Self.more])
        try await migrator.up(store)
        #expect(try await migrator.down(store, to: "sample.001") == ["sample.002"])
        #expect(try await migrator.drift(store) == [])
        #expect(try await migrator.down(store, to: nil) == ["sample.001"])
        #expect(try await migrator.up(store) == ["sample.001", "sample.002"])
        await #expect(throws: Problem.self) { try await migrator.down(store, to: "nowhere") }
    }

    @Test(arguments: Engine.available)
    func whatCannotBeUndoneIsRefusedBeforeAnythingHappens(on engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        let final = Migration(id: "sample.003", summary: "Final.", up: ["DROP TABLE tally"])
        let migrator = Migrator([Sample.migration, final, Self.more])
        try await migrator.up(store)
        let problem = await #expect(throws: Problem.self) { try await migrator.down(store, to: "sample.001") }
        #expect(problem?.code == "store.irreversible_migration")
        #expect(try await migrator.drift(store) == [])
    }

    @Test(arguments: Engine.available)
    func driftNamesEveryDifference(on engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        try await Migrator([Sample.migration, Self.more]).up(store)
        var edited = Sample.migration
        edited.up[2] += " -- edited"
        try await store.exclusively { (db: Connection) throws -> Void in
            try db.execute("DROP TABLE part")
            try db.execute("CREATE TABLE stray (id \(sqlite: "INTEGER", postgres: "BIGINT"))")
        }
        let drift = try await Migrator([edited]).drift(store)
        #expect(
            drift == [
                "Migration sample.001 was changed after it was applied.",
                "Migration sample.002 was applied but this version does not know it.",
                "Table part is missing.",
                "Table \(engine == .sqlite ? "only_sqlite" : "only_postgres") does not come from any migration.",
                "Table stray does not come from any migration.",
            ])
    }

    @Test(arguments: Engine.available)
    func whiteSpaceIsNoDrift(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        var reformatted = Sample.migration
        reformatted.up = reformatted.up.map { (text: String) -> String in
            "  " + text.split(separator: " ").joined(separator: "\n  ")
        }
        #expect(try await Migrator([reformatted]).drift(store) == [])
    }

    @Test(arguments: Engine.available)
    func aFailingMigrationLeavesNothingBehind(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let broken = Migration(
            id: "sample.004", summary: "Broken.",
            up: ["CREATE TABLE fresh (id @int NOT NULL)", "ALTER TABLE missing ADD COLUMN x @int"])
        _ = await databaseError { try await Migrator([Sample.migration, broken]).up(store) }
        #expect(try await Migrator([Sample.migration]).drift(store) == [])
        let unknown = Migration(id: "sample.005", summary: "Typo.", up: ["CREATE TABLE fresh (id @integer)"])
        let problem = await #expect(throws: Problem.self) { try await Migrator([unknown]).up(store) }
        #expect(problem?.code == "store.unknown_ddl_word")
        let twice = await #expect(throws: Problem.self) { try await Migrator([broken, broken]).plan(store) }
        #expect(twice?.code == "store.duplicate_migration")
    }

    @Test(arguments: Engine.available)
    func concurrentStartersApplyOnce(on engine: Engine) async throws {
        let address = try TestStore.address(engine)
        defer { address.remove() }
        let stores = try (0..<3).map { (_: Int) throws -> Store in
            try Store.open(address.url, options: StoreOptions(synchronous: .off))
        }
        let migrator = Migrator([Sample.migration, Self.more])
        let applied = try await withThrowingTaskGroup(of: [String].self) {
            (group: inout ThrowingTaskGroup<[String], any Error>) -> [String] in
            for store in stores { group.addTask { try await migrator.up(store) } }
            return try await group.reduce(into: []) { (all: inout [String], ids: [String]) -> Void in all += ids }
        }
        #expect(applied.filter { $0 == "sample.001" }.count == 1)
        #expect(applied.contains("sample.002"))
        #expect(try await migrator.drift(stores[0]) == [])
        for store in stores { await store.close() }
    }

    @Test(arguments: Engine.available)
    func wordsInTextAndCommentsAreLeftAlone(on engine: Engine) async throws {
        let store = try await TestStore.fresh(engine)
        let wordy = Migration(
            id: "wordy.001", summary: "Words.",
            up: [
                "CREATE TABLE wordy (id @int NOT NULL, -- don't touch: @nothing\n mail @text NOT NULL DEFAULT 'a@int.example', PRIMARY KEY (id)) @rowid"
            ])
        try await Migrator([wordy]).up(store)
        let mail = try await store.write { (db: Connection) throws -> String? in
            try db.scalar("INSERT INTO wordy (id) VALUES (1) RETURNING mail")
        }
        #expect(mail == "a@int.example")
    }

    @Test func tablesRebuiltOnSQLiteKeepTheirForeignKeysChecked() async throws {
        let store = try await Sample.store(.sqlite)
        try await store.write { (db: Connection) throws -> Void in
            try db.addItem(1, "a")
            try db.execute("INSERT INTO part (tenant, id, item) VALUES (1, 1, \(Sample.id(1)))")
        }
        let orphaning = Migration(id: "sample.006", summary: "Empties items.", up: ["DELETE FROM item"])
        let error = await databaseError { try await Migrator([Sample.migration, orphaning]).up(store) }
        #expect(error?.kind == .foreignKey)
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 1)
        let enforced = await databaseError {
            try await store.write { (db: Connection) throws -> Void in try db.execute("DELETE FROM item") }
        }
        #expect(enforced?.kind == .foreignKey)
    }
}
