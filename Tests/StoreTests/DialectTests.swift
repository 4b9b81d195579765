import Kernel
import Store
import StoreFixtures
import Testing

/// The same SQL means the same on both engines; where it cannot, the rule for writing it is held here.
@Suite struct DialectTests {
    private func withThree(_ engine: Engine, _ body: @escaping @Sendable (Connection) throws -> Void) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            for (number, name) in ["alpha", "Beta", "gamma"].enumerated() {
                try db.addItem(UInt64(number + 1), name, Int64(number + 1) * 10)
            }
            try body(db)
        }
    }

    @Test(arguments: Engine.available)
    func parametersHaveTypesInSelectListsAndArithmetic(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            let sum: Int? = try db.scalar("SELECT \(20) + \(22)")
            let absent: Int? = nil
            let kept: Int? = try db.scalar(
                "SELECT count(*) FROM item WHERE (\(absent) IS NULL OR amount_minor = \(absent))")
            let chosen: Int? = try db.scalar(
                "SELECT CASE WHEN amount_minor > \(15) THEN \(1) ELSE \(0) END FROM item ORDER BY id LIMIT \(1)")
            #expect(sum == 42 && kept == 3 && chosen == 0)
        }
    }

    @Test(arguments: Engine.available)
    func upsertWithConditionAndReturning(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            func raise(_ to: Int) throws -> Int? {
                try db.scalar(
                    """
                    INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(1)), 'alpha', \(to))
                    ON CONFLICT (tenant, id) DO UPDATE SET amount_minor = excluded.amount_minor
                    WHERE item.amount_minor < excluded.amount_minor RETURNING amount_minor
                    """)
            }
            #expect(try raise(99) == 99)
            #expect(try raise(5) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func likeIsCaseSensitiveAndTextSortsByBytes(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            let like: Int? = try db.scalar("SELECT count(*) FROM item WHERE name LIKE 'b%'")
            #expect(like == 0)
            let names = try db.rows("SELECT name FROM item ORDER BY name") { (row: inout Row) throws -> String in
                try row.next()
            }
            #expect(names == ["Beta", "alpha", "gamma"])
        }
    }

    @Test(arguments: Engine.available)
    func keysetPagesByRowValues(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            let page = try db.rows(
                """
                SELECT name FROM item WHERE tenant = 1 AND (amount_minor, id) < (\(30), \(Sample.id(3)))
                ORDER BY amount_minor DESC, id DESC LIMIT \(1)
                """
            ) { (row: inout Row) throws -> String in try row.next() }
            #expect(page == ["Beta"])
        }
    }

    @Test(arguments: Engine.available)
    func listsMatchAndEmptyListsMatchNothing(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            let ids: [RawID] = [1, 3, 9].map { (number: UInt64) -> RawID in Sample.id(number) }
            let some: Int? = try db.scalar("SELECT count(*) FROM item WHERE id IN \(list: ids)")
            let none: Int? = try db.scalar("SELECT count(*) FROM item WHERE id IN \(list: [RawID]())")
            #expect(some == 2 && none == 0)
        }
    }

    @Test(arguments: Engine.available)
    func sumsWindowsRecursionAndUpdateFrom(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            let sum: Int64? = try db.scalar("SELECT sum(amount_minor) FROM item")
            #expect(sum == 60)
            let running = try db.rows("SELECT sum(amount_minor) OVER (ORDER BY id) FROM item ORDER BY id") {
                (row: inout Row) throws -> Int in try row.next()
            }
            #expect(running == [10, 30, 60])
            let depth: Int? = try db.scalar(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT count(*) FROM n
                """)
            #expect(depth == 10)
            let changed = try db.execute(
                """
                UPDATE item SET amount_minor = item.amount_minor + v.column2
                FROM (VALUES (\(Sample.id(1)), \(5)), (\(Sample.id(2)), \(6))) v WHERE item.id = v.column1
                """)
            #expect(changed == 2)
            #expect(try db.scalar("SELECT sum(amount_minor) FROM item") == 71)
        }
    }

    @Test(arguments: Engine.available)
    func executeCountsRowsOnly(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            #expect(try db.execute("UPDATE item SET note = 'x' WHERE amount_minor > 10") == 2)
            #expect(try db.execute("UPDATE item SET note = 'x' WHERE amount_minor > 1000") == 0)
            #expect(try db.execute("SELECT * FROM item") == 0)
            #expect(try db.execute("CREATE TABLE extra (id \(sqlite: "INTEGER", postgres: "BIGINT"))") == 0)
            #expect(try db.execute("DELETE FROM item") == 3)
        }
    }

    @Test(arguments: Engine.available)
    func errorsHaveOneVocabulary(on engine: Engine) async throws {
        try await withThree(engine) { (db: Connection) throws -> Void in
            func kind(_ sql: SQL) -> DBError.Kind? {
                do {
                    try db.nested { () throws -> Void in try db.execute(sql) }
                    return nil
                } catch { return (error as? DBError)?.kind }
            }
            #expect(
                kind("INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(1)), 'new', 0)")
                    == .unique(constraint: "item.tenant, item.id"))
            #expect(
                kind("INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(8)), 'alpha', 0)")
                    == .unique(constraint: "item.tenant, item.name"))
            #expect(kind("UPDATE item SET amount_minor = -1") == .check)
            #expect(
                kind("INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(8)), NULL, 0)")
                    == .notNull)
            #expect(kind("INSERT INTO part (tenant, id, item) VALUES (1, 1, \(Sample.id(77)))") == .foreignKey)
            #expect(kind("SELECT nonsense FROM item") == .other)
            #expect(try db.itemCount() == 3)
        }
    }

    @Test(arguments: Engine.available)
    func aUniqueErrorKnowsItsColumns(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let error = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                try db.addItem(1, "same")
                try db.addItem(2, "same")
            }
        }
        #expect(error?.isUnique(on: "name") == true && error?.isUnique(on: "item.name") == true)
        #expect(error?.isUnique(on: "id") == false)
        #expect(error?.sql.hasPrefix("INSERT INTO item") == true && error?.description.contains("same") == false)
    }
}
