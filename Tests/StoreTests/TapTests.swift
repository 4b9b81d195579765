import Kernel
import Store
import StoreFixtures
import Synchronization
import Testing

@Suite struct TapTests {
    private final class Recorder: StatementTap {
        let seen = Mutex<[TappedStatement]>([])

        func saw(_ statement: TappedStatement) {
            seen.withLock { (seen: inout [TappedStatement]) -> Void in seen.append(statement) }
        }
    }

    /// What is tapped of write bodies is all that the engine was given, values included: run again, it does the same.
    @Test(arguments: Engine.available)
    func whatIsTappedDoesTheSameAgain(on engine: Engine) async throws {
        let recorder = Recorder()
        var options = StoreOptions(synchronous: .off)
        options.tap = recorder
        let store = try await Sample.store(engine, options)
        recorder.seen.withLock { (seen: inout [TappedStatement]) -> Void in seen = [] }
        try await store.write { (db: Connection) throws -> Void in
            try db.addItem(1, "one", 5)
            try db.send("UPDATE item SET amount_minor = amount_minor + \(7) WHERE tenant = 1 AND id = \(Sample.id(1))")
            try db.insertMany(
                into: "item", columns: ["tenant", "id", "name", "amount_minor"],
                rows: (2..<9).map { number in
                    [.int(1), .id(Sample.id(UInt64(number))), .text("item \(number)"), .int(Int64(number))]
                })
            _ = try db.itemCount()
        }
        _ = try await store.read { (db: Connection) throws -> Int in try db.itemCount() }
        let seen = recorder.seen.withLock { (seen: inout [TappedStatement]) -> [TappedStatement] in seen }
        #expect(seen.count { statement in statement.answers } == 2)
        #expect(seen.count == (engine == .sqlite ? 10 : 6))
        let rows = try await contents(store)
        try await store.write { (db: Connection) throws -> Void in try db.execute("DELETE FROM item WHERE tenant = 1") }
        try await store.write { (db: Connection) throws -> Void in try db.run(again: seen) }
        #expect(try await contents(store) == rows)
        await store.close()
    }

    private func contents(_ store: Store) async throws -> [String] {
        try await store.read { (db: Connection) throws -> [String] in
            try db.rows("SELECT name, amount_minor FROM item WHERE tenant = 1 ORDER BY id") {
                (row: inout Row) throws -> String in "\(try row.next() as String) \(try row.next() as Int)"
            }
        }
    }
}
