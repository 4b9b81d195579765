import Kernel
import Store

/// A job as it is stored: what is to be done, where it stands, and who works on it.
public struct JobRecord: Record {
    /// `job_…`
    public static let idPrefix = "job"
    /// Its table.
    public static let table = Table(
        "job",
        """
        name, queue, input, priority, due_at, state, attempts, token, lease_until, worker, key, subject, principal,
        request_id, reason_code, error, created_at, started_at, finished_at
        """)

    /// Where a job stands.
    public enum State: String, Codable, Sendable, CaseIterable, FilterValue, DBEncodable, DBDecodable {
        /// Until its time has come and a worker is free.
        case waiting
        /// A worker holds its lease.
        case running
        /// It succeeded.
        case done
        /// It was tried often enough, or gave up. Somebody must look at it.
        case dead
        /// Somebody decided that it is not to be done.
        case cancelled
    }

    /// The moves of a job.
    public static let lifecycle = StateMachine<State>(
        startsAt: .waiting,
        [
            .waiting: [.running, .cancelled],
            .running: [.done, .waiting, .dead, .cancelled],
            .done: [],
            .dead: [.waiting, .cancelled],
            .cancelled: [.waiting],
        ])

    /// The id.
    public let id: ID<JobRecord>
    /// Counts the changes.
    public var version: Int
    /// What kind of job it is.
    public let name: JobName
    /// Where it waits.
    public let queue: QueueName
    /// The job itself as JSON, with its secrets: never shown as it is, and not part of what is told of the record.
    var input = "{}"
    /// The higher, the sooner.
    public let priority: Int
    /// Not before.
    public internal(set) var dueAt: Instant
    /// Where it stands.
    public internal(set) var state: State
    /// How often it was tried since it was asked for, or since somebody asked for it again.
    public internal(set) var attempts: Int
    /// Counts the leases. What a worker writes counts only while its lease is the last one.
    public internal(set) var token: Int
    /// Until when the worker's lease is good without word from it.
    public internal(set) var leaseUntil: Instant?
    /// Which process works on it.
    public internal(set) var worker: String?
    /// No two unfinished jobs of a kind have the same key.
    public let key: String?
    /// The record it is about.
    public let subject: Reference?
    /// Who asked for it.
    public let principal: String
    /// The request it was asked for in; what it does is logged under it.
    public let requestID: String
    /// The stable code of what went wrong last.
    public internal(set) var reasonCode: String?
    /// What went wrong last, in words.
    public internal(set) var error: String?
    /// When it was asked for.
    public let createdAt: Instant
    /// When its last run began.
    public internal(set) var startedAt: Instant?
    /// When it ended.
    public internal(set) var finishedAt: Instant?

    enum CodingKeys: String, CodingKey {
        case id, version, name, queue, priority, dueAt, state, attempts, token, leaseUntil, worker, key, subject
        case principal, requestID, reasonCode, error, createdAt, startedAt, finishedAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = JobName(try row.next() as String)
        queue = QueueName(try row.next() as String)
        input = try row.next()
        priority = try row.next()
        dueAt = try row.next()
        state = try row.next()
        attempts = try row.next()
        token = try row.next()
        leaseUntil = try row.next()
        worker = try row.next()
        key = try row.next()
        subject = try row.next()
        principal = try row.next()
        requestID = try row.next()
        reasonCode = try row.next()
        error = try row.next()
        createdAt = try row.next()
        startedAt = try row.next()
        finishedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(name.rawValue)
        values.add(queue.rawValue)
        values.add(input)
        values.add(priority)
        values.add(dueAt)
        values.add(state)
        values.add(attempts)
        values.add(token)
        values.add(leaseUntil)
        values.add(worker)
        values.add(key)
        values.add(subject)
        values.add(principal)
        values.add(requestID)
        values.add(reasonCode)
        values.add(error)
        values.add(createdAt)
        values.add(startedAt)
        values.add(finishedAt)
    }
}
