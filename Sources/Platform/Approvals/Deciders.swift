import Kernel
import Store

/// Who may decide on an approval: whoever may decide at all and may do what was asked, as the policy says; never whoever
/// asked, by whatever way.
struct Deciders {
    let approval: Approval
    let entry: ActionEntry
    /// The stock locations it is about; nil when that cannot be told any more.
    private let touched: [RawID]?

    init(of approval: Approval, in db: Reader) throws {
        self.approval = approval
        entry = try db.registry.action(approval.action.rawValue)
        do {
            touched = try entry.decode(approval.input.bytes).touchedLocations(in: db)
        } catch is Problem {
            touched = nil
        }
    }

    /// What speaks against somebody's deciding; nil when they may.
    func objection(to person: Caller) -> Problem? {
        if person.person == approval.asker || person.principal == approval.requestedBy { return .ownRequest }
        do {
            try person.require("approvals.decide")
            try person.require(entry.permission)
            if let touched { try person.require(locations: touched) }
        } catch { return error as? Problem }
        if touched == nil && person.locations != nil { return .notYours(approval) }
        if person.personRole == "owner" { return nil }
        if let role = approval.deciderRole, role != person.personRole { return .notYours(approval) }
        if let right = approval.deciderPermission, !person.may(right) { return .notYours(approval) }
        return nil
    }

    /// The person whose vote the caller gives: their own, or that of a colleague who has asked them to.
    func voter(onBehalfOf colleague: String?, in tx: Transaction) throws -> String {
        guard tx.caller.person != approval.asker, tx.caller.principal != approval.requestedBy else {
            throw Problem.ownRequest
        }
        let voter = try colleague?.nilIfEmpty.map { colleague in try lent(by: colleague, in: tx) } ?? own(in: tx)
        let votes = try approval.entries(in: tx).filter { $0.kind == .approved }
        guard !votes.contains(where: { [voter, tx.caller.person].contains($0.voter) || $0.actor == tx.caller.person })
        else {
            throw Problem(
                .conflict, "approvals.voted_already", "You have said yes already, or somebody has in your place.",
                remedy: "Somebody else has to decide now.", details: ["id": approval.id.description])
        }
        return voter
    }

    private func own(in tx: Transaction) throws -> String {
        if let objection = objection(to: tx.caller) { throw objection }
        return tx.caller.person
    }

    private func lent(by colleague: String, in tx: Transaction) throws -> String {
        let isLent = try ApprovalDelegation.active(from: colleague, to: tx.caller.person, for: approval.id, in: tx)
        guard isLent, let lender = try tx.knownPeople()?.first(where: { $0.principal == colleague }) else {
            throw Problem(
                .forbidden, "approvals.no_delegation", "They have not asked you to decide in their place.",
                field: "on_behalf_of", remedy: "They can do so on the page of approvals.")
        }
        if let objection = objection(to: lender) { throw objection }
        return colleague
    }

    /// Those of some people who may still decide.
    func left(of people: [Caller]) -> [Caller] { people.filter { objection(to: $0) == nil } }
}

extension Problem {
    static let ownRequest = Problem(
        .forbidden, "approvals.own_request", "Nobody decides on their own request.",
        remedy: "Ask a colleague who may decide on approvals.")

    static func notYours(_ approval: Approval) -> Problem {
        let who =
            approval.deciderRole.map { "the role '\($0)'" } ?? approval.deciderPermission.map { "the right '\($0)'" }
        return Problem(
            .forbidden, "approvals.others_decide", "The shop's policy says that others decide on this.",
            remedy: "Ask somebody with \(who ?? "the right to decide"), or an owner.",
            details: ["id": approval.id.description])
    }
}

/// Why approvals do not end as they should.
enum ApprovalReasons {
    static let refused = Reason(
        "approvals.refused",
        "Enough people said yes, and when it should have been done it was refused. Nothing was changed.",
        remedy: "Read why it was refused. When that is no longer so, try again; or ask for something else.",
        onRetry: "It is asked for again with the same details. Where a policy applies it waits for approval again.")
    static let nobodyLeft = Reason(
        "approvals.nobody_left",
        "A request waits for approval, and too few people are left who may decide on it.",
        remedy: "Give somebody the right to decide, or let an owner decide. Whoever asked can also take it back.")
}

extension Transaction {
    /// Looks whether enough people are left who may decide on an approval, and tells the shop when there are not.
    func review(_ approval: Approval) throws {
        guard let people = try knownPeople() else { return }
        let deciders = try Deciders(of: approval, in: self)
        let voted = Set(try approval.entries(in: self).filter { $0.kind == .approved }.map(\.voter))
        let left = deciders.left(of: people).filter { !voted.contains($0.principal) }.count
        let missing = approval.quorum - approval.votes - left
        let reason = ApprovalReasons.nobodyLeft.code
        if missing > 0 {
            let earlier = try WorkException.latest(reason, about: approval.id.reference, in: self)
            if earlier?.status == .open { return }
            let needed = String(approval.quorum - approval.votes)
            try raise(
                reason, about: approval.id.reference,
                details: ["action": approval.action.rawValue, "needed": needed, "left": String(left)])
        } else {
            try settleIfRaised(reason, about: approval.id.reference)
        }
    }

    /// The same for everything that waits: to be said when somebody leaves, or may do less or more than before.
    public func reviewApprovals() throws {
        let waiting = try records(Approval.self, where: "status = 'pending'", tail: "ORDER BY id LIMIT 500")
        for approval in waiting { try review(approval) }
    }

    /// Settles an exception without waiting for anybody, where there is none.
    func settleIfRaised(_ code: ReasonCode, about: Reference) throws {
        let open: Int? = try scalar(
            """
            SELECT 1 FROM work_exception
            WHERE tenant = \(tenant) AND about = \(about) AND reason = \(code.rawValue) AND status = 'open'
            """)
        if open != nil { try settle(code, about: about) }
    }
}
