import Kernel
import Store

/// A workflow as it is stored: its value, and how far it is.
public struct WorkflowRecord: Record {
    /// `wfl_…`
    public static let idPrefix = "wfl"
    /// Its table.
    public static let table = Table(
        "workflow",
        """
        name, subject, input, body, round, state, step, attempts, key, principal, request_id, reason_code, error,
        created_at, updated_at, finished_at
        """)

    /// Where a workflow stands.
    public enum State: String, Codable, Sendable, CaseIterable, FilterValue, DBEncodable, DBDecodable {
        /// Its steps are done one after the other.
        case running
        /// A step failed, or somebody cancelled it: what was done is taken back.
        case undoing
        /// Every step is done.
        case done
        /// Everything was taken back.
        case undone
        /// Something could not be taken back. Somebody must look at it.
        case stuck
    }

    /// The moves of a workflow.
    public static let lifecycle = StateMachine<State>(
        startsAt: .running,
        [
            .running: [.undoing, .done],
            .undoing: [.undone, .stuck],
            .done: [],
            .undone: [.running],
            .stuck: [.undoing],
        ])

    /// The id.
    public let id: ID<WorkflowRecord>
    /// Counts the changes.
    public var version: Int
    /// What kind of workflow it is.
    public let name: WorkflowName
    /// The record it is about.
    public let subject: Reference
    /// Its value as it was asked for; never shown as it is, as the next.
    var input = "{}"
    /// Its value now.
    var body = "{}"
    /// How often it was begun: asked for again, it does everything anew.
    public internal(set) var round: Int
    /// Where it stands.
    public internal(set) var state: State
    /// The step that is done or undone now, from 0.
    public internal(set) var step: Int
    /// How often that was tried.
    public internal(set) var attempts: Int
    /// No two unfinished workflows of a kind have the same key.
    public let key: String?
    /// Who asked for it.
    public let principal: String
    /// The request it was asked for in; what it does is logged under it.
    public let requestID: String
    /// The stable code of why it is undone.
    public internal(set) var reasonCode: String?
    /// Why it is undone, in words.
    public internal(set) var error: String?
    /// When it was asked for.
    public let createdAt: Instant
    /// When it last got on.
    public internal(set) var updatedAt: Instant
    /// When it ended.
    public internal(set) var finishedAt: Instant?

    enum CodingKeys: String, CodingKey {
        case id, version, name, subject, round, state, step, attempts, key, principal, requestID, reasonCode, error
        case createdAt, updatedAt, finishedAt
    }

    init(
        id: ID<WorkflowRecord>, _ name: WorkflowName, about subject: Reference, input: String, key: String?,
        principal: String, requestID: String, at now: Instant
    ) {
        self.id = id
        version = 1
        self.name = name
        self.subject = subject
        self.input = input
        body = input
        round = 1
        state = .running
        step = 0
        attempts = 0
        self.key = key
        self.principal = principal
        self.requestID = requestID
        createdAt = now
        updatedAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = WorkflowName(try row.next() as String)
        subject = try row.next()
        input = try row.next()
        body = try row.next()
        round = try row.next()
        state = try row.next()
        step = try row.next()
        attempts = try row.next()
        key = try row.next()
        principal = try row.next()
        requestID = try row.next()
        reasonCode = try row.next()
        error = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        finishedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(name.rawValue)
        values.add(subject)
        values.add(input)
        values.add(body)
        values.add(round)
        values.add(state)
        values.add(step)
        values.add(attempts)
        values.add(key)
        values.add(principal)
        values.add(requestID)
        values.add(reasonCode)
        values.add(error)
        values.add(createdAt)
        values.add(updatedAt)
        values.add(finishedAt)
    }
}
