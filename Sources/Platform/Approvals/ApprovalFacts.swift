import Kernel

/// The stable key of what a shop can have approved from some size on: `refund.amount_threshold`.
public struct PolicyKey: StableName, Comparable {
    /// The key as it is written everywhere.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed keys.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored key, or one from outside.
    public init(_ text: String) { rawValue = text }
    /// Alphabetical.
    public static func < (a: PolicyKey, b: PolicyKey) -> Bool { a.rawValue < b.rawValue }
}

/// The stable name of something that makes an action risky, whatever its size: `refund.other_tender`.
public struct RiskFlag: StableName, Comparable {
    /// The name as it is written everywhere.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed names.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored name, or one from outside.
    public init(_ text: String) { rawValue = text }
    /// Alphabetical.
    public static func < (a: RiskFlag, b: RiskFlag) -> Bool { a.rawValue < b.rawValue }
}

/// What an action tells the shop's policies about itself, before it is performed.
public struct ApprovalFacts: Sendable {
    /// The threshold it is measured by.
    public var policy: PolicyKey?
    /// How much money it moves, in the shop's currency.
    public var amount: Money?
    /// How many units it moves, for thresholds that count units.
    public var quantity: Quantity?
    /// What makes it risky.
    public var flags: Set<RiskFlag>
    /// The sales channel it concerns; nil for that of the request.
    public var channel: String?
    /// The stock locations it concerns.
    public var locations: [RawID]

    /// Facts; an action that has none is held by its name alone.
    public init(
        policy: PolicyKey? = nil, amount: Money? = nil, quantity: Quantity? = nil, flags: Set<RiskFlag> = [],
        channel: String? = nil, locations: [RawID] = []
    ) {
        self.policy = policy
        self.amount = amount
        self.quantity = quantity
        self.flags = flags
        self.channel = channel
        self.locations = locations
    }

    /// Nothing to say.
    public static let none = ApprovalFacts()
}

/// A threshold that a module's actions are measured by, and for which a shop can set policies.
public struct PolicyTopic: Sendable {
    /// What is measured.
    public enum Measure: String, Codable, Sendable, CaseIterable {
        /// Money in the shop's currency.
        case amount
        /// Units of goods.
        case quantity
    }

    /// The stable key.
    public let key: PolicyKey
    /// What is measured, for people: `The amount of a refund.`
    public let summary: String
    /// What it is measured in.
    public let measure: Measure
    /// The actions that are measured by it. Only these are asked for their facts; none named means any might be.
    public let actions: [ActionName]
    /// What can make such an action risky.
    public let risks: [Risk]

    /// A threshold.
    public init(
        _ key: PolicyKey, _ summary: String, measure: Measure, actions: [ActionName] = [], risks: [Risk] = []
    ) {
        self.key = key
        self.summary = summary
        self.measure = measure
        self.actions = actions
        self.risks = risks
    }
}

extension PolicyTopic {
    /// Several declarations of one threshold.
    fileprivate init?(joining declared: [PolicyTopic]) {
        guard let first = declared.first else { return nil }
        let isOpen = declared.contains { $0.actions.isEmpty }
        let risks = declared.flatMap(\.risks)
        let known = Dictionary(risks.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
            first.key, first.summary, measure: first.measure, actions: isOpen ? [] : declared.flatMap(\.actions),
            risks: known.values.sorted { a, b in a.flag < b.flag })
    }
}

/// Something that makes an action risky.
public struct Risk: Sendable {
    /// The stable name.
    public let flag: RiskFlag
    /// What it means, for people: `The money goes elsewhere than it came from.`
    public let summary: String

    /// A risk.
    public init(_ flag: RiskFlag, _ summary: String) {
        self.flag = flag
        self.summary = summary
    }
}

extension Registry {
    /// Every threshold, by key: what several modules declare under one key is one, with the actions and risks of all.
    public var policyTopics: [PolicyTopic] {
        let declared = Dictionary(grouping: modules.flatMap(\.policyTopics), by: \.key)
        return declared.values.compactMap { PolicyTopic(joining: $0) }.sorted { a, b in a.key < b.key }
    }

    /// What is wrong with the declared thresholds and risks: malformed names, actions that are never held.
    static func policyFaults(in modules: [Module], actions: [String: ActionEntry]) -> [String] {
        let topics = modules.flatMap(\.policyTopics)
        let measured = topics.flatMap { topic in topic.actions.map { (topic.key, $0) } }
        return nameFaults(Set(topics.map(\.key.rawValue)).sorted(), "policy")
            + nameFaults(Set(topics.flatMap(\.risks).map(\.flag.rawValue)).sorted(), "risk")
            + measured.filter { actions[$0.1.rawValue]?.approval != .byPolicy }.map { key, action in
                "\(key) measures \(action), which is no action that can be held"
            }
    }
}
