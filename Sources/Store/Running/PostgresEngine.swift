import Kernel

/// PostgreSQL's pool: threads with one blocking connection each, opened when first needed.
final class PostgresEngine: Sendable {
    private let jobs: JobQueue
    private let workers: Workers

    init(address: PostgresAddress, options: StoreOptions, whenClosed: @escaping @Sendable () -> Void) throws {
        // A wrong address is told at once, not by the first request.
        _ = try PostgresSession(address, cacheSize: 1, lockTimeout: options.busyTimeout)
        let jobs = JobQueue(options)
        self.jobs = jobs
        let size = max(1, options.poolSize)
        workers = Workers(count: size, whenDone: whenClosed)
        for lane in 0..<size {
            workers.start("martlet-pg-\(lane)") {
                let worker = PostgresWorker(address, lane: lane, options)
                while let taken = jobs.take(max: 1) { for job in taken { worker.perform(job) } }
                worker.close()
            }
        }
    }

    func submit(_ job: Job) throws { try jobs.put(job) }

    var waiting: Int { jobs.count }

    func close() { jobs.close() }

    func wait() async { await workers.wait() }
}
