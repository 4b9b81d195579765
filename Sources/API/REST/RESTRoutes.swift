import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform
import Web

/// The REST face, derived from the registry: one route for each action and query, no list of them anywhere.
public struct RESTRoutes: Sendable {
    let installation: Installation
    let identification: Identification

    /// Routes over an installation.
    public init(_ installation: Installation, _ identification: Identification) {
        self.installation = installation
        self.identification = identification
    }

    /// Adds every route to a router.
    public func add(to router: Router<WebContext>) {
        for entry in installation.registry.actions {
            guard let route = entry.route else { continue }
            for route in [route] + entry.aliases { add(entry, at: route, to: router) }
        }
        for entry in installation.registry.queries {
            for path in [entry.route.path] + entry.aliases { add(entry, at: path, to: router) }
        }
    }

    private func add(_ entry: ActionEntry, at route: Route, to router: Router<WebContext>) {
        let method = HTTPRequest.Method(rawValue: route.method) ?? .post
        router.on(RouterPath(route.path), method: method) { request, context in
            try await perform(entry, at: route, request, context)
        }
    }

    private func add(_ entry: QueryEntry, at path: String, to router: Router<WebContext>) {
        router.on(RouterPath(path), method: .get) { request, context in
            try await fetch(entry, request, context)
        }
    }

    /// Performs an action on the record with an id, as at its own address: for addresses that other faces share.
    public func perform(
        _ entry: ActionEntry, on id: String, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        guard let route = entry.route, let parameter = route.parameter else {
            throw Problem(.notFound, "no_such_route", "'\(entry.name)' is not performed on one record.")
        }
        var context = context
        context.coreContext.parameters[Substring(parameter)] = Substring(id)
        return try await perform(entry, at: route, request, context)
    }

    private func perform(
        _ entry: ActionEntry, at route: Route, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        var invocation = try await identification.invocation(for: request, context)
        try invocation.caller.require(entry.permission)  // before anything is said about the input
        let options = try FormFields(parsing: request.uri.query ?? "")
        invocation.isPreview = options["preview"] == "true"
        invocation.idempotencyKey = try Self.idempotencyKey(of: request, isPreview: invocation.isPreview)
        invocation.expectedVersion = try Self.expectedVersion(of: request)
        let input = try await Self.input(of: request, context, route: route, fields: entry.fields)
        let action = try entry.decode(input)
        let performed = try await installation.runner.performPassing(action, as: invocation)
        let record = route.parameter.flatMap { context.parameters.get($0) }
        return try Self.answer(performed, isCreation: route.method == "POST" && route.parameter == nil, record: record)
    }

    private func fetch(_ entry: QueryEntry, _ request: Request, _ context: WebContext) async throws -> Response {
        let invocation = try await identification.invocation(for: request, context)
        try invocation.caller.require(entry.permission)  // before anything is said about the filters
        let form = try FormFields(parsing: request.uri.query ?? "")
        var path: (name: String, value: String)?
        if let parameter = entry.route.parameter {
            path = (parameter, context.parameters.get(parameter) ?? "")
        }
        let (options, rest) = try ListOptions.taken(from: form, of: entry)
        let filters = try QueryFilters.json(rest, fields: entry.fields, path: path)
        let query = try entry.decode(filters.bytes)
        let body = try await installation.fetchDecoded(query, as: invocation, withCursors: options.hasCursors)
        let counted = options.isCounted ? try await installation.counts(decoded: [query], as: invocation) : []
        let total = counted.first ?? nil
        return try Self.answer(body, entry: entry, filters: filters, total: total, record: path?.value)
    }

    /// Lists echo the filters they were asked with, so that a page can say what it shows (ORD-03).
    private static func answer(
        _ body: [UInt8], entry: QueryEntry, filters: JSON, total: RowCount?, record: String?
    ) throws -> Response {
        guard entry.isList, body.last == UInt8(ascii: "}") else {
            return Response(json: body, headers: etag(of: body, record).map { [.eTag: $0] } ?? [:])
        }
        var echoed = Array(body.dropLast()) + Array(",\"filters\":".utf8) + filters.bytes
        if let total { echoed += Array(",\"total\":".utf8) + (try Wire.encode(total)) }
        return Response(json: echoed + [UInt8(ascii: "}")])
    }

    private static func answer(_ performed: Performed<[UInt8]>, isCreation: Bool, record: String?) throws -> Response {
        switch performed.state {
        case .previewed:
            let outcome = try performed.outcome.map { text in try JSON(parsing: text) }
            return Response(
                json: try Wire.encode(PreviewAnswer(outcome: outcome, effects: performed.effects)))
        case .held: return Response(json: performed.json, status: .accepted)
        case .done, .replayed:
            var headers: HTTPFields = [:]
            if performed.state == .replayed { headers[.idempotentReplayed] = "true" }
            if let tag = etag(of: performed.json, record) { headers[.eTag] = tag }
            return Response(json: performed.json, status: isCreation ? .created : .ok, headers: headers)
        }
    }

    /// The version of a record as its entity tag: the answer's own, or that of the member which is the record named by
    /// the path, where it is answered with what belongs to it.
    private static func etag(of body: [UInt8], _ record: String?) -> String? {
        guard body.count < 1 << 20, let json = try? JSON(parsing: body) else { return nil }
        let own = json.object?.members.first { record != nil && $0.value["id"]?.string == record }
        return (json["version"]?.int ?? own?.value["version"]?.int).map { "\"\($0)\"" }
    }

    private static func expectedVersion(of request: Request) throws -> Int? {
        guard let tag = request.headers[.ifMatch], tag != "*" else { return nil }
        guard let version = Int(tag.filter { $0 != "\"" }) else {
            throw Problem(
                .malformed, "bad_if_match", "If-Match takes the ETag of the record as it was answered.",
                field: "If-Match")
        }
        return version
    }

    private static func idempotencyKey(of request: Request, isPreview: Bool) throws -> String? {
        guard let key = request.headers[.idempotencyKey] else {
            if isPreview { return nil }
            throw Problem(
                .malformed, "idempotency_key_missing", "Every write needs an Idempotency-Key header.",
                field: "Idempotency-Key",
                remedy: "Send a random UUID, and the same one again when you retry. Previews (?preview=true) need none."
            )
        }
        try IdempotencyKeys.check(key)
        return isPreview ? nil : key
    }

    /// The JSON body with the path's parameter in its field. A body that names another record than the path is refused.
    private static func input(
        of request: Request, _ context: WebContext, route: Route, fields: [Schema.Field]
    ) async throws -> [UInt8] {
        let bytes = try await request.bytes(upTo: context.maxUploadSize)
        if !bytes.isEmpty, let type = request.headers[.contentType], !type.hasPrefix("application/json") {
            throw Problem(
                .malformed, "unsupported_media_type", "Send the body as application/json.", field: "Content-Type")
        }
        guard let parameter = route.parameter else { return bytes.isEmpty ? Array("{}".utf8) : bytes }
        let value = context.parameters.get(parameter) ?? ""
        let body: JSON = bytes.isEmpty ? .object(JSONObject()) : try JSON(parsing: bytes)
        guard var object = body.object else { return bytes }
        if let given = object[parameter], given.string != value {
            throw Problem(
                .invalid, "path_and_body_differ", "The path names another record than the body.", field: parameter)
        }
        object[parameter] = .string(value)
        return JSON.object(object).bytes
    }
}

/// What a preview answers.
struct PreviewAnswer: Codable, Sendable {
    var state = ActionState.previewed
    let outcome: JSON?
    let effects: Effects
}
