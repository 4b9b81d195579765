import Crypto
import Kernel
import Store

extension Transaction {
    /// Asks for approval of an action. The same request again finds the approval it asked for; it never asks twice. What
    /// would be refused now is refused now: the action is tried first, and what it would do is what others say yes to.
    func requestApproval<A: Action>(
        _ action: A, input: [UInt8], digest: String, key: String?, _ requirement: ApprovalRequirement
    ) throws -> Approval {
        if caller.locations != nil { try caller.require(locations: action.touchedLocations(in: self)) }
        let earlier = try key.flatMap { key in
            try Approval.asked(with: key, action: A.name, digest: digest, in: self)
        }
        if let earlier { return earlier }
        let preview = try trial(of: action)
        return try perform(
            RequestApproval(
                action: A.name, input: try JSON(parsing: input), digest: digest, key: key, requirement: requirement,
                preview: preview.kept, previewDigest: try preview.digest()))
    }

    /// The same for an action whose input has not been written down yet.
    func requestApproval<A: Action>(
        _ action: A, key: String?, _ requirement: ApprovalRequirement
    ) throws -> Approval {
        let input = try Wire.encode(action)
        let digest = Hex.encode(Array(SHA256.hash(data: input)))
        return try requestApproval(action, input: input, digest: digest, key: key, requirement)
    }

    /// Performs an action inside this one, or asks for its approval where a policy wants that: what a caller may not do
    /// alone, they may not do by a detour either.
    func performOrHold(_ action: any Action) throws -> (outcome: JSON?, approval: ID<Approval>?) {
        func run<A: Action>(_ action: A) throws -> (outcome: JSON?, approval: ID<Approval>?) {
            if let requirement = try ApprovalPolicies.requirement(for: action, in: self) {
                return (nil, try requestApproval(action, key: nil, requirement).id)
            }
            return (try Wire.json(try perform(action)), nil)
        }
        return try run(action)
    }

    /// Performs a decoded action inside this one; answers its outcome as JSON.
    func performDecoded(_ action: any Action) throws -> JSON {
        func run<A: Action>(_ action: A) throws -> JSON { try Wire.json(try perform(action)) }
        return try run(action)
    }
}

/// Stores an action that must wait. Performed by the runner in place of the action.
struct RequestApproval: Action {
    static let name: ActionName = "approvals.request"
    static let permission: Permission = "approvals.request"
    static let summary = "Stores an action, exactly as asked, until others approve what it would do."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ApprovalRequested.self] }

    var action: ActionName
    var input: JSON
    var digest: String
    var key: String?
    var requirement: ApprovalRequirement
    var preview: ApprovalPreview
    var previewDigest: String

    func perform(in tx: Transaction) throws -> Approval {
        let approval = Approval(id: tx.newID(), self, about: try about(in: tx.registry), in: tx)
        try tx.insert(approval)
        try approval.note(.requested, in: tx)
        try tx.emit(ApprovalRequested(approval: approval.id, action: action, requestedBy: approval.requestedBy))
        try tx.review(approval)
        return approval
    }

    /// The record the action is performed on.
    private func about(in registry: Registry) throws -> Reference? {
        let field = try registry.action(action.rawValue).target?.field
        return field.flatMap { input[$0]?.string }.flatMap { Reference($0) }
    }
}
