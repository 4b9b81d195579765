import Kernel
import Store

/// When an action has to wait in a shop, and for whom: one sentence of its rules. Everything that is said must be so for
/// the policy to apply; of several that apply, the one that asks for most counts.
public struct ApprovalPolicy: Codable, Sendable, Identified, Hashable {
    /// `pol_…`
    public static let idPrefix = "pol"

    /// The id.
    public let id: ID<ApprovalPolicy>
    /// Actions that are measured by this threshold.
    public var topic: PolicyKey?
    /// This action, whatever its size.
    public var action: ActionName?
    /// Only amounts of more than this.
    public var above: Money?
    /// Only quantities of more than this.
    public var aboveQuantity: Quantity?
    /// Only when one of these makes it risky.
    public var risks: [RiskFlag]
    /// Only when somebody with this role asks.
    public var role: String?
    /// Only in this sales channel.
    public var channel: String?
    /// Only at this stock location.
    public var location: Reference?
    /// How many people must say yes, 1 to 5.
    public var quorum: Int
    /// Who decides: people with this role, and owners.
    public var decidedByRole: String?
    /// Who decides: people with this right, and owners.
    public var decidedByPermission: Permission?
    /// After how many hours it is too late to decide.
    public var expiresAfterHours: Int?

    /// Whether the caller and the name of an action leave it open that this applies.
    func mayApply(to action: ActionEntry, by caller: Caller, _ registry: Registry) -> Bool {
        if let role, role != caller.personRole { return false }
        if let named = self.action, named != action.name { return false }
        guard let topic else { return true }
        return registry.policyTopics.contains { known in
            known.key == topic && (known.actions.isEmpty || known.actions.contains(action.name))
        }
    }

    /// Whether what is known of the action makes this apply. What has no size has to wait where the size matters.
    func applies(to facts: ApprovalFacts, in channel: String?) -> Bool {
        if let topic, topic != facts.policy { return false }
        if let wanted = self.channel, wanted != facts.channel ?? channel { return false }
        if let location, !facts.locations.contains(location.raw) { return false }
        if !risks.isEmpty, facts.flags.isDisjoint(with: risks) { return false }
        if let above, let amount = facts.amount, amount.currency == above.currency,
            amount.minorUnits.magnitude <= above.minorUnits.magnitude
        {
            return false
        }
        if let aboveQuantity, let quantity = facts.quantity,
            quantity.micros.magnitude <= aboveQuantity.micros.magnitude
        {
            return false
        }
        return true
    }

    /// Whether it asks about more than the action's name and the caller's role.
    var needsFacts: Bool {
        topic != nil || channel != nil || location != nil || !risks.isEmpty || above != nil || aboveQuantity != nil
    }
}

/// What has to happen before a held action is performed.
struct ApprovalRequirement: Codable, Sendable, Hashable {
    var policy: ID<ApprovalPolicy>?
    var quorum = 1
    var role: String?
    var permission: Permission?
    var expiresAfterHours: Int?

    /// Nothing but the list of actions asks for it.
    init() {}

    /// Of policies that all apply, what the strictest asks for: most people, then the highest threshold; and the
    /// shortest time any of them leaves.
    init?(strictestOf policies: [ApprovalPolicy]) {
        func weight(_ policy: ApprovalPolicy) -> (Int, UInt64, UInt64) {
            (policy.quorum, policy.above?.minorUnits.magnitude ?? 0, policy.aboveQuantity?.micros.magnitude ?? 0)
        }
        guard let strictest = policies.max(by: { a, b in weight(a) < weight(b) }) else { return nil }
        policy = strictest.id
        quorum = strictest.quorum
        role = strictest.decidedByRole
        permission = strictest.decidedByPermission
        expiresAfterHours = policies.compactMap(\.expiresAfterHours).min()
    }
}

/// Which actions must wait in a shop. All of it stands among the shop's settings, which are read for every action anyway.
enum ApprovalPolicies {
    /// How many policies a shop can have.
    static let limit = 60

    static let required = Setting<[String]>(
        "approvals.required_actions",
        "Names of the actions that somebody else must approve, for example orders.cancel.",
        default: []
    ) { names in names.count > 200 ? "Name at most 200 actions." : nil }

    static let policies = Setting<[ApprovalPolicy]>(
        "approvals.policies", "When actions wait for approval, and for whose. The page of approval policies sets it.",
        default: []
    ) { policies in
        if policies.count > limit { return "A shop can have \(limit) policies." }
        return policies.lazy.compactMap(\.fault).first
    }

    /// What an action has to wait for; nil when it may run at once.
    static func requirement(for action: some Action, in db: Reader) throws -> ApprovalRequirement? {
        // The system's own work is never held: nobody could approve it in time.
        if type(of: action).approval == .never || db.caller.kind == .system { return nil }
        let name = type(of: action).name
        let isListed = try db.setting(required).contains(name.rawValue)
        let candidates = try candidates(name, in: db)
        var applying: [ApprovalPolicy] = []
        if !candidates.isEmpty {
            let facts = candidates.contains(where: \.needsFacts) ? try action.approvalFacts(in: db) : .none
            applying = candidates.filter { policy in policy.applies(to: facts, in: db.request.channel) }
        }
        return ApprovalRequirement(strictestOf: applying) ?? (isListed ? ApprovalRequirement() : nil)
    }

    /// The policies that may apply to an action of the caller, by what is known without looking at it.
    private static func candidates(_ name: ActionName, in db: Reader) throws -> [ApprovalPolicy] {
        let all = try db.setting(policies)
        if all.isEmpty { return [] }
        let entry = try db.registry.action(name.rawValue)
        return all.filter { policy in policy.mayApply(to: entry, by: db.caller, db.registry) }
    }
}

extension ApprovalPolicy {
    /// What is wrong with it by itself, wherever it came from.
    var fault: String? {
        if !(1...5).contains(quorum) { return "From one to five people decide." }
        if topic == nil && action == nil && risks.isEmpty { return "A policy names a threshold, an action or a risk." }
        if topic != nil && action != nil { return "A policy names a threshold or an action, not both." }
        if above != nil && aboveQuantity != nil { return "A policy measures an amount or a quantity, not both." }
        if (above != nil || aboveQuantity != nil) && topic == nil { return "Only a threshold has a size." }
        if above?.isNegative == true || aboveQuantity?.isNegative == true { return "A size is not less than zero." }
        if let hours = expiresAfterHours, !(1...8_760).contains(hours) { return "Use 1 to 8760 hours (a year)." }
        if decidedByRole != nil && decidedByPermission != nil { return "Either a role decides or a right, not both." }
        return nil
    }
}

extension Reader {
    /// Whether everything the caller asks for by the name of an action has to wait, whatever it says.
    public func alwaysHolds(_ entry: ActionEntry) throws -> Bool {
        if entry.approval == .never || caller.kind == .system { return false }
        if try setting(ApprovalPolicies.required).contains(entry.name.rawValue) { return true }
        return try setting(ApprovalPolicies.policies).contains { policy in
            !policy.needsFacts && policy.mayApply(to: entry, by: caller, registry)
        }
    }

    /// Whether an action would have to wait for approval if the caller asked for it now.
    public func wouldHold(_ action: some Action) throws -> Bool {
        try ApprovalPolicies.requirement(for: action, in: self) != nil
    }
}
