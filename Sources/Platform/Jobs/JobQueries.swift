import Kernel
import Store

/// A job as people and programs see it: with its input, secrets masked.
struct JobView: Codable, Sendable {
    let id: ID<JobRecord>
    let version: Int
    let name: JobName
    let queue: QueueName
    let state: JobRecord.State
    let priority: Int
    let attempts: Int
    /// How often it is tried; absent when this build does not know the job.
    let attemptLimit: Int?
    /// Not before; for one that failed, when it is tried again.
    let dueAt: Instant
    let subject: Reference?
    /// Who asked for it.
    let principal: String
    let requestID: String
    /// The process that works on it.
    let worker: String?
    let leaseUntil: Instant?
    /// The stable code of what went wrong last.
    let reasonCode: String?
    let error: String?
    let key: String?
    let createdAt: Instant
    let startedAt: Instant?
    let finishedAt: Instant?

    init(_ job: JobRecord, in registry: Registry) {
        id = job.id
        version = job.version
        name = job.name
        queue = job.queue
        state = job.state
        priority = job.priority
        attempts = job.attempts
        attemptLimit = registry.job(job.name)?.retry.attempts
        dueAt = job.dueAt
        subject = job.subject
        principal = job.principal
        requestID = job.requestID
        worker = job.worker
        leaseUntil = job.leaseUntil
        reasonCode = job.reasonCode
        error = job.error
        key = job.key
        createdAt = job.createdAt
        startedAt = job.startedAt
        finishedAt = job.finishedAt
    }
}

/// Jobs, newest first.
struct ListJobs: ListQuery {
    static let name: QueryName = "job_runs.list"
    static let permission = Permission.jobRunsRead
    static let summary = "Jobs that wait, run or have ended, newest first."

    /// A job's id, or a part of a name or of what went wrong.
    var q: String?
    var state: AnyOf<JobRecord.State>?
    var queue: AnyOf<String>?
    var name: AnyOf<String>?
    /// The record they are about.
    var subject: Reference?
    /// When they were asked for, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<JobView> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state", isIndexed: true)
        conditions.add(name, "name", isIndexed: true)
        conditions.add(queue, "queue")
        if let subject { conditions.add("subject = \(subject)") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        try conditions.add(words: q, plain: ["name", "coalesce(error, '')"])
        return try db.page(
            JobRecord.table.columns, from: JobRecord.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in JobView(try JobRecord(row: &row), in: db.registry) }
    }
}

/// One job with its attempts.
struct GetJob: Query {
    static let name: QueryName = "job_runs.get"
    static let permission = Permission.jobRunsRead
    static let summary = "One job with its input, secrets masked, and what came of each attempt."

    /// What came of an attempt.
    struct Attempt: Codable, Sendable {
        /// Counts the leases of the job.
        let token: Int
        let outcome: AttemptOutcome
        let worker: String
        /// How long it had waited for a worker.
        let waitedMs: Int
        let startedAt: Instant
        let endedAt: Instant
        let reasonCode: String?
        let error: String?
    }

    struct Answer: Codable, Sendable {
        let job: JobView
        /// What the job does.
        let summary: String?
        /// The job itself, secrets masked.
        let input: JSON
        /// The newest first, at most a hundred.
        let attempts: [Attempt]
    }

    var jobRun: ID<JobRecord>

    func fetch(in db: Reader) throws -> Answer {
        let job = try db.find(jobRun)
        let entry = db.registry.job(job.name)
        let attempts = try db.rows(
            """
            SELECT token, outcome, worker, waited_ms, started_at, ended_at, reason_code, error FROM job_attempt
            WHERE tenant = \(db.tenant) AND job = \(job.id) ORDER BY token DESC LIMIT 100
            """
        ) { row in
            Attempt(
                token: try row.next(), outcome: try row.next(), worker: try row.next(), waitedMs: try row.next(),
                startedAt: try row.next(), endedAt: try row.next(), reasonCode: try row.next(), error: try row.next())
        }
        return Answer(
            job: JobView(job, in: db.registry), summary: entry?.summary,
            input: try Redaction.shown(job.input, hiding: entry?.redacted), attempts: attempts)
    }
}

extension Redaction {
    /// A stored input as it is shown; nothing of one whose secrets this build does not know.
    static func shown(_ text: String, hiding fields: Set<String>?) throws -> JSON {
        guard let fields else { return .object(JSONObject([])) }
        return masking(try JSON(parsing: Array(text.utf8)), fields: fields)
    }
}
