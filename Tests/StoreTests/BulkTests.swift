import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct BulkTests {
    private static let columns: [StaticString] = ["tenant", "id", "name", "amount_minor", "note"]

    private static func row(_ number: Int) -> [DBValue] {
        [
            .int(1), .id(Sample.id(UInt64(number))), .text("item \(number)"), .int(Int64(number)),
            number % 3 == 0 ? .null : .text("n"),
        ]
    }

    @Test(arguments: Engine.available, [0, 1, 2, 255, 256, 257, 511, 1000])
    func insertManyInsertsEveryRowAtOddSizes(on engine: Engine, count: Int) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.insertMany(into: "item", columns: Self.columns, rows: (0..<count).map(Self.row))
        }
        try await store.read { (db: Connection) throws -> Void in
            let totals = try db.first("SELECT count(*), coalesce(sum(amount_minor), 0), count(note) FROM item") {
                (row: inout Row) throws -> [Int] in [try row.next(), try row.next(), try row.next()]
            }
            let nulls = (count + 2) / 3
            #expect(totals == [count, count * (count - 1) / 2, count - nulls])
        }
    }

    @Test(arguments: Engine.available)
    func insertManyIsAllOrNothing(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let rows = (0..<600).map(Self.row) + [Self.row(5)]
        try await store.write { (db: Connection) throws -> Void in
            #expect(throws: DBError.self) {
                try db.nested { () throws -> Void in try db.insertMany(into: "item", columns: Self.columns, rows: rows)
                }
            }
            #expect(try db.itemCount() == 0)
            #expect(throws: Problem.self) { try db.insertMany(into: "item", columns: Self.columns, rows: [[.int(1)]]) }
            #expect(throws: Problem.self) { try db.insertMany(into: "item", columns: Self.columns, values: [.int(1)]) }
        }
    }

    @Test(arguments: Engine.available)
    func streamsGiveEveryRowAndLeaveTheConnectionFree(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.insertMany(into: "item", columns: Self.columns, rows: (0..<2500).map(Self.row))
            var seen = 0
            var inner = 0
            let sql: SQL = "SELECT amount_minor FROM item WHERE amount_minor >= \(0) ORDER BY amount_minor"
            try db.each(sql) { (row: inout Row) throws -> Void in
                #expect(try row.next(Int.self) == seen)
                if seen == 10 { try db.each(sql) { (_: inout Row) throws -> Void in inner += 1 } }
                if seen % 500 == 0 { try db.execute("UPDATE tally SET count = 0") }
                seen += 1
            }
            #expect(seen == 2500 && inner == 2500)
            #expect(throws: Refused.self) { try db.each(sql) { (_: inout Row) throws -> Void in throw Refused() } }
            #expect(try db.itemCount() == 2500)
        }
    }

    @Test(arguments: Engine.available)
    func theStatementCacheIsBounded(on engine: Engine) async throws {
        let store = try await Sample.store(engine, StoreOptions(poolSize: 1, synchronous: .off, statementCacheSize: 20))
        try await store.write { (db: Connection) throws -> Void in
            for width in 1...60 {
                let columns = (1...width).map { (number: Int) -> SQL in "\(number)" }
                let sql: SQL = "SELECT \(SQL.joined(columns))"
                for _ in 0..<2 { #expect(try db.scalar(sql) == 1) }
            }
            #expect(db.preparedStatements == 20)
            try db.addItem(1, "still works")
        }
        if engine == .postgres {
            let kept = try await store.write { (db: Connection) throws -> Int? in
                try db.scalar("SELECT count(*) FROM pg_prepared_statements")
            }
            #expect(kept == 20)
        }
    }

    @Test(arguments: Engine.available)
    func aStatementIsPreparedOnce(on engine: Engine) async throws {
        let store = try await Sample.store(engine, StoreOptions(poolSize: 1, synchronous: .off))
        let counts = try await store.write { (db: Connection) throws -> [Int] in
            var counts: [Int] = []
            for number in 1...5 {
                try db.addItem(UInt64(number), "n\(number)")
                counts.append(db.preparedStatements)
            }
            return counts
        }
        #expect(Set(counts).count == 1)
    }
}
