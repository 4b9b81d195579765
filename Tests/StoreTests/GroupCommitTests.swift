import Foundation
import Kernel
import Store
import StoreFixtures
import Synchronization
import Testing

@Suite struct GroupCommitTests {
    /// Holds a database thread until it opens, so that bodies gather.
    private final class Gate: @unchecked Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let entered = Atomic<Bool>(false)

        /// Called by the body on the database thread.
        func hold() {
            entered.store(true, ordering: .releasing)
            semaphore.wait()
        }

        func open() { semaphore.signal() }

        /// Returns when the thread is held.
        func isHolding() async throws {
            while !entered.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    /// A task that holds the writer.
    private func hold(_ gate: Gate, _ store: Store) async throws -> Task<Void, any Error> {
        let held = Task { try await store.exclusively { (_: Connection) throws -> Void in gate.hold() } }
        try await gate.isHolding()
        return held
    }

    private func gather(_ count: Int, _ store: Store) async throws {
        while store.waiting < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    private func member(_ number: Int, of store: Store) async -> Int? {
        do {
            return try await store.write { (db: Connection) throws -> Int in
                try db.addItem(UInt64(number), "item \(number)")
                if number % 3 == 0 { throw Refused("\(number)") }
                return number
            }
        } catch {
            #expect(error as? Refused == Refused("\(number)"))
            return nil
        }
    }

    /// 200 bodies at once, every third throws after writing.
    private func crowd(_ store: Store) async -> [Int] {
        await withTaskGroup(of: Int?.self) { (group: inout TaskGroup<Int?>) -> [Int] in
            for number in 0..<200 {
                group.addTask { () async -> Int? in await self.member(number, of: store) }
            }
            var done: [Int] = []
            for await number in group { if let number { done.append(number) } }
            return done.sorted()
        }
    }

    @Test(arguments: Engine.available)
    func bodiesThatThrowLoseOnlyThemselves(on engine: Engine) async throws {
        let store = try await Sample.store(engine)
        let expected = (0..<200).filter { (number: Int) -> Bool in number % 3 != 0 }
        #expect(await crowd(store) == expected)
        let names = try await store.read { (db: Connection) throws -> [String] in try db.itemNames() }
        #expect(names == expected.map { (number: Int) -> String in "item \(number)" })
    }

    @Test func whatGathersSharesOneDurableCommit() async throws {
        let store = try await Sample.store(.sqlite, StoreOptions(synchronous: .full))
        let gate = Gate()
        let held = try await hold(gate, store)
        let before = store.commits
        async let done = crowd(store)
        try await gather(200, store)
        #expect(store.commits == before)
        gate.open()
        try await held.value
        #expect(await done.count == 133)
        // All 200 waited behind the gate: one batch of at most 256.
        #expect(store.commits == before + 1)
    }

    @Test func batchesAreBounded() async throws {
        let store = try await Sample.store(.sqlite, StoreOptions(batchLimit: 50, synchronous: .off))
        let gate = Gate()
        let held = try await hold(gate, store)
        let before = store.commits
        async let done = crowd(store)
        try await gather(200, store)
        gate.open()
        try await held.value
        #expect(await done.count == 133)
        #expect(store.commits == before + 4)
    }

    @Test(arguments: Engine.available)
    func theQueueIsBounded(on engine: Engine) async throws {
        let store = try await Sample.store(engine, StoreOptions(poolSize: 1, queueLimit: 5, synchronous: .off))
        let gate = Gate()
        let held = Task { try await store.write { (_: Connection) throws -> Void in gate.hold() } }
        try await gate.isHolding()
        let waiting = (0..<5).map { (number: Int) -> Task<Void, any Error> in
            Task {
                try await store.write { (db: Connection) throws -> Void in try db.addItem(UInt64(number), "\(number)") }
            }
        }
        try await gather(5, store)
        let problem = await #expect(throws: Problem.self) {
            try await store.write { (db: Connection) throws -> Void in try db.addItem(99, "99") }
        }
        #expect(problem?.code == "store.busy" && problem?.kind == .unavailable)
        gate.open()
        try await held.value
        for task in waiting { try await task.value }
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 5)
    }

    @Test func aBodySeesEarlierWorkOfItsBatchAndReadersDoNot() async throws {
        let store = try await Sample.store(.sqlite)
        let gate = Gate()
        let held = try await hold(gate, store)
        let tasks = (0..<10).map { (_: Int) -> Task<Int, any Error> in
            Task {
                try await store.write { (db: Connection) throws -> Int in
                    let seen = try db.itemCount()
                    try db.addItem(UInt64(seen), "\(seen)")
                    return seen
                }
            }
        }
        try await gather(10, store)
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 0)
        gate.open()
        try await held.value
        var seen: [Int] = []
        for task in tasks { seen.append(try await task.value) }
        #expect(seen.sorted() == Array(0..<10))
    }

    @Test func aFullDiskFailsTheBatchAndTheNextOneWorks() async throws {
        let store = try await Sample.store(.sqlite)
        try await store.write { (db: Connection) throws -> Void in try db.addItem(1, "before") }
        let pages = try await store.exclusively { (db: Connection) throws -> Int in
            let pages: Int = try db.scalar("PRAGMA page_count") ?? 0
            try db.execute(SQL(trusted: "PRAGMA max_page_count = \(pages + 4)"))
            return pages
        }
        #expect(pages > 0)
        let gate = Gate()
        let held = try await hold(gate, store)
        let large = String(repeating: "x", count: 100_000)
        let tasks = (10..<15).map { (number: Int) -> Task<Void, any Error> in
            Task {
                try await store.write { (db: Connection) throws -> Void in
                    try db.addItem(UInt64(number), number == 12 ? large : "small \(number)")
                }
            }
        }
        try await gather(5, store)
        gate.open()
        try await held.value
        for task in tasks {
            let error = await databaseError { try await task.value }
            #expect(error?.kind == .full && error?.problem.kind == .unavailable)
        }
        try await store.write { (db: Connection) throws -> Void in try db.addItem(2, "after") }
        #expect(
            try await store.read { (db: Connection) throws -> [String] in try db.itemNames() } == ["before", "after"])
    }

    @Test func whoeverLacksAReferenceAtTheCommitFailsAlone() async throws {
        let store = try await Sample.store(.sqlite)
        try await store.exclusively { (db: Connection) throws -> Void in
            try db.execute(
                """
                CREATE TABLE piece (id INTEGER PRIMARY KEY, whole INTEGER NOT NULL
                    REFERENCES piece (id) DEFERRABLE INITIALLY DEFERRED) STRICT
                """)
        }
        let gate = Gate()
        let held = try await hold(gate, store)
        let tasks = (1...6).map { (number: Int) -> Task<Void, any Error> in
            Task {
                try await store.write { (db: Connection) throws -> Void in
                    try db.execute("INSERT INTO piece (id, whole) VALUES (\(number), \(number == 3 ? 99 : number))")
                }
            }
        }
        try await gather(6, store)
        gate.open()
        try await held.value
        let lacking = await databaseError { try await tasks[2].value }
        #expect(lacking?.kind == .foreignKey)
        for task in tasks where task != tasks[2] { try await task.value }
        let parts: Int? = try await store.read { (db: Connection) in try db.scalar("SELECT count(*) FROM piece") }
        #expect(parts == 5)
    }

    @Test func commitsAreDurableByDefault() async throws {
        let store = try await TestStore.fresh(.sqlite, options: StoreOptions())
        let settings = try await store.exclusively { (db: Connection) throws -> [String?] in
            [
                try db.scalar("PRAGMA synchronous"), try db.scalar("PRAGMA journal_mode"),
                try db.scalar("PRAGMA foreign_keys"),
            ]
        }
        #expect(settings == ["2", "wal", "1"])
        let reader = try await store.read { (db: Connection) throws -> String? in try db.scalar("PRAGMA synchronous") }
        #expect(reader == "2")
    }

    @Test func memoryServesReadsAndWritesFromOneDatabase() async throws {
        let store = try await TestStore.inMemory(migrations: [Sample.migration])
        #expect(await crowd(store).count == 133)
        #expect(try await store.read { (db: Connection) throws -> Int in try db.itemCount() } == 133)
        let error = await databaseError {
            try await store.read { (db: Connection) throws -> Void in try db.addItem(1000, "a") }
        }
        #expect(error != nil)
        try await store.write { (db: Connection) throws -> Void in try db.addItem(1000, "a") }
    }
}
