import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import Platform

/// What the faces know about one request.
public struct WebContext: Hummingbird.RequestContext, RemoteAddressRequestContext {
    /// Hummingbird's own part.
    public var coreContext: CoreRequestContextStorage
    /// The peer's address: the client's, or a proxy's.
    public let remoteAddress: SocketAddress?
    /// What goes into audit rows, events and logs.
    public var request = Platform.RequestContext(requestID: "")

    /// Called by the server for each request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
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

    /// A door behind `trustedHops` proxies: that many entries at the end of `X-Forwarded-For` are believed.
    public init(_ installation: Installation, trustedHops: Int) {
        self.installation = installation
        self.trustedHops = trustedHops
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
            response = try await next(request, context)
        } catch let problem as Problem {
            response = answer(problem, request, context)
        } catch let error as HTTPError {
            response = answer(Self.problem(for: error, request), request, context)
        } catch {
            installation.log.critical("request failed: \(error)", metadata: ["request_id": "\(requestID)"])
            let problem = Problem(
                .internal, "internal", "Something went wrong on our side.", remedy: "Try again, or tell us the request id.")
            response = answer(problem, request, context)
        }
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        response.headers[.requestID] = requestID
        return response
    }

    /// A problem as an answer: a page for browsers that asked for one, `application/problem+json` for everybody else.
    func answer(_ problem: Problem, _ request: Request, _ context: WebContext) -> Response {
        var problem = problem
        problem.requestID = context.request.requestID
        if problem.kind == .internal, let detail = problem.detail {
            installation.log.critical("\(problem.code): \(detail)", metadata: ["request_id": "\(context.request.requestID)"])
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
        described.locale = request.headers[.acceptLanguage].flatMap { String($0.prefix { $0 != "," && $0 != ";" }) }
        described.currency = request.headers[.preferredCurrency].flatMap { (try? Currency(parsing: $0))?.code }
        if trustedHops > 0 {
            described.country = request.headers[.clientCountry].flatMap { $0.utf8.count == 2 ? $0 : nil }
        }
        return described
    }

    private static func acceptable(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count) && text.utf8.allSatisfy { (33...126).contains($0) }
    }

    private static func problem(for error: HTTPError, _ request: Request) -> Problem {
        switch error.status.code {
        case 404:
            Problem(
                .notFound, "no_such_route", "There is nothing at \(request.method.rawValue) \(request.uri.path).",
                remedy: "/reference lists every address.")
        case 413: Problem(.tooLarge, "body_too_large", "The body is larger than this address takes.")
        case 405: Problem(.notFound, "no_such_route", "This address does not answer \(request.method.rawValue).")
        case _: Problem(.malformed, "bad_request", error.body ?? "The request could not be read.")
        }
    }

    private static let headers: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy,
            "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"),
        (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "same-origin"),
        (.permissionsPolicy, "camera=(), microphone=(), geolocation=()"),
        (.crossOriginOpenerPolicy, "same-origin"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.cacheControl, "no-store"),
    ]
}

/// Which address is the client's, when proxies stand in between (IAM-16).
enum ClientAddress {
    /// With `n` trusted hops, the peer and the last `n - 1` entries are ours; the entry before them is the client.
    /// Entries further left were written by the client and are never believed.
    static func client(peer: String?, forwardedFor: String, trustedHops: Int) -> String? {
        guard trustedHops > 0 else { return peer }
        let chain = forwardedFor.split(separator: ",").map { part in String(part.filter { $0 != " " }) }
        guard chain.count >= trustedHops else { return chain.first ?? peer }
        let claimed = chain[chain.count - trustedHops]
        let isAddress = claimed.utf8.allSatisfy { byte in
            (48...58).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte) || byte == UInt8(ascii: ".")
        }
        return isAddress && (2...45).contains(claimed.utf8.count) ? claimed : peer
    }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("Request-Id")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let channelSlug = HTTPField.Name("X-Channel-Slug")!
    static let preferredCurrency = HTTPField.Name("X-Currency")!
    static let clientCountry = HTTPField.Name("X-Client-Country")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
    /// The token that proves a request of a browser session was made by our own page.
    public static let csrfToken = HTTPField.Name("X-CSRF-Token")!
}
