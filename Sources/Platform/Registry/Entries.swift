import Kernel
import Store

/// An action as the faces see it: its declaration as data, and closures that run it from JSON.
public struct ActionEntry: Sendable {
    /// `orders.cancel`
    public let name: ActionName
    /// The module that declares it.
    public let module: String
    /// One sentence.
    public let summary: String
    /// What a caller must hold.
    public let permission: Permission
    /// What it can emit.
    public let emits: [EventName]
    /// Whether a policy may hold it.
    public let approval: ApprovalRule
    /// The action that takes it back, with the same target and those input members both have.
    public let inverse: ActionName?
    /// Whether its input has members that are never shown.
    public let hasSecrets: Bool
    /// The input's fields with their schemas, in declaration order.
    public let fields: [Schema.Field]
    /// Method and path, or nil for actions without an HTTP route.
    public let route: Route?
    /// Further addresses.
    public let aliases: [Route]
    /// The Swift type.
    public let type: any Action.Type
    /// Decodes the JSON input, refusing wrong, missing and unknown fields at once.
    public let decode: @Sendable ([UInt8]) throws -> any Action
    /// The input's fields and the outcome, described into a schema registry: what OpenAPI is made of.
    public let describe: @Sendable (SchemaRegistry) throws -> (input: [Schema.Field], output: Schema)

    init<A: Action>(_ type: A.Type, module: String, resources: [String: String], faults: inout [String]) {
        name = A.name
        self.module = module
        summary = A.summary
        permission = A.permission
        emits = A.emits.map { $0.name }
        approval = A.approval
        inverse = A.inverse
        hasSecrets = !A.redacted.isEmpty
        self.type = type
        if A.approval == .byPolicy && !A.redacted.isEmpty {
            faults.append("\(A.name) has secrets and may be held: a held input is stored in clear until it is decided")
        }
        decode = { bytes in try Wire.decode(A.self, from: bytes) }
        describe = { registry in (try registry.fields(of: A.self), try registry.describe(A.Outcome.self)) }
        do {
            fields = try SchemaRegistry().fields(of: A.self)
        } catch {
            fields = []
            faults.append("\(A.name): its input has no schema: \(error)")
        }
        aliases = A.aliases.map { alias in Route(method: alias.method, path: alias.path) }
        route = Route.of(action: A.name, A.route, fields: fields, resources: resources)
    }
}

extension ActionEntry {
    /// The field that names the record it is performed on, and the prefix of that record's ids; nil when its address
    /// names no record.
    public var target: (field: String, prefix: String)? {
        guard let parameter = route?.parameter,
            let prefix = fields.first(where: { field in field.name == parameter })?.schema.entity
        else { return nil }
        return (parameter, prefix)
    }

    /// What is wrong with the declared inverse: it must exist, and need nothing that this action was not given.
    func inverseFaults(among actions: [String: ActionEntry]) -> [String] {
        guard let inverse else { return [] }
        guard let other = actions[inverse.rawValue] else {
            return ["\(name) is taken back by \(inverse), which no module has"]
        }
        let own = Set(fields.map(\.name))
        return other.fields.filter { field in field.isRequired && !own.contains(field.name) }.map { field in
            "\(name) is taken back by \(inverse), which needs '\(field.name)'"
        }
    }
}

/// A query as the faces see it.
public struct QueryEntry: Sendable {
    /// `orders.list`
    public let name: QueryName
    /// The module that declares it.
    public let module: String
    /// One sentence.
    public let summary: String
    /// What a caller must hold.
    public let permission: Permission
    /// The filters with their schemas.
    public let fields: [Schema.Field]
    /// `GET` and path.
    public let route: Route
    /// Further paths.
    public let aliases: [String]
    /// Whether it answers a keyset page.
    public let isList: Bool
    /// The Swift type.
    public let type: any Query.Type
    /// Decodes the filters from JSON.
    public let decode: @Sendable ([UInt8]) throws -> any Query
    /// The filters and the answer, described into a schema registry.
    public let describe: @Sendable (SchemaRegistry) throws -> (input: [Schema.Field], output: Schema)

    init<Q: Query>(_ type: Q.Type, module: String, resources: [String: String], faults: inout [String]) {
        name = Q.name
        self.module = module
        summary = Q.summary
        permission = Q.permission
        aliases = Q.aliases
        isList = type is any ListQuery.Type
        self.type = type
        decode = { bytes in
            let query = try Wire.decode(Q.self, from: bytes)
            // Here, because a list that is empty for its caller may never come to its page.
            if let list = query as? any ListQuery { _ = try Reader.pageSize(list.limit) }
            return query
        }
        describe = { registry in
            (Self.bounded(try registry.fields(of: Q.self)), try registry.describe(Q.Output.self))
        }
        do {
            fields = Self.bounded(try SchemaRegistry().fields(of: Q.self))
        } catch {
            fields = []
            faults.append("\(Q.name): its filters have no schema: \(error)")
        }
        route = Route.of(query: Q.name, fields: fields, resources: resources)
    }

    /// The fields with what every query's `limit` means: a number of rows, at most a page.
    private static func bounded(_ fields: [Schema.Field]) -> [Schema.Field] {
        fields.map { (field: Schema.Field) -> Schema.Field in
            guard field.name == "limit", case .integer = field.schema.shape else { return field }
            var field = field
            field.schema.shape = .integer(minimum: 1, maximum: Int64(Reader.pageLimit))
            field.schema.summary = "How many rows, 1 to \(Reader.pageLimit)."
            return field
        }
    }
}

/// An event type as the reference and webhooks see it.
public struct EventEntry: Sendable {
    /// Name with version.
    public let name: EventName
    /// The module that declares it.
    public let module: String
    /// One sentence.
    public let summary: String
    /// The Swift type.
    public let type: any Event.Type
    /// The payload, described into a schema registry.
    public let describe: @Sendable (SchemaRegistry) throws -> Schema

    init<E: Event>(_ type: E.Type, module: String) {
        name = E.name
        self.module = module
        summary = E.summary
        self.type = type
        describe = { registry in try registry.describe(E.self) }
    }
}

/// A method and a path with at most one `{parameter}`, derived from an action's or a query's name and fields.
public struct Route: Sendable, Hashable {
    /// `GET`, `POST`, `PATCH`.
    public let method: String
    /// `/v1/orders/{order}/actions/cancel`
    public let path: String
    /// The wire name of the field that the path carries.
    public let parameter: String?

    /// A route as written; its parameter is what stands in braces.
    init(method: String, path: String) {
        let inside = path.drop { $0 != "{" }.dropFirst().prefix { $0 != "}" }
        self.init(method: method, path: path, parameter: inside.isEmpty ? nil : String(inside))
    }

    init(method: String, path: String, parameter: String?) {
        self.method = method
        self.path = path
        self.parameter = parameter
    }

    static func of(
        action name: ActionName, _ rule: ActionRoute, fields: [Schema.Field], resources: [String: String]
    ) -> Route? {
        let collection = "/v1/" + hyphenated(name.collection)
        let target = Self.target(in: fields, prefix: resources[name.collection])
        switch rule {
        case .internalOnly: return nil
        case .create: return Route(method: "POST", path: collection, parameter: nil)
        case .update:
            guard let target else { return nil }
            return Route(method: "PATCH", path: "\(collection)/{\(target)}", parameter: target)
        case .derived:
            let verb = hyphenated(name.verb)
            guard let target else {
                return Route(method: "POST", path: "\(collection)/actions/\(verb)", parameter: nil)
            }
            return Route(method: "POST", path: "\(collection)/{\(target)}/actions/\(verb)", parameter: target)
        }
    }

    static func of(query name: QueryName, fields: [Schema.Field], resources: [String: String]) -> Route {
        let collection = "/v1/" + hyphenated(name.collection)
        if name.view == "list" { return Route(method: "GET", path: collection, parameter: nil) }
        let target = Self.target(in: fields, prefix: resources[name.collection])
        let view = name.view == "get" ? "" : "/" + hyphenated(name.view)
        guard let target else { return Route(method: "GET", path: collection + view, parameter: nil) }
        return Route(method: "GET", path: "\(collection)/{\(target)}\(view)", parameter: target)
    }

    private static func target(in fields: [Schema.Field], prefix: String?) -> String? {
        guard let prefix else { return nil }
        return fields.first { (field: Schema.Field) -> Bool in field.isRequired && field.schema.entity == prefix }?.name
    }

    private static func hyphenated(_ text: String) -> String { String(text.map { $0 == "_" ? "-" : $0 }) }
}
