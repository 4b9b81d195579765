import Kernel
import Synchronization

/// SQLite without threads: bodies wait until whoever drives the engine lets some of them run, on the driver's own
/// thread. What runs when, and with whom it shares a commit, is the driver's choice: simulations repeat it.
///
/// The same loop commits as in production. Only the driver's thread may let bodies run; nobody may use the blocking calls
/// of the store, since nobody would be left to drive.
package final class SteppedEngine: @unchecked Sendable {
    private struct Waiting {
        var writes: [Job] = []
        var reads: [Job] = []
        var isClosed = false
    }

    private let waiting = Mutex(Waiting())
    private let disk: MemoryDisk
    private let loop: SQLiteLoop
    private let database: SQLiteDatabase
    /// Whether the connection goes on in the next process.
    private var isHandedOn = false
    let commits = SQLiteEngine.Counter()

    package init(on disk: MemoryDisk, options: StoreOptions, faults: (any StorageFaults)? = nil) throws {
        self.disk = disk
        database = try SQLiteDatabase(
            SQLiteDatabase.Settings(
                path: disk.path, isMemory: true, isReader: false, synchronous: .off, busyTimeout: options.busyTimeout,
                cacheSize: options.statementCacheSize))
        database.faults = faults
        loop = SQLiteLoop(database, options, commits)
    }

    /// The engine of the process that is started after another one died: whatever that one had not committed is gone.
    /// The connection is the same one, so that its statements need not be prepared again.
    package init(after dead: SteppedEngine, options: StoreOptions) {
        dead.die()
        dead.isHandedOn = true
        disk = dead.disk
        database = dead.database
        if !database.isAutocommit { try? database.run("ROLLBACK") }
        loop = SQLiteLoop(database, options, commits)
    }

    /// How many write bodies wait.
    package var waitingWrites: Int { waiting.withLock { (state: inout Waiting) -> Int in state.writes.count } }

    /// How many read bodies wait.
    package var waitingReads: Int { waiting.withLock { (state: inout Waiting) -> Int in state.reads.count } }

    func submit(_ job: Job) throws {
        try waiting.withLock { (state: inout Waiting) throws -> Void in
            if state.isClosed { throw Problem(.unavailable, "store.closed", "The database was closed.") }
            switch job.mode {
            case .read: state.reads.append(job)
            case .write, .exclusive: state.writes.append(job)
            }
        }
    }

    /// Lets the writes that came first run, as one group with one commit; an exclusive one alone.
    package func commit(atMost limit: Int) {
        let jobs = waiting.withLock { (state: inout Waiting) -> [Job] in
            var end = 0
            while end < state.writes.count, end < max(1, limit), state.writes[end].mode != .exclusive { end += 1 }
            if end == 0, !state.writes.isEmpty { end = 1 }
            let taken = Array(state.writes[..<end])
            state.writes.removeFirst(end)
            return taken
        }
        if !jobs.isEmpty { loop.perform(jobs) }
    }

    /// Lets one of the reads that wait run.
    package func read(_ index: Int) {
        let job = waiting.withLock { (state: inout Waiting) -> Job? in
            state.reads.indices.contains(index) ? state.reads.remove(at: index) : nil
        }
        if let job { loop.perform([job]) }
    }

    /// Reads at once what is committed, between two bodies and past the queue: for whoever drives the engine.
    package func peek<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        database.failure = nil
        database.isReadOnly = true
        defer { database.isReadOnly = false }
        let connection = Connection(.sqlite(database), lane: 0)
        connection.isInTransaction = true
        return try body(connection)
    }

    /// How many rows were written, also such as were rolled back: while it stays the same, nothing has changed.
    package var writtenRows: Int64 { database.writtenRows }

    /// Ends at once, as a process does that is killed: what waits is never run, and what comes is refused.
    package func die() {
        let left = waiting.withLock { (state: inout Waiting) -> [Job] in
            if state.isClosed { return [] }
            state.isClosed = true
            defer { (state.writes, state.reads) = ([], []) }
            return state.writes + state.reads
        }
        for job in left { job.finish(Problem(.unavailable, "store.closed", "The database was closed.")) }
    }

    func close() { die() }

    deinit { if !isHandedOn { database.close() } }
}
