import Kernel
import Store

/// How the queues are doing: what waits, how long, and how the last hour went.
struct ListQueues: Query {
    static let name: QueryName = "job_runs.queues"
    static let permission = Permission.jobRunsRead
    static let summary =
        "Each queue with what waits and runs, the longest wait, and failures and waits of the last hour."

    /// A queue now and in the last hour.
    struct Health: Codable, Sendable {
        let queue: QueueName
        /// Jobs that could run now. Counted up to 10,000, as the others are.
        let waiting: Int
        /// Jobs whose time has not come.
        let later: Int
        let running: Int
        /// Jobs that somebody must look at.
        let dead: Int
        /// How long the first of those that could run has waited.
        let oldestWaitingMs: Int?
        /// Attempts of the last hour, and how many of them failed.
        let attempts: Int
        let failures: Int
        /// How long jobs waited for a worker: half of them, and all but one in twenty, no longer than this.
        let waitedMsMedian: Int?
        let waitedMsP95: Int?
        /// Whether there were more attempts than were looked at: then it is the latest of them.
        let isSampled: Bool
    }

    static let cap = 10_000

    func fetch(in db: Reader) throws -> [Health] {
        let attempts = try lastHour(in: db)
        let isSampled = attempts.count == Self.cap
        let byQueue = Dictionary(grouping: attempts, by: \.queue)
        return try names(in: db).map { name in
            let own = byQueue[name] ?? []
            let waits = own.map(\.waited).sorted()
            let failures = own.filter { attempt in attempt.outcome == .failed || attempt.outcome == .lost }.count
            let oldest: Instant? = try db.scalar(
                """
                SELECT min(due_at) FROM job WHERE tenant = \(db.tenant) AND queue = \(name) AND state = 'waiting'
                    AND due_at <= \(db.now)
                """)
            return Health(
                queue: QueueName(name), waiting: try count(name, "state = 'waiting' AND due_at <= \(db.now)", in: db),
                later: try count(name, "state = 'waiting' AND due_at > \(db.now)", in: db),
                running: try count(name, "state = 'running'", in: db), dead: try count(name, "state = 'dead'", in: db),
                oldestWaitingMs: oldest.map { due in Int((db.now - due).microseconds / 1_000) }, attempts: own.count,
                failures: failures, waitedMsMedian: Self.part(50, of: waits), waitedMsP95: Self.part(95, of: waits),
                isSampled: isSampled)
        }
    }

    /// The queues of this build, and those in which something waits all the same.
    private func names(in db: Reader) throws -> [String] {
        let stored: [String] = try db.rows(
            "SELECT DISTINCT queue FROM job WHERE tenant = \(db.tenant) AND state IN ('waiting', 'dead') LIMIT 100"
        ) { row in try row.next() }
        return Set(db.registry.queues.map(\.rawValue) + stored).sorted()
    }

    private func count(_ queue: String, _ condition: SQL, in db: Reader) throws -> Int {
        try db.scalar(
            """
            SELECT count(*) FROM (SELECT 1 FROM job WHERE tenant = \(db.tenant) AND queue = \(queue) AND \(condition)
                LIMIT \(Self.cap)) AS counted
            """) ?? 0
    }

    private func lastHour(in db: Reader) throws -> [(queue: String, outcome: AttemptOutcome, waited: Int)] {
        try db.rows(
            """
            SELECT queue, outcome, waited_ms FROM job_attempt
            WHERE tenant = \(db.tenant) AND ended_at >= \(db.now - .hours(1)) ORDER BY ended_at DESC LIMIT \(Self.cap)
            """
        ) { row in (try row.next(), try row.next(), try row.next()) }
    }

    private static func part(_ percent: Int, of sorted: [Int]) -> Int? {
        sorted.isEmpty ? nil : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}
