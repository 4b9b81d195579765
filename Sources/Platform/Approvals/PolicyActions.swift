import Kernel
import Store

/// What a policy says, without its id: the input of making and of changing one.
private protocol PolicyWords {
    var topic: PolicyKey? { get }
    var action: ActionName? { get }
    var above: Money? { get }
    var aboveQuantity: Quantity? { get }
    var risks: [RiskFlag]? { get }
    var role: String? { get }
    var channel: String? { get }
    var location: Reference? { get }
    var quorum: Int? { get }
    var decidedByRole: String? { get }
    var decidedByPermission: Permission? { get }
    var expiresAfterHours: Int? { get }
}

extension PolicyWords {
    func policy(_ id: ID<ApprovalPolicy>, in tx: Transaction) throws -> ApprovalPolicy {
        var check = Validation()
        let policy = ApprovalPolicy(
            id: id, topic: topic, action: action, above: above, aboveQuantity: aboveQuantity,
            risks: Set(risks ?? []).sorted(), role: check.line(role ?? "", "role", limit: 60).nilIfEmpty,
            channel: check.line(channel ?? "", "channel", limit: 60).nilIfEmpty, location: location,
            quorum: quorum ?? 1,
            decidedByRole: check.line(decidedByRole ?? "", "decided_by_role", limit: 60).nilIfEmpty,
            decidedByPermission: decidedByPermission, expiresAfterHours: expiresAfterHours)
        try check.names(of: policy, in: tx)
        check.sizes(of: policy, shop: try tx.shop.currency, tx.registry)
        try check.finish()
        if let fault = policy.fault {
            throw Problem(
                .unprocessable, "approval_policies.unsound", fault, remedy: "Change the policy and try again.")
        }
        return policy
    }
}

extension Validation {
    /// Notes names that nothing goes by.
    fileprivate mutating func names(of policy: ApprovalPolicy, in tx: Transaction) throws {
        let registry = tx.registry
        let topics = registry.policyTopics
        if let topic = policy.topic {
            check(topics.contains { $0.key == topic }, "topic", "unknown_value", "There is no threshold '\(topic)'.")
        }
        if let action = policy.action {
            let isHeld = (try? registry.action(action.rawValue))?.approval == .byPolicy
            check(isHeld, "action", "unknown_value", "'\(action)' is no action that can be held.")
        }
        let flags = Set(topics.flatMap(\.risks).map(\.flag))
        for risk in policy.risks {
            check(flags.contains(risk), "risks", "unknown_value", "There is no risk '\(risk)'.")
        }
        if let right = policy.decidedByPermission {
            check(
                registry.permissions.contains(right), "decided_by_permission", "unknown_value",
                "There is no right '\(right)'.")
        }
        check(
            policy.location.map { $0.kind == "loc" } ?? true, "location", "wrong_kind_of_id",
            "This is no stock location.")
    }

    /// Notes sizes that do not fit what they measure.
    fileprivate mutating func sizes(of policy: ApprovalPolicy, shop: Currency, _ registry: Registry) {
        let measure = registry.policyTopics.first { $0.key == policy.topic }?.measure
        if let above = policy.above {
            check(measure == .amount, "above", "wrong_value", "This threshold is not measured in money.")
            check(above.currency == shop, "above", "wrong_currency", "Thresholds are in the shop's currency.")
        }
        if policy.aboveQuantity != nil {
            check(measure == .quantity, "above_quantity", "wrong_value", "This threshold is not measured in units.")
        }
        check((1...5).contains(policy.quorum), "quorum", "out_of_range", "From one to five people decide.")
        check(
            (1...8_760).contains(policy.expiresAfterHours ?? 1), "expires_after_hours", "out_of_range",
            "Use 1 to 8760 hours (a year).")
    }
}

/// Makes a policy.
struct CreatePolicy: Action, PolicyWords {
    static let name: ActionName = "approval_policies.create"
    static let permission: Permission = "approval_policies.write"
    static let summary = "Says when actions wait for approval, and for whose. It counts from the next request on."
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [SettingChanged.self] }

    /// A threshold, as `refund.amount_threshold`; or an action.
    var topic: PolicyKey?
    /// An action that waits whatever its size, as `orders.cancel`.
    var action: ActionName?
    /// Only amounts of more than this.
    var above: Money?
    /// Only quantities of more than this.
    var aboveQuantity: Quantity?
    /// Only when one of these makes it risky.
    var risks: [RiskFlag]?
    /// Only when somebody with this role asks.
    var role: String?
    /// Only in this sales channel.
    var channel: String?
    /// Only at this stock location.
    var location: Reference?
    /// How many people must say yes, 1 to 5.
    var quorum: Int?
    /// People with this role decide; owners always may.
    var decidedByRole: String?
    /// People with this right decide; owners always may.
    var decidedByPermission: Permission?
    /// After how many hours it is too late.
    var expiresAfterHours: Int?

    func perform(in tx: Transaction) throws -> ApprovalPolicy {
        let policy = try policy(tx.newID(), in: tx)
        try PolicyStore.change(in: tx) { policies in policies.append(policy) }
        tx.touch(policy.id.reference)
        return policy
    }
}

/// Changes a policy: all of it is said anew.
struct UpdatePolicy: Action, PolicyWords {
    static let name: ActionName = "approval_policies.update"
    static let permission: Permission = "approval_policies.write"
    static let summary = "Says a policy anew; what already waits goes on as it was asked."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [SettingChanged.self] }

    var policy: ID<ApprovalPolicy>
    var topic: PolicyKey?
    var action: ActionName?
    var above: Money?
    var aboveQuantity: Quantity?
    var risks: [RiskFlag]?
    var role: String?
    var channel: String?
    var location: Reference?
    var quorum: Int?
    var decidedByRole: String?
    var decidedByPermission: Permission?
    var expiresAfterHours: Int?

    func perform(in tx: Transaction) throws -> ApprovalPolicy {
        let changed = try policy(policy, in: tx)
        try PolicyStore.change(in: tx) { policies in
            guard let place = policies.firstIndex(where: { $0.id == policy }) else {
                throw Problem.notFound(policy.reference)
            }
            policies[place] = changed
        }
        tx.touch(policy.reference)
        return changed
    }
}

/// Takes a policy away.
struct RemovePolicy: Action {
    static let name: ActionName = "approval_policies.remove"
    static let permission: Permission = "approval_policies.write"
    static let summary = "Takes a policy away; what already waits because of it goes on waiting."
    static var emits: [any Event.Type] { [SettingChanged.self] }

    var policy: ID<ApprovalPolicy>

    func perform(in tx: Transaction) throws -> Done {
        try PolicyStore.change(in: tx) { policies in
            let rest = policies.filter { $0.id != policy }
            guard rest.count < policies.count else { throw Problem.notFound(policy.reference) }
            policies = rest
        }
        tx.touch(policy.reference)
        return Done()
    }
}

/// The policies where they are kept: a setting of the shop.
private enum PolicyStore {
    static func change(in tx: Transaction, _ body: (inout [ApprovalPolicy]) throws -> Void) throws {
        let key = ApprovalPolicies.policies.key
        // Whoever changes policies at the same moment waits, also for the first of them.
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE")"
        let _: Int64? = try tx.scalar("SELECT tenant FROM shop WHERE tenant = \(tx.tenant) \(locking)")
        let stored: String? = try tx.scalar(
            "SELECT value FROM setting WHERE tenant = \(tx.tenant) AND key = \(key)")
        var policies = try stored.map { text in try Wire.decode([ApprovalPolicy].self, from: Array(text.utf8)) } ?? []
        try body(&policies)
        guard policies.count <= ApprovalPolicies.limit else {
            throw Problem(
                .conflict, "approval_policies.too_many", "A shop can have \(ApprovalPolicies.limit) policies.",
                remedy: "Take away one that is no longer needed.")
        }
        let value = try Wire.json(policies)
        let text = String(decoding: value.bytes, as: UTF8.self)
        try tx.execute(
            """
            INSERT INTO setting (tenant, key, value, updated_at) VALUES (\(tx.tenant), \(key), \(text), \(tx.now))
            ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """)
        tx.forgetSheet()
        try tx.emit(SettingChanged(shop: try tx.shop.id, key: key, value: value))
    }
}

/// The policies of the shop: few, so that a page has them all unless fewer are wanted.
struct ListPolicies: ListQuery {
    static let name: QueryName = "approval_policies.list"
    static let permission: Permission = "approvals.read"
    static let summary = "When actions wait for approval in this shop, and for whose."
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ApprovalPolicy> {
        let all = try db.setting(ApprovalPolicies.policies).sorted { a, b in a.id.raw < b.id.raw }
        if let cap = db.countCap {
            throw Counting(statement: "SELECT \(SQL(trusted: String(min(all.count, cap + 1))))")
        }
        return try Page(all, limit: limit, after: after, withCursors: db.wantsCursors) { policy in [.id(policy.id.raw)]
        }
    }
}

/// One policy.
struct GetPolicy: Query {
    static let name: QueryName = "approval_policies.get"
    static let permission: Permission = "approvals.read"
    static let summary = "One approval policy."
    var policy: ID<ApprovalPolicy>

    func fetch(in db: Reader) throws -> ApprovalPolicy {
        guard let found = try db.setting(ApprovalPolicies.policies).first(where: { $0.id == policy }) else {
            throw Problem.notFound(policy.reference)
        }
        return found
    }
}

/// Every threshold a policy can be about.
struct TopicView: Codable, Sendable {
    let key: PolicyKey
    /// What is measured.
    let summary: String
    let measure: PolicyTopic.Measure
    let actions: [ActionName]
    let risks: [RiskView]
}

/// A risk a policy can be about.
struct RiskView: Codable, Sendable {
    let flag: RiskFlag
    let summary: String
}

/// The thresholds and risks of this build.
struct ListTopics: Query {
    static let name: QueryName = "approval_policies.topics"
    static let permission: Permission = "approvals.read"
    static let summary = "What approval policies can be about: thresholds with the actions they measure, and risks."

    func fetch(in db: Reader) throws -> [TopicView] {
        db.registry.policyTopics.map { topic in
            TopicView(
                key: topic.key, summary: topic.summary, measure: topic.measure, actions: topic.actions,
                risks: topic.risks.map { RiskView(flag: $0.flag, summary: $0.summary) })
        }
    }
}
