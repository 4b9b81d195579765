import Kernel

/// The stable name of an action, `module.verb`: it is the permission's root word, the last part of the route and
/// the word in the audit log. Released names are never reused for another meaning.
public struct ActionName: StableName {
    /// The name as it is written everywhere, for example `orders.cancel`.
    public let rawValue: String

    /// Takes a literal; the registry refuses malformed names when it is built.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }

    /// Wraps a name that came from outside (a route, the command line, a stored row).
    public init(_ text: String) { rawValue = text }

    /// What stands before the dot: the collection the action belongs to.
    public var collection: String { String(rawValue.prefix { $0 != "." }) }

    /// What stands behind the dot.
    public var verb: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
}

/// One verb of the business as a value: everything that changes data is one of these, and one runner performs them all.
///
/// The type declares who may do it, what it emits and whether it may have to wait; `perform` holds the rule. Routes,
/// OpenAPI, the command line, forms, documents and the authorisation tests are derived from the declaration.
public protocol Action: Codable, Sendable {
    /// What the caller gets back; it is stored with the idempotency key.
    associatedtype Outcome: Codable & Sendable

    /// The stable name, `module.verb`.
    static var name: ActionName { get }

    /// What a caller must hold to perform it.
    static var permission: Permission { get }

    /// One sentence for people: what it does and what it promises.
    static var summary: String { get }

    /// The events it can emit. Emitting another one is a broken invariant.
    static var emits: [any Event.Type] { get }

    /// Where it lives in the API. The default follows from the name and the fields.
    static var route: ActionRoute { get }

    /// Further method-and-path pairs it answers at, for addresses that others rely on:
    /// `("PATCH", "/v1/orders/{order}/status")`.
    static var aliases: [(method: String, path: String)] { get }

    /// Whether a policy of the shop may hold it for approval.
    static var approval: ApprovalRule { get }

    /// The action that takes this one back, called with the same target and those input members both have.
    static var inverse: ActionName? { get }

    /// Input fields (wire names) which never reach the audit log in clear. An action that has some cannot be held.
    static var redacted: Set<String> { get }

    /// What the shop's policies ask about before it is performed. Read only where the shop has a policy that could
    /// hold it.
    func approvalFacts(in db: Reader) throws -> ApprovalFacts

    /// Stock locations it touches; a caller limited to some locations may not touch others.
    func touchedLocations(in db: Reader) throws -> [RawID]

    /// Does it. Synchronous, touching nothing but the transaction: it may be run again, previewed and replayed.
    func perform(in tx: Transaction) throws -> Outcome
}

extension Action {
    /// Most actions emit nothing but their audit row.
    public static var emits: [any Event.Type] { [] }
    /// The route follows from the name and the fields.
    public static var route: ActionRoute { .derived }
    /// Most actions have one address.
    public static var aliases: [(method: String, path: String)] { [] }
    /// Most actions are never held.
    public static var approval: ApprovalRule { .never }
    /// Most actions cannot be taken back by one other action.
    public static var inverse: ActionName? { nil }
    /// Most actions carry no secrets.
    public static var redacted: Set<String> { [] }
    /// Most actions are held by their name or not at all.
    public func approvalFacts(in db: Reader) throws -> ApprovalFacts { .none }
    /// Most actions touch no location.
    public func touchedLocations(in db: Reader) throws -> [RawID] { [] }
}

/// Where an action lives under `/v1`.
public enum ActionRoute: Sendable {
    /// `POST /v1/{collection}/{id}/actions/{verb}` when a required field is the id of the collection's record,
    /// else `POST /v1/{collection}/actions/{verb}`.
    case derived
    /// `POST /v1/{collection}`: creates a record of the collection.
    case create
    /// `PATCH /v1/{collection}/{id}`: changes fields of a record.
    case update
    /// No HTTP route: only code performs it (subscribers, the command line, the installation itself).
    case internalOnly
}

/// Whether a policy may hold an action until somebody else has approved it.
public enum ApprovalRule: String, Sendable, Codable, CaseIterable {
    /// It always runs at once.
    case never
    /// The shop's policies and its setting `approvals.required_actions` decide.
    case byPolicy
}

/// The outcome of actions that answer nothing but *done*.
public struct Done: Codable, Sendable, Hashable {
    /// Always true; there so that the JSON answer is an object.
    public let done: Bool
    /// The one value.
    public init() { done = true }
}
