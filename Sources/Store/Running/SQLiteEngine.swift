import Kernel
import Synchronization

/// SQLite's threads: one writer that commits in groups, a few readers. In memory, one connection serves both.
final class SQLiteEngine: Sendable {
    private let writes: JobQueue
    private let reads: JobQueue
    private let workers: Workers
    private let checkpointer: Checkpointer?
    /// How many durable commits the writer made.
    let commits = Counter()

    final class Counter: Sendable {
        private let count = Atomic<Int>(0)
        var value: Int { count.load(ordering: .acquiring) }
        func increment() { count.add(1, ordering: .acquiringAndReleasing) }
    }

    /// Hands a freshly opened connection over to the thread that will own it.
    private final class Handover: @unchecked Sendable {
        let database: SQLiteDatabase
        init(_ database: SQLiteDatabase) { self.database = database }
    }

    init(path: String, isMemory: Bool, options: StoreOptions, whenClosed: @escaping @Sendable () -> Void) throws {
        let settings = SQLiteDatabase.Settings(
            path: path, isMemory: isMemory, isReader: false, synchronous: options.synchronous,
            busyTimeout: options.busyTimeout, cacheSize: options.statementCacheSize)
        var readerSettings = settings
        readerSettings.isReader = true
        let writer = Handover(try SQLiteDatabase(settings))
        var readers: [Handover] = []
        for _ in 0..<(isMemory ? 0 : max(1, options.readers)) {
            readers.append(Handover(try SQLiteDatabase(readerSettings)))
        }

        let writes = JobQueue(options)
        let reads = isMemory ? writes : JobQueue(options)
        (self.writes, self.reads) = (writes, reads)
        let checkpointer = isMemory ? nil : Checkpointer()
        self.checkpointer = checkpointer
        let copier = isMemory ? nil : Handover(try SQLiteDatabase(readerSettings))
        workers = Workers(count: readers.count + (copier == nil ? 1 : 2), whenDone: whenClosed)
        // In memory nothing is gained by sharing a commit, and reads must not see what is not committed.
        let limit = isMemory ? 1 : max(1, options.batchLimit)
        let commits = commits
        workers.start("martlet-writer") {
            if checkpointer != nil { writer.database.countLogPages() }
            let loop = SQLiteLoop(writer.database, options, commits, checkpointer)
            while let jobs = writes.take(max: limit) { loop.perform(jobs) }
            writer.database.close()
        }
        if let copier, let checkpointer {
            workers.start("martlet-checkpoint") {
                checkpointer.run(on: copier.database)
                copier.database.close()
            }
        }
        for reader in readers {
            workers.start("martlet-reader") {
                let loop = SQLiteLoop(reader.database, options, commits)
                while let jobs = reads.take(max: 1) { for job in jobs { loop.read(job) } }
                reader.database.close()
            }
        }
    }

    func submit(_ job: Job) throws {
        switch job.mode {
        case .read: try reads.put(job)
        case .write, .exclusive: try writes.put(job)
        }
    }

    var waitingWrites: Int { writes.count }

    func close() {
        writes.close()
        reads.close()
        checkpointer?.close()
    }

    func wait() async { await workers.wait() }
}
