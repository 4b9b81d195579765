import Kernel
import Store

extension Transaction {
    /// Asks for a job: it is there if, and only if, this transaction commits. `at` is the earliest time, a higher `priority`
    /// (-9 to 9) goes first. With a `key` there is never a second unfinished job of the kind with the same key: whoever asks
    /// again gets the one that is there. One statement, on PostgreSQL and the first of a transaction two.
    @discardableResult
    public func enqueue<J: Job>(
        _ job: J, at: Instant? = nil, priority: Int = 0, key: String? = nil
    ) throws -> ID<JobRecord> {
        try invariant(registry.job(J.name) != nil, "\(J.name) is among the jobs of its module")
        try invariant((-9...9).contains(priority), "the priority of \(J.name) is from -9 to 9")
        try db.announce("jobs")
        for _ in 0..<3 {
            if let id = try insert(job, at: at ?? now, priority, key) { return id }
            if let id = try unfinished(J.name, key) { return id }
        }
        throw Problem(
            .conflict, "jobs.busy", "The same work is asked for and done at this moment.", remedy: "Try again.")
    }

    /// Asks for a job that is to be run at once, also where it waits already for a later time.
    @discardableResult
    public func hasten<J: Job>(_ job: J, key: String) throws -> ID<JobRecord> {
        let id = try enqueue(job, key: key)
        try execute(
            """
            UPDATE job SET due_at = \(now), version = version + 1
            WHERE tenant = \(tenant) AND id = \(id) AND state = 'waiting' AND due_at > \(now)
            """)
        return id
    }

    /// Nil when an unfinished job with the key is there already.
    private func insert<J: Job>(
        _ job: J, at due: Instant, _ priority: Int, _ key: String?
    ) throws -> ID<JobRecord>? {
        let id = newID(JobRecord.self)
        let input = String(decoding: try Wire.encode(job), as: UTF8.self)
        let sql: SQL = """
            INSERT INTO job (tenant, id, version, name, queue, input, priority, due_at, state, attempts, token, key,
                subject, principal, request_id, created_at)
            VALUES (\(tenant), \(id), 1, \(J.name.rawValue), \(J.queue.rawValue), \(input), \(priority), \(due),
                'waiting', 0, 0, \(key), \(job.subject), \(caller.principal), \(request.requestID), \(now))
            """
        guard key != nil else {
            try send(sql)
            return id
        }
        return try execute("\(sql) ON CONFLICT DO NOTHING") == 1 ? id : nil
    }

    private func unfinished(_ name: JobName, _ key: String?) throws -> ID<JobRecord>? {
        try scalar(
            """
            SELECT id FROM job WHERE tenant = \(tenant) AND name = \(name.rawValue) AND key = \(key)
                AND state IN ('waiting', 'running')
            """)
    }
}

extension Reader {
    /// Whether a job of a kind was asked for with a key and is still to be found, in whatever state.
    public func knowsJob<J: Job>(_ kind: J.Type, key: String) throws -> Bool {
        let found: Int? = try scalar(
            "SELECT 1 FROM job WHERE tenant = \(tenant) AND name = \(J.name.rawValue) AND key = \(key) LIMIT 1")
        return found != nil
    }
}
