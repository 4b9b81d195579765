import Kernel
import Store

/// For a time, somebody decides in a colleague's place: on everything the colleague may decide, or on one approval.
public struct ApprovalDelegation: Record {
    /// `dlg_…`
    public static let idPrefix = "dlg"
    /// Its table.
    public static let table = Table("approval_delegation", "lender, delegate, approval, created_at, until, ended_at")

    /// The id.
    public let id: ID<ApprovalDelegation>
    /// Counts the saves.
    public var version: Int
    /// In whose place.
    public let lender: String
    /// Who decides.
    public let delegate: String
    /// The one approval it is about; absent for all.
    public let approval: ID<Approval>?
    /// When it was given.
    public let createdAt: Instant
    /// When it ends by itself.
    public let until: Instant
    /// When it was taken back.
    public internal(set) var endedAt: Instant?

    init(
        id: ID<ApprovalDelegation>, lender: String, delegate: String, approval: ID<Approval>?, createdAt: Instant,
        until: Instant
    ) {
        self.id = id
        version = 1
        self.lender = lender
        self.delegate = delegate
        self.approval = approval
        self.createdAt = createdAt
        self.until = until
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        lender = try row.next()
        delegate = try row.next()
        approval = try row.next()
        createdAt = try row.next()
        until = try row.next()
        endedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(lender)
        values.add(delegate)
        values.add(approval)
        values.add(createdAt)
        values.add(until)
        values.add(endedAt)
    }

    /// Whether somebody decides in a colleague's place now.
    static func active(from lender: String, to delegate: String, for approval: ID<Approval>, in db: Reader) throws
        -> Bool
    {
        let found: Int? = try db.scalar(
            """
            SELECT 1 FROM approval_delegation
            WHERE tenant = \(db.tenant) AND lender = \(lender) AND delegate = \(delegate)
                AND (approval IS NULL OR approval = \(approval)) AND ended_at IS NULL AND until > \(db.now) LIMIT 1
            """)
        return found != nil
    }
}

/// Lets a colleague decide in one's place for a time.
struct DelegateApprovals: Action {
    static let name: ActionName = "approvals.delegate"
    static let permission: Permission = "approvals.decide"
    static let summary = "Lets a colleague decide in your place for a time, on everything or on one request."
    /// The longest time, in days.
    static let longest: Int64 = 366

    /// Who decides for you: `usr_…`.
    var to: String
    /// Until when.
    var until: Instant
    /// Only this request.
    var approval: ID<Approval>?

    func perform(in tx: Transaction) throws -> ApprovalDelegation {
        let lender = tx.caller.person
        var check = Validation()
        check.check(to != lender, "to", "yourself", "You decide for yourself already.")
        check.check(until > tx.now, "until", "in_the_past", "The time must be in the future.")
        check.check(
            until <= tx.now + .days(Self.longest), "until", "too_long", "At most \(Self.longest) days from now.")
        let colleague = try tx.knownPeople()?.first { $0.principal == to }
        check.check(colleague != nil, "to", "no_such_person", "Nobody in this shop goes by that id.")
        check.check(
            colleague?.may("approvals.decide") ?? true, "to", "may_not_decide",
            "They may not decide on approvals: give their role that right first.")
        try check.finish()
        let about = try approval.map { try tx.find($0) }
        if let about, about.status != .pending { throw about.isOver }
        if about?.asker == to { throw Problem.ownRequest }
        let delegation = ApprovalDelegation(
            id: tx.newID(), lender: lender, delegate: to, approval: approval, createdAt: tx.now, until: until)
        try tx.insert(delegation)
        try about?.note(.delegated, for: to, in: tx)
        return delegation
    }
}

/// Takes it back.
struct EndDelegation: Action {
    static let name: ActionName = "approval_delegations.end"
    static let permission: Permission = "approvals.decide"
    static let summary = "Ends a delegation; what was decided in your place stays decided."

    var delegation: ID<ApprovalDelegation>

    func perform(in tx: Transaction) throws -> ApprovalDelegation {
        var record = try tx.find(delegation)
        guard record.lender == tx.caller.person || tx.caller.personRole == "owner" else {
            throw Problem.notFound(delegation.reference)
        }
        guard record.endedAt == nil, record.until > tx.now else {
            throw Problem(
                .conflict, "approval_delegations.ended", "This delegation has ended already.",
                remedy: "There is nothing to do.")
        }
        record.endedAt = tx.now
        try tx.save(&record)
        return record
    }
}

/// Who decides in whose place, newest first.
struct ListDelegations: ListQuery {
    static let name: QueryName = "approval_delegations.list"
    static let permission: Permission = "approvals.read"
    static let summary = "Who decides in whose place, newest first."
    /// Only those that hold now.
    var active: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ApprovalDelegation> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let active {
            let holds: SQL = "ended_at IS NULL AND until > \(db.now)"
            conditions.add(active ? holds : "NOT (\(holds))")
        }
        return try db.page(
            ApprovalDelegation.table.columns, from: ApprovalDelegation.table.sql, where: conditions,
            order: .descending("id"), limit: limit, after: after
        ) { row in try ApprovalDelegation(row: &row) }
    }
}
