import Kernel
import Store

/// How an attempt at a job ended.
public enum AttemptOutcome: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
    /// It succeeded.
    case done
    /// It wants to be run again later, which is no failure.
    case again
    /// It failed.
    case failed
    /// Its worker fell silent.
    case lost
    /// Its worker stopped and left it to the others.
    case givenBack = "given_back"
    /// Somebody cancelled the job meanwhile.
    case cancelled
}

/// What a run came to, to be written down.
enum RunResult: Sendable {
    case done
    case again(after: TimeSpan)
    case failed(Problem, isFinal: Bool)
    case givenBack
}

/// Writes down what came of attempts, each under the fencing token of its lease.
struct AttemptBook: Sendable {
    let registry: Registry
    let randomness: any Randomness
    let ids: IDSource

    /// Writes down several in one transaction. What is no longer the worker's is left alone.
    func note(
        _ results: [(claim: JobClaim, result: RunResult)], by worker: String, at now: Instant, on db: Connection
    ) throws {
        for (tenant, group) in Dictionary(grouping: results, by: \.claim.tenant).sorted(by: { $0.key < $1.key }) {
            var done: [JobClaim] = []
            for (claim, result) in group {
                switch result {
                case .done: done.append(claim)
                case .again(let span): try again(claim, .again, due: now + span, at: now, on: db)
                case .givenBack: try again(claim, .givenBack, due: now, at: now, on: db)
                case .failed(let problem, let isFinal):
                    guard let job = try held(claim, on: db) else { continue }
                    try fail(job, .failed, problem, isFinal: isFinal, tenant, at: now, on: db)
                }
            }
            try finish(done, tenant, by: worker, at: now, on: db)
        }
    }

    /// Many that succeeded: one statement for the jobs, one for the attempts.
    private func finish(
        _ claims: [JobClaim], _ tenant: Int64, by worker: String, at now: Instant, on db: Connection
    ) throws {
        if claims.isEmpty { return }
        let held: [(ID<JobRecord>, Int)] = try db.rows(
            """
            UPDATE job SET state = 'done', version = version + 1, lease_until = NULL, worker = NULL, finished_at = \(now),
                reason_code = NULL, error = NULL
            WHERE tenant = \(tenant) AND state = 'running' AND worker = \(worker) AND id IN \(list: claims.map(\.id))
            RETURNING id, token
            """
        ) { row in (try row.next(), try row.next()) }
        let tokens = Dictionary(held, uniquingKeysWith: { first, _ in first })
        for claim in claims {
            try invariant(tokens[claim.id].map { $0 == claim.token } ?? true, "a worker holds one lease on a job")
        }
        let rows = claims.filter { claim in tokens[claim.id] != nil }.map { claim in
            Self.row(
                claim.tenant, claim.id, claim.token, claim.queue, worker, .done, waited: claim.waited,
                started: claim.startedAt, ended: now, nil)
        }
        try db.insertMany(into: "job_attempt", columns: Self.columns, rows: rows)
        // One that was run before may have been a dead letter, which nobody needs to look at any more.
        for claim in claims where claim.token > claim.attempts && tokens[claim.id] != nil {
            let tx = transaction(tenant, requestID: claim.requestID, at: now, on: db)
            try tx.settle(ChoreReasons.dead, about: claim.id.reference)
            try ActionRunner.record(tx, at: now)
        }
    }

    private func transaction(_ tenant: Int64, requestID: String, at now: Instant, on db: Connection) -> Transaction {
        Transaction(
            db: db, tenant: tenant, caller: .system("jobs"), request: RequestContext(requestID: requestID), now: now,
            registry: registry, ids: ids)
    }

    /// The job, if the lease is still the claim's.
    private func held(_ claim: JobClaim, on db: Connection) throws -> JobRecord? {
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE")"
        return try db.first(
            """
            SELECT \(JobRecord.table.columns) FROM job WHERE tenant = \(claim.tenant) AND id = \(claim.id)
                AND state = 'running' AND token = \(claim.token) \(locking)
            """
        ) { row in try JobRecord(row: &row) }
    }

    /// Waits again, without counting the attempt.
    private func again(
        _ claim: JobClaim, _ outcome: AttemptOutcome, due: Instant, at now: Instant, on db: Connection
    ) throws {
        guard let job = try held(claim, on: db) else { return }
        try wait(job, claim.tenant, until: due, attempts: max(0, job.attempts - 1), nil, on: db)
        try add(outcome, of: job, claim.tenant, at: now, nil, on: db)
    }

    /// A failed attempt: it waits to be tried again, or becomes a dead letter.
    func fail(
        _ job: JobRecord, _ outcome: AttemptOutcome, _ problem: Problem, isFinal: Bool, _ tenant: Int64,
        at now: Instant,
        on db: Connection
    ) throws {
        let rule = registry.job(job.name)?.retry ?? RetryRule()
        try add(outcome, of: job, tenant, at: now, problem, on: db)
        if isFinal || job.attempts >= rule.attempts {
            try bury(job, problem, tenant, at: now, on: db)
        } else {
            let wait = rule.wait(after: job.attempts, randomness)
            try self.wait(job, tenant, until: now + wait, attempts: job.attempts, problem, on: db)
        }
    }

    private func wait(
        _ job: JobRecord, _ tenant: Int64, until due: Instant, attempts: Int, _ problem: Problem?, on db: Connection
    ) throws {
        try db.send(
            """
            UPDATE job SET state = 'waiting', version = version + 1, lease_until = NULL, worker = NULL, due_at = \(due),
                attempts = \(attempts), reason_code = \(problem?.code), error = \(problem?.inBrief)
            WHERE tenant = \(tenant) AND id = \(job.id) AND token = \(job.token)
            """)
    }

    private func bury(
        _ job: JobRecord, _ problem: Problem, _ tenant: Int64, at now: Instant, on db: Connection
    ) throws {
        let tx = transaction(tenant, requestID: job.requestID, at: now, on: db)
        try tx.perform(BuryJob(jobRun: job.id, code: problem.code, error: problem.inBrief))
        try ActionRunner.record(tx, at: now)
    }

    private func add(
        _ outcome: AttemptOutcome, of job: JobRecord, _ tenant: Int64, at now: Instant, _ problem: Problem?,
        on db: Connection
    ) throws {
        let started = job.startedAt ?? now
        let row = Self.row(
            tenant, job.id, job.token, job.queue, job.worker ?? "", outcome, waited: max(.zero, started - job.dueAt),
            started: started, ended: now, problem)
        try db.insertMany(into: "job_attempt", columns: Self.columns, rows: [row])
    }

    /// The attempt that a cancelled job was at.
    static func cancelled(_ job: JobRecord, worker: String, in tx: Transaction) throws {
        let started = job.startedAt ?? tx.now
        let row = row(
            tx.tenant, job.id, job.token, job.queue, worker, .cancelled, waited: max(.zero, started - job.dueAt),
            started: started, ended: tx.now, nil)
        try tx.insertMany(into: "job_attempt", columns: columns, rows: [row])
    }

    private static let columns: [StaticString] = [
        "tenant", "job", "token", "queue", "worker", "outcome", "waited_ms", "started_at", "ended_at", "reason_code",
        "error",
    ]

    private static func row(
        _ tenant: Int64, _ job: ID<JobRecord>, _ token: Int, _ queue: QueueName, _ worker: String,
        _ outcome: AttemptOutcome, waited: TimeSpan, started: Instant, ended: Instant, _ problem: Problem?
    ) -> [DBValue] {
        [
            tenant.dbValue, job.dbValue, token.dbValue, queue.rawValue.dbValue, worker.dbValue, outcome.dbValue,
            (waited.microseconds / 1_000).dbValue, started.dbValue, ended.dbValue, (problem?.code).dbValue,
            (problem?.inBrief).dbValue,
        ]
    }
}

extension Problem {
    /// What is kept of it beside a job: title, detail and wrong fields, not too long.
    var inBrief: String { String(description.prefix(500)) }
}
