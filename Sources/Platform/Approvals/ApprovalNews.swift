import Kernel

/// An action waits for approval.
struct ApprovalRequested: Event {
    static let name: EventName = "approvals.requested.v1"
    static let summary = "An action was held and waits for somebody else's approval."
    let approval: ID<Approval>
    let action: ActionName
    let requestedBy: String
    var subject: Reference { approval.reference }
}

/// Somebody said yes, and more people have to.
struct ApprovalVoted: Event {
    static let name: EventName = "approvals.voted.v1"
    static let summary = "Somebody approved a waiting action, and others still have to."
    let approval: ID<Approval>
    let action: ActionName
    let votes: Int
    let quorum: Int
    var subject: Reference { approval.reference }
}

/// It is over.
struct ApprovalDecided: Event {
    static let name: EventName = "approvals.decided.v1"
    static let summary =
        "A waiting action was approved (and performed), rejected, withdrawn, not decided in time, void or refused."
    let approval: ID<Approval>
    let action: ActionName
    let status: Approval.Status
    var subject: Reference { approval.reference }
}
