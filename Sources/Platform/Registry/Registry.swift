import Kernel
import Store

/// Everything this installation can do, collected from its modules once at start and checked for soundness. The
/// faces, the documents and the authorisation tests read it; nothing else lists actions.
public final class Registry: Sendable {
    /// The modules, lowest first.
    public let modules: [Module]
    /// Every action, by name.
    public let actions: [ActionEntry]
    /// Every query, by name.
    public let queries: [QueryEntry]
    /// Every event type, by name.
    public let events: [EventEntry]
    /// Every subscriber.
    public let subscribers: [Subscriber]
    /// Every permission any action or query asks for.
    public let permissions: [Permission]
    let chores: Chores
    private let actionsByName: [String: ActionEntry]
    private let queriesByName: [String: QueryEntry]

    /// Collects the modules. Throws with every fault named: double names, malformed names, unsound lifecycles,
    /// events that are emitted but not declared, types without a schema.
    public init(_ modules: [Module]) throws {
        self.modules = modules
        let resources = Dictionary(
            modules.flatMap(\.resources).map { ($0.collection, $0.idPrefix) }, uniquingKeysWith: { first, _ in first })
        var faults: [String] = []
        var actions: [ActionEntry] = []
        var queries: [QueryEntry] = []
        for module in modules {
            for type in module.actions { actions.append(Self.entry(type, module, resources, &faults)) }
            for type in module.queries { queries.append(Self.entry(type, module, resources, &faults)) }
            for lifecycle in module.lifecycles { faults += lifecycle.faults.map { "\(lifecycle.name): \($0)" } }
        }
        self.actions = actions.sorted { $0.name.rawValue < $1.name.rawValue }
        self.queries = queries.sorted { $0.name.rawValue < $1.name.rawValue }
        events = modules.flatMap { module in module.events.map { EventEntry($0, module: module.name) } }
            .sorted { $0.name.rawValue < $1.name.rawValue }
        subscribers = modules.flatMap(\.subscribers)
        chores = Chores(modules, faults: &faults)
        permissions = Array(Set(actions.map(\.permission) + queries.map(\.permission))).sorted()
        actionsByName = Dictionary(actions.map { ($0.name.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        queriesByName = Dictionary(queries.map { ($0.name.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        faults +=
            Self.nameFaults(actions.map(\.name.rawValue), "action")
            + Self.nameFaults(queries.map(\.name.rawValue), "query")
        for action in actions { faults += action.inverseFaults(among: actionsByName) }
        faults +=
            Self.reasonFaults(in: modules, actions: actionsByName)
            + Self.policyFaults(in: modules, actions: actionsByName)
        let declared = Set(events.map(\.name))
        for action in actions {
            for name in action.emits where !declared.contains(name) {
                faults.append("\(action.name) emits \(name), which no module declares")
            }
        }
        guard faults.isEmpty else {
            throw Problem(.internal, "unsound_registry", "This build cannot run: \(faults.joined(separator: "; ")).")
        }
    }

    /// The action, or a 404 that says how to list them.
    public func action(_ name: String) throws -> ActionEntry {
        guard let entry = actionsByName[name] else {
            throw Problem(
                .notFound, "no_such_action", "There is no action '\(name)'.",
                remedy: "'martlet actions' lists them all.")
        }
        return entry
    }

    /// The query, or a 404.
    public func query(_ name: String) throws -> QueryEntry {
        guard let entry = queriesByName[name] else {
            throw Problem(
                .notFound, "no_such_query", "There is no query '\(name)'.", remedy: "'martlet queries' lists them all.")
        }
        return entry
    }

    /// The kind of record with this prefix, if records of the kind have an address.
    public func resource(prefix: String) -> Resource? {
        for module in modules {
            for resource in module.resources where resource.idPrefix == prefix { return resource }
        }
        return nil
    }

    /// All migrations in module order.
    public var migrations: [Migration] { modules.flatMap(\.migrations) }

    private static func entry<A: Action>(
        _ type: A.Type, _ module: Module, _ resources: [String: String], _ faults: inout [String]
    ) -> ActionEntry {
        ActionEntry(type, module: module.name, resources: resources, faults: &faults)
    }

    private static func entry<Q: Query>(
        _ type: Q.Type, _ module: Module, _ resources: [String: String], _ faults: inout [String]
    ) -> QueryEntry {
        QueryEntry(type, module: module.name, resources: resources, faults: &faults)
    }

    static func nameFaults(_ names: [String], _ kind: String) -> [String] {
        var seen: Set<String> = []
        var faults: [String] = []
        for name in names {
            if !seen.insert(name).inserted { faults.append("two \(kind) types are called \(name)") }
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            let isWellFormed =
                parts.count == 2
                && parts.allSatisfy { part in
                    !part.isEmpty
                        && part.utf8.allSatisfy {
                            $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0)
                        }
                }
            if !isWellFormed { faults.append("\(kind) '\(name)' is not 'module.verb' in lower case") }
        }
        return faults
    }
}
