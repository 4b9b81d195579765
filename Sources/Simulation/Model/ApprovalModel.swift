import Kernel

/// What waits for somebody's word, so that people are asked for it who can give it.
struct ApprovalModel: Sendable {
    /// An action that waits.
    struct Request: Sendable {
        let asker: String
        let action: String
        let input: JSON
    }

    /// By approval.
    private(set) var waiting: [String: Request] = [:]
    /// The same in the order in which they were asked for.
    private(set) var order: [String] = []

    /// Does what was done.
    mutating func apply(_ action: String, by principal: String, _ input: JSON, _ changes: [JSON]) {
        switch action {
        case "approvals.request":
            let made = changes.lazy.compactMap { change in change["record"]?.string }.first { $0.hasPrefix("apr_") }
            guard let made else { return }
            waiting[made] = Request(
                asker: principal, action: input["action"]?.string ?? "", input: input["input"] ?? .null)
            order.append(made)
            // Nobody reads the oldest ones any more.
            if order.count > 24 { waiting[order.removeFirst()] = nil }
        case "approvals.approve", "approvals.reject", "approvals.withdraw", "approvals.expire":
            guard let decided = input["approval"]?.string else { return }
            // A yes that others have to follow leaves it waiting.
            let own = changes.first { change in change["record"]?.string == decided }
            guard own?["after"]?["status"] != nil else { return }
            waiting[decided] = nil
            order.removeAll { $0 == decided }
        case _: return
        }
    }
}
