import Kernel
import Store

/// Approvals, newest first.
struct ListApprovals: ListQuery {
    static let name: QueryName = "approvals.list"
    static let permission: Permission = "approvals.read"
    static let summary = "Actions that wait or waited for approval, newest first."
    /// An id of an approval or of the record it is about, or a part of the action's name or of who asked.
    var q: String?
    var status: AnyOf<Approval.Status>?
    /// Only these actions.
    var action: AnyOf<String>?
    /// Only those about this record.
    var about: Reference?
    /// Only those that you have asked for, or only the others.
    var mine: Bool?
    /// When it was asked, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Approval> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(status, "status", isIndexed: true)
        conditions.add(action, "action")
        if let about { conditions.add("about = \(about)") }
        if let mine { conditions.add(mine ? "asker = \(db.caller.person)" : "asker <> \(db.caller.person)") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        if let id = q.flatMap({ ID<Approval>(Text.trimmed($0)) }) {
            conditions.add("id = \(id)")
        } else if let about = q.flatMap({ Reference(Text.trimmed($0)) }) {
            conditions.add("about = \(about)")
        } else {
            try conditions.add(words: q, plain: ["action", "requested_by"])
        }
        return try db.page(
            Approval.table.columns, from: Approval.table.sql, where: conditions, order: .descending("id"), limit: limit,
            after: after
        ) { row in
            var approval = try Approval(row: &row)
            approval.preview = nil
            return approval
        }
    }
}

/// One approval.
struct GetApproval: Query {
    static let name: QueryName = "approvals.get"
    static let permission: Permission = "approvals.read"
    static let summary = "One approval with the action's input, and what it would do for those who may do it."
    var approval: ID<Approval>

    func fetch(in db: Reader) throws -> Approval {
        var found = try db.find(approval)
        let isOwn = found.asker == db.caller.person
        if !isOwn, !db.caller.may(try db.registry.action(found.action.rawValue).permission) { found.preview = nil }
        return found
    }
}

/// What happened to an approval.
struct ListApprovalEntries: Query {
    static let name: QueryName = "approvals.history"
    static let permission: Permission = "approvals.read"
    static let summary = "What happened to an approval, oldest first: who asked, who said what, how it ended."
    var approval: ID<Approval>

    func fetch(in db: Reader) throws -> [ApprovalEntry] { try db.find(approval).entries(in: db) }
}

/// Who may decide on an approval.
struct ApprovalDeciders: Codable, Sendable {
    /// Colleagues who may still decide: `usr_…`.
    let people: [String]
    /// Colleagues in whose place you may.
    let lenders: [String]
    /// Whether you may, in your own right.
    let you: Bool
    /// Why you may not.
    let because: String?
}

/// Who may decide on an approval now.
struct ListDeciders: Query {
    static let name: QueryName = "approvals.deciders"
    static let permission: Permission = "approvals.read"
    static let summary = "Who may still decide on a waiting approval, and whether you may."
    var approval: ID<Approval>

    func fetch(in db: Reader) throws -> ApprovalDeciders {
        let record = try db.find(approval)
        let deciders = try Deciders(of: record, in: db)
        let votes = try record.entries(in: db).filter { $0.kind == .approved }
        let voted = Set(votes.map(\.voter))
        let left = deciders.left(of: try db.knownPeople() ?? []).map(\.principal).filter { !voted.contains($0) }
        let person = db.caller.person
        let hasVoted = voted.contains(person) || votes.contains { $0.actor == person }
        let objection = deciders.objection(to: db.caller)
        let isOpen = record.status == .pending
        let mayAct = isOpen && !hasVoted && person != record.asker && db.caller.may("approvals.decide")
        let lenders =
            try mayAct
            ? left.filter { lender in
                try ApprovalDelegation.active(from: lender, to: person, for: record.id, in: db)
            } : []
        return ApprovalDeciders(
            people: isOpen ? left : [], lenders: lenders, you: mayAct && objection == nil,
            because: hasVoted ? "approvals.voted_already" : objection?.code)
    }
}

/// How a waiting action compares with what it was when it was asked for.
struct ApprovalComparison: Codable, Sendable {
    /// What it would do now; absent when it would be refused.
    let preview: ApprovalPreview?
    /// What is not as it was.
    let differences: [Difference]
    /// Why it would be refused now.
    let refusal: ApprovalRefusal?
    /// Whether it would still do what people say yes to.
    let holds: Bool
}

/// Looks what a waiting action would do now.
struct CompareApproval: Action {
    static let name: ActionName = "approvals.compare"
    static let permission: Permission = "approvals.decide"
    static let summary =
        "Tries a waiting action and says what is no longer as it was when it was asked. Changes nothing."

    var approval: ID<Approval>

    func perform(in tx: Transaction) throws -> ApprovalComparison {
        let record = try tx.find(approval)
        guard record.status == .pending else { throw record.isOver }
        let entry = try tx.registry.action(record.action.rawValue)
        try tx.caller.require(entry.permission)
        let action = try entry.decode(record.input.bytes)
        do {
            let now = try tx.glimpse(of: action).masking(record.preview?.moving ?? [])
            let digest = try now.digest()
            let holds = record.previewDigest.map { $0 == digest } ?? true
            let differences = holds ? [] : record.preview?.differences(now: now.kept) ?? []
            return ApprovalComparison(preview: now.kept, differences: differences, refusal: nil, holds: holds)
        } catch let refusal as Problem where refusal.kind != .internal {
            return ApprovalComparison(
                preview: nil, differences: [],
                refusal: ApprovalRefusal(code: refusal.code, title: refusal.title, detail: refusal.detail), holds: false
            )
        }
    }
}
