import Kernel
import Synchronization
import Testing

@testable import Store

@Suite struct SteppedEngineTests {
    /// Fails at one kind of place, whenever it comes there.
    private final class Trouble: StorageFaults {
        let place = Mutex<StorageBoundary?>(nil)

        func failure(at boundary: StorageBoundary) -> DBError? {
            place.withLock { (place: inout StorageBoundary?) -> DBError? in
                guard place == boundary else { return nil }
                return boundary == .reply ? DBError(.connection, "lost", outcomeUnknown: true) : DBError(.io, "broken")
            }
        }
    }

    private static func opened(
        _ disk: MemoryDisk, _ trouble: Trouble? = nil
    ) throws -> (SteppedEngine, Store) {
        let options = StoreOptions(synchronous: .off)
        let engine = try SteppedEngine(on: disk, options: options, faults: trouble)
        return (engine, Store(engine, options: options))
    }

    /// Asks for writes that wait until they are let go on, and answers what became of them.
    private static func insert(
        _ numbers: [Int], _ store: Store, _ engine: SteppedEngine, together: Bool = true
    ) async -> [DBError?] {
        let tasks = numbers.map { number in
            Task {
                do {
                    try await store.write { db in _ = try db.execute("INSERT INTO n (a) VALUES (\(number))") }
                    return nil as DBError?
                } catch { return error as? DBError ?? DBError(.other, "\(error)") }
            }
        }
        while engine.waitingWrites < numbers.count { await Task.yield() }
        while engine.waitingWrites > 0 { engine.commit(atMost: together ? numbers.count : 1) }
        var errors: [DBError?] = []
        for task in tasks { errors.append(await task.value) }
        return errors
    }

    private static func count(_ disk: MemoryDisk) async throws -> Int? {
        let (engine, store) = try opened(disk)
        let task = Task { try await store.read { db in try db.scalar("SELECT count(*) FROM n", as: Int.self) } }
        while engine.waitingReads == 0 { await Task.yield() }
        engine.read(0)
        return try await task.value
    }

    private static func prepared() async throws -> MemoryDisk {
        let disk = try MemoryDisk()
        let (engine, store) = try opened(disk)
        let task = Task { try await store.write { db in _ = try db.execute("CREATE TABLE n (a INTEGER NOT NULL)") } }
        while engine.waitingWrites == 0 { await Task.yield() }
        engine.commit(atMost: 1)
        try await task.value
        return disk
    }

    @Test("What is committed is there for the next store, and in a copy; nothing runs by itself")
    func survives() async throws {
        let disk = try await Self.prepared()
        let (engine, store) = try Self.opened(disk)
        #expect(await Self.insert([1, 2, 3], store, engine) == [nil, nil, nil])
        #expect(store.commits == 1, "they shared a commit")
        let copy = try disk.copy()
        #expect(await Self.insert([4], store, engine) == [nil])
        #expect(try await Self.count(disk) == 4)
        #expect(try await Self.count(copy) == 3)
    }

    @Test("A broken statement or commit undoes the whole group", arguments: [StorageBoundary.statement, .commit])
    func broken(_ place: StorageBoundary) async throws {
        let disk = try await Self.prepared()
        let trouble = Trouble()
        let (engine, store) = try Self.opened(disk, trouble)
        trouble.place.withLock { $0 = place }
        let errors = await Self.insert([1, 2], store, engine)
        #expect(errors.allSatisfy { $0?.kind == .io })
        trouble.place.withLock { $0 = nil }
        #expect(await Self.insert([3], store, engine) == [nil], "the next group starts afresh")
        #expect(try await Self.count(disk) == 1)
    }

    @Test("A lost reply says that the outcome is unknown, and the commit has happened")
    func lostReply() async throws {
        let disk = try await Self.prepared()
        let trouble = Trouble()
        let (engine, store) = try Self.opened(disk, trouble)
        trouble.place.withLock { $0 = .reply }
        #expect(await Self.insert([1], store, engine).first??.outcomeUnknown == true)
        #expect(try await Self.count(disk) == 1)
    }

    @Test("A killed engine ends what waits and refuses what comes")
    func killed() async throws {
        let disk = try await Self.prepared()
        let (engine, store) = try Self.opened(disk)
        let task = Task { try await store.write { db in _ = try db.execute("INSERT INTO n (a) VALUES (1)") } }
        while engine.waitingWrites == 0 { await Task.yield() }
        engine.die()
        await #expect(throws: Problem.self) { try await task.value }
        await #expect(throws: Problem.self) { try await store.write { _ in } }
        #expect(try await Self.count(disk) == 0)
    }
}
