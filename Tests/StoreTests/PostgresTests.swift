import Foundation
import Kernel
import Store
import StoreFixtures
import Synchronization
import Testing

@Suite(.enabled(if: Engine.hasPostgres, "MARTLET_TEST_POSTGRES is not set"))
struct PostgresTests {
    /// Lets two bodies meet once; later passes go straight through.
    private final class Meeting: Sendable {
        private let arrived = Atomic<Int>(0)
        var passes: Int { arrived.load(ordering: .acquiring) }
        func pass() {
            guard arrived.add(1, ordering: .acquiringAndReleasing).oldValue < 2 else { return }
            for _ in 0..<2000 where arrived.load(ordering: .acquiring) < 2 { usleep(1000) }
        }
    }

    private static func add(_ amount: Int, to id: Int, _ db: Connection) throws {
        try db.execute("UPDATE tally SET count = count + \(amount) WHERE tenant = 1 AND id = \(id)")
    }

    private static func tallies(_ store: Store) async throws -> [Int] {
        try await store.read { (db: Connection) throws -> [Int] in
            try db.rows("SELECT count FROM tally ORDER BY id") { (row: inout Row) throws -> Int in try row.next() }
        }
    }

    private static func withTwoTallies(_ options: StoreOptions) async throws -> Store {
        let store = try await Sample.store(.postgres, options)
        try await store.write { (db: Connection) throws -> Void in
            try db.execute("INSERT INTO tally (tenant, id, count) VALUES (1, 1, 0), (1, 2, 0)")
        }
        return store
    }

    @Test func deadlocksAreRunAgain() async throws {
        let store = try await Self.withTwoTallies(StoreOptions())
        let meeting = Meeting()
        async let one: Void = Self.cross(1, 2, store, meeting)
        async let two: Void = Self.cross(2, 1, store, meeting)
        _ = try await (one, two)
        #expect(try await Self.tallies(store) == [2, 2])
        #expect(meeting.passes > 2)
    }

    private static func cross(_ first: Int, _ second: Int, _ store: Store, _ meeting: Meeting) async throws {
        try await store.write { (db: Connection) throws -> Void in
            try add(1, to: first, db)
            meeting.pass()
            try add(1, to: second, db)
        }
    }

    @Test func serializationFailuresAreRunAgainEvenWhenTheBodyHidesThem() async throws {
        let store = try await Self.withTwoTallies(StoreOptions(isolation: .serializable))
        let meeting = Meeting()
        async let one: Void = Self.increment(store, meeting)
        async let two: Void = Self.increment(store, meeting)
        _ = try await (one, two)
        #expect(try await Self.tallies(store) == [2, 0])
        #expect(meeting.passes > 2)
    }

    private static func increment(_ store: Store, _ meeting: Meeting) async throws {
        try await store.write { (db: Connection) throws -> Void in
            let count: Int = try db.scalar("SELECT count FROM tally WHERE id = 1") ?? 0
            meeting.pass()
            do {
                try db.nested { () throws -> Void in
                    try db.execute("UPDATE tally SET count = \(count + 1) WHERE id = 1")
                }
            } catch {
                throw Refused("hidden")
            }
        }
    }

    @Test func retriesEnd() async throws {
        let store = try await Self.withTwoTallies(StoreOptions(attempts: 3))
        let runs = Mutex(0)
        let error = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                runs.withLock { (runs: inout Int) -> Void in runs += 1 }
                throw DBError(.serialization, "always")
            }
        }
        #expect(error?.kind == .serialization && error?.problem.code == "store.contention")
        #expect(runs.withLock { $0 } == 3)
    }

    @Test func aKilledBackendHeals() async throws {
        let store = try await Self.withTwoTallies(StoreOptions(poolSize: 1))
        let killer = try await TestStore.fresh(.postgres)
        let backend = try await store.read { (db: Connection) throws -> Int? in try db.scalar("SELECT pg_backend_pid()")
        }
        let first = try #require(backend)
        try await Self.kill(first, killer)
        // Idle when it died: the next body does not even notice.
        try await store.write { (db: Connection) throws -> Void in try Self.add(1, to: 1, db) }

        // In the middle of a body: the body runs again on a new connection.
        let runs = Mutex(0)
        try await store.write { (db: Connection) throws -> Void in
            let run = runs.withLock { (runs: inout Int) -> Int in
                runs += 1
                return runs
            }
            try Self.add(10, to: 1, db)
            if run == 1 {
                let pid: Int = try db.scalar("SELECT pg_backend_pid()") ?? 0
                try killer.writeNow { (other: Connection) throws -> Void in
                    _ = try other.scalar("SELECT pg_terminate_backend(\(pid)::int)", as: Bool.self)
                }
                usleep(100_000)
            }
            try Self.add(100, to: 1, db)
        }
        #expect(runs.withLock { $0 } == 2)
        #expect(try await Self.tallies(store) == [111, 0])
    }

    private static func kill(_ pid: Int, _ killer: Store) async throws {
        try await killer.write { (db: Connection) throws -> Void in
            _ = try db.scalar("SELECT pg_terminate_backend(\(pid)::int)", as: Bool.self)
        }
        try await Task.sleep(for: .milliseconds(100))
    }

    @Test func aLostCommitReplyIsUnknownAndNotRunAgain() async throws {
        let store = try await Self.withTwoTallies(StoreOptions(poolSize: 1))
        let killer = try await TestStore.fresh(.postgres)
        let runs = Mutex(0)
        let error = await databaseError {
            try await store.write { (db: Connection) throws -> Void in
                runs.withLock { (runs: inout Int) -> Void in runs += 1 }
                let pid: Int = try db.scalar("SELECT pg_backend_pid()") ?? 0
                try Self.add(1, to: 1, db)
                try killer.writeNow { (other: Connection) throws -> Void in
                    _ = try other.scalar("SELECT pg_terminate_backend(\(pid)::int)", as: Bool.self)
                }
                usleep(100_000)
                // Nothing more but the commit.
            }
        }
        #expect(error?.kind == .connection && error?.outcomeUnknown == true)
        #expect(runs.withLock { $0 } == 1)
        #expect(error?.problem.code == "store.connection")
        try await store.write { (db: Connection) throws -> Void in try Self.add(1, to: 2, db) }
    }

    @Test func statementsPreparedBeforeAMigrationArePreparedAgain() async throws {
        let store = try await Self.withTwoTallies(StoreOptions(poolSize: 1))
        @Sendable func columns(_ db: Connection) throws -> Int {
            try db.first("SELECT * FROM tally WHERE id = \(1)") { (row: inout Row) throws -> Int in row.count } ?? 0
        }
        #expect(try await store.read(columns) == 3)
        try await store.exclusively { (db: Connection) throws -> Void in
            try db.execute("ALTER TABLE tally ADD COLUMN extra TEXT")
        }
        #expect(try await store.read(columns) == 4)
    }

    @Test func lanesAreTheConnectionsOfThePool() async throws {
        let address = try TestStore.address(.postgres)
        defer { address.remove() }
        let store = try Store.open(address.url, options: StoreOptions(poolSize: 3))
        #expect(try await lanes(of: store) == [0, 1, 2])
        // Another process on the same database has others.
        let second = try Store.open(address.url, options: StoreOptions(poolSize: 2))
        #expect(try await lanes(of: second) == [3, 4])
        await second.close()
        #expect(try await lanes(of: store) == [0, 1, 2])
        await store.close()
    }

    /// The lanes that thirty bodies ran in, long enough for each connection to get some.
    private func lanes(of store: Store) async throws -> Set<Int> {
        try await withThrowingTaskGroup(of: Int.self) {
            (group: inout ThrowingTaskGroup<Int, any Error>) -> Set<Int> in
            for _ in 0..<30 {
                group.addTask {
                    try await store.write { (db: Connection) throws -> Int in
                        _ = try db.scalar("SELECT pg_sleep(0.01) IS NULL", as: Bool.self)
                        return db.lane
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { (lanes: inout Set<Int>, lane: Int) -> Void in
                lanes.insert(lane)
            }
        }
    }

    @Test func aWrongAddressIsToldAtOnce() async throws {
        let error = await databaseError {
            _ = try Store.open("postgres://nobody:secret-word@127.0.0.1:1/none")
        }
        #expect(error?.kind == .connection && error?.description.contains("secret-word") == false)
        #expect(throws: Problem.self) { try Store.open("postgres://u@h/d?schema=a%22b") }
        #expect(throws: Problem.self) { try Store.open("mysql://u@h/d") }
    }
}
