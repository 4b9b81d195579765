import Kernel
import Store

/// An action that waits for somebody else's yes: exactly as it was asked, as JSON.
public struct Approval: Record {
    /// `apr_…`
    public static let idPrefix = "apr"
    /// Its table.
    public static let table = Table(
        "approval",
        "action, input, digest, requested_by, request_key, status, created_at, decided_by, decided_at, notes")

    /// The life of an approval.
    public enum Status: String, Codable, Sendable, CaseIterable, FilterValue {
        case pending, approved, rejected
    }

    /// Pending until one decision; decisions are final.
    public static let lifecycle = StateMachine<Status>(
        startsAt: .pending, [.pending: [.approved, .rejected], .approved: [], .rejected: []])

    /// The id.
    public let id: ID<Approval>
    /// Counts the saves.
    public var version: Int
    /// The action that waits.
    public let action: ActionName
    /// Its input, as it was asked.
    public let input: JSON
    /// SHA-256 of the input.
    public let digest: String
    /// Who asked. Never the one who decides.
    public let requestedBy: String
    /// The idempotency key it was asked with: asking again with it finds this approval, not another.
    public let requestKey: String?
    /// Where it stands.
    public internal(set) var status: Status
    /// When it was asked.
    public let createdAt: Instant
    /// Who decided.
    public internal(set) var decidedBy: String?
    /// When.
    public internal(set) var decidedAt: Instant?
    /// What they said.
    public internal(set) var notes: String?

    init(
        id: ID<Approval>, action: ActionName, input: JSON, digest: String, requestedBy: String, requestKey: String?,
        createdAt: Instant
    ) {
        self.id = id
        version = 1
        self.action = action
        self.input = input
        self.digest = digest
        self.requestedBy = requestedBy
        self.requestKey = requestKey
        status = .pending
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        action = ActionName(try row.next() as String)
        input = try JSON(parsing: try row.next(String.self))
        digest = try row.next()
        requestedBy = try row.next()
        requestKey = try row.next()
        status = try row.next()
        createdAt = try row.next()
        decidedBy = try row.next()
        decidedAt = try row.next()
        notes = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(action.rawValue)
        values.add(String(decoding: input.bytes, as: UTF8.self))
        values.add(digest)
        values.add(requestedBy)
        values.add(requestKey)
        values.add(status)
        values.add(createdAt)
        values.add(decidedBy)
        values.add(decidedAt)
        values.add(notes)
    }
}

/// Which actions must wait in a shop.
enum ApprovalPolicy {
    static let required = Setting<[String]>(
        "approvals.required_actions",
        "Names of the actions that somebody else must approve, for example orders.cancel.",
        default: []
    ) { names in names.count > 200 ? "Name at most 200 actions." : nil }

    static func holds(_ action: ActionName, in db: Reader) throws -> Bool {
        // The system's own work is never held: nobody could approve it in time.
        if db.caller.kind == .system { return false }
        return try db.setting(required).contains(action.rawValue)
    }
}

/// Stores an action that must wait. Performed by the runner in place of the action.
struct RequestApproval: Action {
    static let name: ActionName = "approvals.request"
    static let permission: Permission = "approvals.request"
    static let summary = "Stores an action, exactly as asked, until somebody else approves it."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ApprovalRequested.self] }

    var action: ActionName
    var input: JSON
    var digest: String
    var key: String?

    func perform(in tx: Transaction) throws -> Approval {
        let approval = Approval(
            id: tx.newID(), action: action, input: input, digest: digest, requestedBy: tx.caller.principal,
            requestKey: key, createdAt: tx.now)
        try tx.insert(approval)
        try tx.emit(ApprovalRequested(approval: approval.id, action: action, requestedBy: approval.requestedBy))
        return approval
    }
}

/// Says yes: the action runs now, unchanged, in this same transaction. Nobody approves what they asked for.
struct Approve: Action {
    static let name: ActionName = "approvals.approve"
    static let permission: Permission = "approvals.decide"
    static let summary = "Approves a waiting action and performs it, exactly as it was asked."
    static var emits: [any Event.Type] { [ApprovalDecided.self] }

    var approval: ID<Approval>
    var notes: String?

    func perform(in tx: Transaction) throws -> Decided {
        var record = try tx.find(approval)
        try record.decide(.approved, notes: notes, in: tx)
        let entry = try tx.registry.action(record.action.rawValue)
        try tx.caller.require(entry.permission)
        let outcome = try tx.performDecoded(try entry.decode(record.input.bytes))
        return Decided(approval: record, outcome: outcome)
    }
}

/// Says no: the action will not run.
struct Reject: Action {
    static let name: ActionName = "approvals.reject"
    static let permission: Permission = "approvals.decide"
    static let summary = "Rejects a waiting action; it will not run."
    static var emits: [any Event.Type] { [ApprovalDecided.self] }

    var approval: ID<Approval>
    var notes: String?

    func perform(in tx: Transaction) throws -> Decided {
        var record = try tx.find(approval)
        try record.decide(.rejected, notes: notes, in: tx)
        return Decided(approval: record, outcome: nil)
    }
}

/// A decided approval and, when it ran, what the action answered.
struct Decided: Codable, Sendable {
    let approval: Approval
    let outcome: JSON?
}

extension Approval {
    /// The approval this principal has already asked for with a key; refuses when it was about another input.
    static func asked(with key: String, action: ActionName, digest: String, in db: Reader) throws -> Approval? {
        let earlier = try db.records(
            Approval.self,
            where: "requested_by = \(db.caller.principal) AND action = \(action.rawValue) AND request_key = \(key)"
        ).first
        if let earlier, earlier.digest != digest { throw IdempotencyKeys.reused }
        return earlier
    }

    mutating func decide(_ status: Status, notes: String?, in tx: Transaction) throws {
        try Self.lifecycle.move(&self.status, to: status)
        guard requestedBy != tx.caller.principal else {
            throw Problem(
                .forbidden, "approvals.own_request", "Nobody decides on their own request.",
                remedy: "Ask a colleague who may decide on approvals.")
        }
        decidedBy = tx.caller.principal
        decidedAt = tx.now
        self.notes = notes
        try tx.save(&self)
        try tx.emit(ApprovalDecided(approval: id, action: action, status: status))
    }
}

extension Transaction {
    /// Performs a decoded action inside this one; answers its outcome as JSON.
    func performDecoded(_ action: any Action) throws -> JSON {
        func run<A: Action>(_ action: A) throws -> JSON { try Wire.json(try perform(action)) }
        return try run(action)
    }
}

/// An action waits for approval.
struct ApprovalRequested: Event {
    static let name: EventName = "approvals.requested.v1"
    static let summary = "An action was held and waits for somebody else's approval."
    let approval: ID<Approval>
    let action: ActionName
    let requestedBy: String
    var subject: Reference { approval.reference }
}

/// Somebody decided.
struct ApprovalDecided: Event {
    static let name: EventName = "approvals.decided.v1"
    static let summary = "A waiting action was approved (and performed) or rejected."
    let approval: ID<Approval>
    let action: ActionName
    let status: Approval.Status
    var subject: Reference { approval.reference }
}

/// Approvals, newest first.
struct ListApprovals: ListQuery {
    static let name: QueryName = "approvals.list"
    static let permission: Permission = "approvals.read"
    static let summary = "Actions that wait or waited for approval, newest first."
    /// An id, or a part of the action's name or of who asked.
    var q: String?
    var status: AnyOf<Approval.Status>?
    /// When it was asked, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Approval> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(status, "status", isIndexed: true)
        try conditions.add(created, "created_at", ids: "id", in: db)
        if let id = q.flatMap({ ID<Approval>(Text.trimmed($0)) }) {
            conditions.add("id = \(id)")
        } else {
            try conditions.add(words: q, plain: ["action", "requested_by"])
        }
        return try db.page(
            Approval.table.columns, from: Approval.table.sql, where: conditions, order: .descending("id"), limit: limit,
            after: after
        ) { row in try Approval(row: &row) }
    }
}

/// One approval.
struct GetApproval: Query {
    static let name: QueryName = "approvals.get"
    static let permission: Permission = "approvals.read"
    static let summary = "One approval with the action's input."
    var approval: ID<Approval>
    func fetch(in db: Reader) throws -> Approval { try db.find(approval) }
}
