import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct ValueTests {
    @Test(arguments: Engine.available)
    func everyKindOfValueComesBackAsItWas(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let bytes: [UInt8] = [0, 1, 127, 128, 255]
        let text = "Å‑€-😀 'quoted' \"double\" \\back\n\ttab"
        try await store.write { (db: Connection) throws -> Void in
            try db.execute(
                """
                INSERT INTO item (tenant, id, name, amount_minor, note, body, is_active, payload, ratio)
                VALUES (\(Int64.min), \(Sample.id(.max)), \(text), \(Int64.max), \(String?.none), \(DBValue.json(#"{"a": [1, "b"]}"#)),
                  \(false), \(bytes), \(0.1))
                """)
        }
        try await store.read { (db: Connection) throws -> Void in
            let found: Int? = try db.first(
                """
                SELECT tenant, id, name, amount_minor, note, body ->> 'a', is_active, payload, ratio FROM item
                """
            ) { (row: inout Row) throws -> Int in
                #expect(try row.next(Int64.self) == .min)
                #expect(try row.next(RawID.self) == Sample.id(.max))
                #expect(try row.next(String.self) == text)
                #expect(try row.next(Int64.self) == .max)
                #expect(try row.next(String?.self) == nil)
                #expect(try row.next(String.self).filter { $0 != " " } == #"[1,"b"]"#)
                #expect(try row.next(Bool.self) == false)
                #expect(try row.next([UInt8].self) == bytes)
                #expect(try row.next(Double.self) == 0.1)
                #expect(try row.isNull(4) && row[0] == Int64.min)
                return row.count
            }
            #expect(found == 9)
        }
    }

    @Test(arguments: Engine.available)
    func kernelTypesComeBack(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let instant = Instant(microseconds: 1_700_000_000_123_456)
        let euro = try #require(Currency("EUR"))
        let reference = Reference(kind: "ord", raw: Sample.id(3))
        try await store.write { (db: Connection) throws -> Void in
            try db.execute(
                """
                INSERT INTO item (tenant, id, name, amount_minor, note) VALUES
                  (\(instant), \(Sample.id(1)), \(euro), \(Quantity(micros: 2_500_000)), \(reference))
                """)
            _ = try db.first("SELECT tenant, name, amount_minor, note FROM item") { (row: inout Row) throws -> Void in
                #expect(try row.next(Instant.self) == instant)
                #expect(try row.next(Currency.self) == euro)
                #expect(try row.next(Quantity.self) == Quantity(micros: 2_500_000))
                #expect(try row.next(Reference.self) == reference)
            }
        }
    }

    @Test(arguments: Engine.available)
    func emptyTextAndEmptyBytesAreNotNull(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.execute(
                """
                INSERT INTO item (tenant, id, name, amount_minor, payload) VALUES (1, \(Sample.id(1)), \(""), 0, \([UInt8]()))
                """)
            let pair = try db.first("SELECT name, payload FROM item") { (row: inout Row) throws -> (String, [UInt8]) in
                (try row.next(), try row.next())
            }
            #expect(pair?.0 == "" && pair?.1 == [])
        }
    }

    @Test(arguments: Engine.available)
    func nulInTextIsRefusedWithAProblem(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let problem = await #expect(throws: Problem.self) {
            try await store.write { (db: Connection) throws -> Void in try db.addItem(1, "a\u{0}b") }
        }
        #expect(problem?.code == "store.nul_in_text")
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 0)
    }

    @Test(arguments: Engine.available)
    func whatDoesNotFitIsAnError(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let error = await databaseError {
            _ = try await store.read { (db: Connection) throws -> Int? in
                try db.first("SELECT 'abc' AS word") { (row: inout Row) throws -> Int in try row.next() }
            }
        }
        #expect(error?.message.contains("(word)") == true && error?.message.contains("abc") == false)
        let past = await databaseError {
            _ = try await store.read { (db: Connection) throws -> Int? in
                try db.first("SELECT 1") { (row: inout Row) throws -> Int in try row[1] }
            }
        }
        #expect(past?.message == "column 1 was asked for, the row has 1")
    }

    @Test(arguments: Engine.available)
    func scalarsOfNothingAreNil(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.read { (db: Connection) throws -> Void in
            let none: Int? = try db.scalar("SELECT amount_minor FROM item")
            let null: Int? = try db.scalar("SELECT max(amount_minor) FROM item")
            #expect(none == nil && null == nil)
        }
    }
}
