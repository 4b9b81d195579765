import Kernel
import Store

/// Says yes. With the last yes that it needs the action is performed, unchanged, in this same transaction, if it still
/// does what was approved. Nobody approves what they asked for.
struct Approve: Action {
    static let name: ActionName = "approvals.approve"
    static let permission: Permission = "approvals.decide"
    static let summary =
        "Approves a waiting action; with the last yes it is performed, if it still does what was asked."
    static var emits: [any Event.Type] { [ApprovalDecided.self, ApprovalVoted.self] }

    var approval: ID<Approval>
    var notes: String?
    /// The colleague in whose place you decide, where they have asked you to: `usr_…`.
    var onBehalfOf: String?

    func perform(in tx: Transaction) throws -> Decided {
        let said = try DecisionNotes.cleaned(notes)
        var record = try Approval.locked(approval, in: tx)
        try record.requireOpen(at: tx.now)
        let voter = try Deciders(of: record, in: tx).voter(onBehalfOf: onBehalfOf, in: tx)
        record.votes += 1
        guard record.votes >= record.quorum else {
            try tx.save(&record)
            try record.note(.approved, for: voter, notes: said, in: tx)
            try tx.emit(
                ApprovalVoted(approval: record.id, action: record.action, votes: record.votes, quorum: record.quorum))
            return Decided(approval: record, outcome: nil)
        }
        let outcome = try record.execute(notes: said, in: tx)
        try record.note(.approved, for: voter, notes: said, in: tx)
        try record.noteOutcome(in: tx)
        return Decided(approval: record, outcome: outcome)
    }
}

/// Says no: the action will not run.
struct Reject: Action {
    static let name: ActionName = "approvals.reject"
    static let permission: Permission = "approvals.decide"
    static let summary = "Rejects a waiting action; one no is enough, and it will not run."
    static var emits: [any Event.Type] { [ApprovalDecided.self] }

    var approval: ID<Approval>
    var notes: String?
    /// The colleague in whose place you decide, where they have asked you to: `usr_…`.
    var onBehalfOf: String?

    func perform(in tx: Transaction) throws -> Decided {
        let said = try DecisionNotes.cleaned(notes)
        var record = try Approval.locked(approval, in: tx)
        try record.requireOpen(at: tx.now)
        let voter = try Deciders(of: record, in: tx).voter(onBehalfOf: onBehalfOf, in: tx)
        try record.end(.rejected, by: tx.caller.principal, notes: said, in: tx)
        try record.note(.rejected, for: voter, notes: said, in: tx)
        return Decided(approval: record, outcome: nil)
    }
}

/// Takes a request back.
struct WithdrawApproval: Action {
    static let name: ActionName = "approvals.withdraw"
    static let permission: Permission = "approvals.request"
    static let summary = "Takes back what you have asked for, while it waits."
    static var emits: [any Event.Type] { [ApprovalDecided.self] }

    var approval: ID<Approval>
    var notes: String?

    func perform(in tx: Transaction) throws -> Decided {
        let said = try DecisionNotes.cleaned(notes)
        var record = try Approval.locked(approval, in: tx)
        guard record.status == .pending else { throw record.isOver }
        guard record.asker == tx.caller.person else {
            throw Problem(
                .forbidden, "approvals.not_yours", "Only whoever asked takes a request back.",
                remedy: "Reject it, if you may decide.")
        }
        try record.end(.withdrawn, by: nil, notes: said, in: tx)
        try record.note(.withdrawn, notes: said, in: tx)
        return Decided(approval: record, outcome: nil)
    }
}

/// Ends a request that nobody decided in time.
struct ExpireApproval: Action {
    static let name: ActionName = "approvals.expire"
    static let permission: Permission = "approvals.expire"
    static let summary = "Ends a request for approval whose time is over."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ApprovalDecided.self] }

    var approval: ID<Approval>

    func perform(in tx: Transaction) throws -> Approval {
        var record = try Approval.locked(approval, in: tx)
        guard record.status == .pending, let end = record.expiresAt, end <= tx.now else { throw record.isOver }
        try record.end(.expired, by: nil, notes: nil, in: tx)
        try record.note(.expired, in: tx)
        return record
    }

    /// Requests whose time is over, the oldest first.
    static let sweep = Sweep("approvals.expire") { db in
        let due: ID<Approval>? = try db.scalar(
            """
            SELECT id FROM approval
            WHERE tenant = \(db.tenant) AND status = 'pending' AND expires_at <= \(db.now) ORDER BY expires_at, id LIMIT 1
            """)
        return due.map { ExpireApproval(approval: $0) }
    }
}

/// A decided approval and, when it ran, what the action answered.
struct Decided: Codable, Sendable {
    let approval: Approval
    let outcome: JSON?
}

/// What people say when they decide.
enum DecisionNotes {
    static func cleaned(_ notes: String?) throws -> String? {
        var check = Validation()
        let said = notes.map { check.paragraphs($0, "notes", limit: 2_000) }
        try check.finish()
        return said?.nilIfEmpty
    }
}

extension Approval {
    /// Refuses when it has ended, or should have.
    func requireOpen(at now: Instant) throws {
        guard status == .pending else { throw isOver }
        if let expiresAt, expiresAt <= now {
            throw Problem(
                .conflict, "approvals.expired", "The time to decide on this is over.",
                remedy: "Whoever asked can ask again.", details: ["id": id.description])
        }
    }

    var isOver: Problem {
        Problem(
            .conflict, "invalid_transition", "The document's state does not allow this.",
            detail: "It is \(status.rawValue) already.", remedy: "This state is final.",
            details: ["from": status.rawValue, "id": id.description])
    }

    /// Ends it and says so.
    mutating func end(_ status: Status, by decider: String?, notes: String?, in tx: Transaction) throws {
        try Self.lifecycle.move(&self.status, to: status)
        decidedBy = decider
        decidedAt = tx.now
        self.notes = notes
        try tx.save(&self)
        try tx.emit(ApprovalDecided(approval: id, action: action, status: status))
        try tx.settleIfRaised(ApprovalReasons.nobodyLeft.code, about: id.reference)
    }

    /// Performs the action, if it still does what was approved, and ends the approval by what came of it. What it did is
    /// compared before anything of it is kept; what it was refused with is written down, and somebody hears of it.
    mutating func execute(notes: String?, in tx: Transaction) throws -> JSON? {
        let decider = tx.caller.principal
        do {
            let (outcome, digest) = try tx.nested { try performed(in: tx) }
            executedDigest = digest
            try end(.approved, by: decider, notes: notes, in: tx)
            return outcome
        } catch let moved as Moved {
            drift = moved.differences
            try end(.void, by: decider, notes: notes, in: tx)
        } catch let refusal as Problem where refusal.kind != .internal {
            problem = ApprovalRefusal(code: refusal.code, title: refusal.title, detail: refusal.detail)
            try end(.failed, by: decider, notes: notes, in: tx)
            let retry = try tx.registry.action(action.rawValue).decode(input.bytes)
            try tx.raise(
                ApprovalReasons.refused.code, about: id.reference,
                details: ["action": action.rawValue, "code": refusal.code, "message": refusal.detail ?? refusal.title],
                retry: retry)
        }
        return nil
    }

    /// The action performed, with the digest of what it did; thrown back when that is not what was approved.
    private func performed(in tx: Transaction) throws -> (JSON, String?) {
        let action = try tx.registry.action(action.rawValue).decode(input.bytes)
        guard let preview, let previewDigest else { return (try tx.performDecoded(action), nil) }
        let (outcome, trails, novelty) = try tx.watching { try tx.performDecoded(action) }
        let now = try novelty.preview(of: trails).masking(preview.moving)
        let digest = try now.digest()
        guard digest == previewDigest else { throw Moved(differences: preview.differences(now: now.kept)) }
        return (outcome, digest)
    }

    /// Writes down how it ended, after the vote that ended it.
    func noteOutcome(in tx: Transaction) throws {
        switch status {
        case .approved: try note(.executed, in: tx)
        case .void: try note(.voided, in: tx)
        case .failed: try note(.failed, notes: problem?.code, in: tx)
        case .pending, .rejected, .withdrawn, .expired: return
        }
    }
}

/// Why an approved action was refused in the end.
public struct ApprovalRefusal: Codable, Sendable, Hashable {
    /// The stable code.
    public let code: String
    /// One sentence for a person.
    public let title: String
    /// What happened this time.
    public let detail: String?
}

/// The world is not as it was when the approval was asked for.
private struct Moved: Error {
    let differences: [Difference]
}
