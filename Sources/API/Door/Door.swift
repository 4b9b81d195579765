import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import Platform
import Store

/// What the faces know about one request.
public struct WebContext: Hummingbird.RequestContext, RemoteAddressRequestContext {
    /// Hummingbird's own part.
    public var coreContext: CoreRequestContextStorage
    /// The peer's address: the client's, or a proxy's.
    public let remoteAddress: SocketAddress?
    /// The connection it came on.
    let channel: any Channel
    /// What goes into audit rows, events and logs.
    public var request = Platform.RequestContext(requestID: "")

    /// Called by the server for each request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }

    /// Bodies of requests up to this many bytes; uploads have their own limit.
    public var maxUploadSize: Int { 2 * 1024 * 1024 }
}

/// The first thing every request meets: gives it an id, finds out where it came from, turns problems into answers and
/// sets the headers that every answer carries.
public struct Door: RouterMiddleware {
    /// The contexts it works on.
    public typealias Context = WebContext
    let installation: Installation
    let trustedHops: Int
    let connections: Connections
    let patience: TimeSpan
    private let admission: Admission

    /// A door behind `trustedHops` proxies: that many entries at the end of `X-Forwarded-For` are believed. What has
    /// waited for `patience`, or whose client is gone from `connections`, is not begun any more. Whoever is refused because
    /// there is too much to do hears so after `pause`.
    public init(
        _ installation: Installation, trustedHops: Int, connections: Connections, patience: TimeSpan, pause: TimeSpan
    ) {
        self.installation = installation
        self.trustedHops = trustedHops
        self.connections = connections
        self.patience = patience
        admission = Admission(share: installation.store.options.queueShare, pause: pause)
    }

    /// Handles one request.
    public func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.request = described(request, context)
        let requestID = context.request.requestID
        var response: Response
        do {
            response = try await admitted(request, context, next)
        } catch {
            if let refusal = Refusal(error) { await admission.delay(refusal, on: context.channel) }
            response = answer(refusal(from: error, request, requestID), request, context)
        }
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        response.headers[.requestID] = requestID
        return response
    }

    /// Lets a request in on its turn, unless too many of the same key or session are under way.
    private func admitted(
        _ request: Request, _ context: WebContext, _ next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let shown = request.headers[.authorization] ?? request.cookies[Identification.cookie]?.value
        let party = Self.stranger(shown ?? context.request.ip)
        let turn = Turn(party, patience: patience, isWanted: connections.presence(of: context.channel))
        if shown != nil { try admission.enter(party) }
        defer { if shown != nil { admission.leave(party) } }
        return try await Turn.$current.withValue(turn) { try await next(request, context) }
    }

    /// Whose turn it is until it is known which shop is asked: one party for each key or session shown, and for each
    /// address where none is.
    private static func stranger(_ shown: String?) -> Turn.Party { .stranger((shown ?? "").hashValue) }

    /// What the caller is told about a failure. Refusals pass; what nobody expected is logged and told without details.
    private func refusal(from error: any Error, _ request: Request, _ requestID: String) -> Problem {
        if let problem = error as? Problem { return problem }
        if let error = error as? any HTTPResponseError { return Self.problem(for: error, request) }
        if let error = error as? DBError, error.problem.kind == .unavailable { return error.problem }
        installation.log.critical("request failed: \(error)", metadata: ["request_id": "\(requestID)"])
        return Problem(
            .internal, "internal", "Something went wrong on our side.", remedy: "Try again, or tell us the request id.")
    }

    /// A problem as an answer: a page for browsers that asked for one, `application/problem+json` for everybody else.
    func answer(_ problem: Problem, _ request: Request, _ context: WebContext) -> Response {
        var problem = problem
        problem.requestID = context.request.requestID
        if problem.kind == .internal, let detail = problem.detail {
            installation.log.critical(
                "\(problem.code): \(detail)", metadata: ["request_id": "\(context.request.requestID)"])
            problem.detail = nil
        }
        let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
        if wantsPage && !request.uri.path.hasPrefix("/v1/") {
            return Response(page: ProblemPage.html(problem), status: .init(code: problem.status))
        }
        return Response(problem: problem)
    }

    private func described(_ request: Request, _ context: WebContext) -> Platform.RequestContext {
        let given = request.headers[.requestID].flatMap { Self.acceptable($0) ? $0 : nil }
        var described = Platform.RequestContext(requestID: given ?? "req_" + installation.ids.next().uuidString)
        let forwarded = (request.headers[values: .forwardedFor]).joined(separator: ",")
        described.ip = ClientAddress.client(
            peer: context.remoteAddress?.ipAddress, forwardedFor: forwarded, trustedHops: trustedHops)
        described.channel = request.headers[.channelSlug].flatMap { Self.acceptable($0) ? $0 : nil }
        described.locale = request.headers[.acceptLanguage].flatMap(Self.firstLanguage)
        described.currency = request.headers[.preferredCurrency].flatMap { (try? Currency(parsing: $0))?.code }
        if trustedHops > 0 {
            described.country = request.headers[.clientCountry].flatMap { $0.utf8.count == 2 ? $0 : nil }
        }
        return described
    }

    private static func acceptable(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count) && text.utf8.allSatisfy { (33...126).contains($0) }
    }

    /// The language named first, if it looks like one (BCP 47).
    private static func firstLanguage(_ header: String) -> String? {
        let first = header.prefix { $0 != "," && $0 != ";" }.utf8.filter { $0 != UInt8(ascii: " ") }
        let isTag = first.allSatisfy { byte in
            byte == UInt8(ascii: "-") || (48...57).contains(byte) || (65...90).contains(byte)
                || (97...122).contains(byte)
        }
        return isTag && (2...35).contains(first.count) ? String(decoding: first, as: UTF8.self) : nil
    }

    private static func problem(for error: any HTTPResponseError, _ request: Request) -> Problem {
        switch error.status.code {
        case 404:
            Problem(
                .notFound, "no_such_route", "There is nothing at \(request.method.rawValue) \(request.uri.path).",
                remedy: "/reference lists every address.")
        case 413: Problem(.tooLarge, "body_too_large", "The body is larger than this address takes.")
        case _: Problem(.malformed, "bad_request", (error as? HTTPError)?.body ?? "The request could not be read.")
        }
    }

    private static let headers: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
        ),
        (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "same-origin"),
        (.permissionsPolicy, "camera=(), microphone=(), geolocation=()"),
        (.crossOriginOpenerPolicy, "same-origin"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.cacheControl, "no-store"),
    ]
}
