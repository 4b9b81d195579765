import Kernel
import Store
import StoreFixtures
import Testing

@Suite struct TransactionTests {
    @Test(arguments: Engine.available)
    func aThrowingBodyLeavesNothing(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        await #expect(throws: Refused("no")) {
            try await store.write { (db: Connection) throws -> Void in
                try db.addItem(1, "a")
                throw Refused("no")
            }
        }
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 0)
    }

    @Test(arguments: Engine.available)
    func nestedUndoesOnlyItself(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.addItem(1, "kept")
            let outcome = Result { () throws -> Void in
                try db.nested { () throws -> Void in
                    try db.addItem(2, "undone")
                    try db.nested { () throws -> Void in try db.addItem(3, "undone too") }
                    throw Refused("after both")
                }
            }
            #expect(throws: Refused("after both")) { try outcome.get() }
            try db.nested { () throws -> Void in try db.addItem(4, "also kept") }
        }
        #expect(
            try await store.read { (db: Connection) throws -> [String] in try db.itemNames() } == ["kept", "also kept"])
    }

    @Test(arguments: Engine.available)
    func nestedSurvivesExpectedFailures(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.addItem(1, "a")
            for _ in 0..<3 {
                #expect(throws: DBError.self) { try db.nested { () throws -> Void in try db.addItem(1, "b") } }
                #expect(throws: DBError.self) {
                    try db.nested { () throws -> Void in
                        try db.send(
                            "INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(1)), 'c', 0)")
                    }
                }
            }
            try db.addItem(2, "d")
        }
        #expect(try await store.read { (db: Connection) throws -> [String] in try db.itemNames() } == ["a", "d"])
    }

    @Test(arguments: Engine.available)
    func rollingBackShowsWhatWouldHappen(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.addItem(1, "a")
            let seen = try db.rollingBack { () throws -> [String] in
                try db.addItem(2, "b")
                return try db.itemNames()
            }
            #expect(seen == ["a", "b"])
            #expect(try db.itemNames() == ["a"])
        }
        #expect(try await store.read { (db: Connection) throws -> [String] in try db.itemNames() } == ["a"])
    }

    @Test(arguments: Engine.available)
    func aSwallowedFailureSpoilsTheTransactionOnBothEngines(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let error = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                try db.addItem(1, "a")
                do { try db.addItem(1, "again") } catch {}
            }
        }
        #expect(error?.isUnique(on: "id") == true)
        let later = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                do { try db.execute("SELECT broken") } catch {}
                try db.addItem(2, "b")
            }
        }
        #expect(later?.kind == .other)
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 0)
        try await store.write { (db: Connection) throws -> Void in try db.addItem(3, "c") }
    }

    @Test(arguments: Engine.available)
    func sentFailuresSurfaceAtTheNextReadOrTheCommit(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in try db.addItem(1, "a") }
        let duplicate: SQL = "INSERT INTO item (tenant, id, name, amount_minor) VALUES (1, \(Sample.id(1)), 'x', 0)"
        let atCommit = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                try db.addItem(2, "b")
                try db.send(duplicate)
                try db.send("UPDATE item SET note = 'y'")
            }
        }
        let atRead = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                try db.send(duplicate)
                _ = try db.itemCount()
                Issue.record("the read came after a failure")
            }
        }
        #expect(atCommit?.isUnique(on: "id") == true && atRead?.isUnique(on: "id") == true)
        #expect(try await store.read { (db: Connection) throws -> [String] in try db.itemNames() } == ["a"])
    }

    @Test(arguments: Engine.available)
    func manySentStatementsArriveInOrder(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in
            try db.send("INSERT INTO tally (tenant, id, count) VALUES (1, 1, 0)")
            for number in 1...1000 {
                try db.send("UPDATE tally SET count = \(number) WHERE id = 1 AND count = \(number - 1)")
            }
            #expect(db.statementCount == 1001)
            #expect(try db.scalar("SELECT count FROM tally") == 1000)
        }
    }

    @Test(arguments: Engine.available)
    func readersCannotWrite(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let error = await databaseError {
            try await store.read { (db: Connection) throws -> Void in try db.addItem(1, "a") }
        }
        #expect(error?.kind == .other)
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 0)
    }

    @Test(arguments: Engine.available)
    func blockingCallersGetTheSame(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        #expect(try Self.blocking(store) == ["now"])
        await store.close()
        let problem = await #expect(throws: Problem.self) {
            try await store.write { (db: Connection) throws -> Void in try db.addItem(9, "late") }
        }
        #expect(problem?.code == "store.closed")
    }

    private static func blocking(_ store: Store) throws -> [String] {
        try store.writeNow { (db: Connection) throws -> Void in try db.addItem(1, "now") }
        #expect(throws: Refused.self) { try store.writeNow { (_: Connection) throws -> Void in throw Refused() } }
        try store.exclusivelyNow { (db: Connection) throws -> Void in
            try db.execute("VACUUM")
            #expect(throws: Refused.self) {
                try db.transaction { () throws -> Void in
                    try db.addItem(2, "undone")
                    throw Refused()
                }
            }
        }
        return try store.readNow { (db: Connection) throws -> [String] in try db.itemNames() }
    }

    @Test(arguments: Engine.available)
    func aReadIsOneSnapshot(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        try await store.write { (db: Connection) throws -> Void in try db.addItem(1, "a") }
        let counts = try await store.read { (db: Connection) throws -> [Int] in
            let before = try db.itemCount()
            try store.writeNow { (other: Connection) throws -> Void in try other.addItem(2, "b") }
            return [before, try db.itemCount()]
        }
        #expect(counts == [1, 1])
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 2)
    }
}
