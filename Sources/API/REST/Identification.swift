import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Store

/// Finds out who a request comes from: an API key in `Authorization: Bearer`, or a browser session in a cookie.
/// A session's writes must carry its CSRF token and come from our own origin.
public struct Identification: Sendable {
    /// The cookie of browser sessions.
    public static let cookie = "martlet_session"
    let authenticator: Authenticator

    /// Identification against one installation's keys and sessions.
    public init(_ authenticator: Authenticator) { self.authenticator = authenticator }

    /// The invocation a request stands for. Throws 401 when there is neither key nor session, or neither is valid.
    public func invocation(for request: Request, _ context: WebContext) async throws -> Invocation {
        if let header = request.headers[.authorization] {
            guard header.hasPrefix("Bearer ") else {
                throw Problem(.unauthorized, "unauthorized", "Send the API key as 'Authorization: Bearer mk_…'.")
            }
            let found = try await authenticator.apiKey(String(header.dropFirst(7)))
            Turn.current?.party = .shop(found.tenant)
            return found.invocation(context.request)
        }
        guard let found = try await session(of: request) else {
            throw Problem(
                .unauthorized, "unauthorized", "Sign in or send an API key.",
                remedy: "Send 'Authorization: Bearer <API key>'.")
        }
        if request.method != .get && request.method != .head {
            try Self.requireOwnOrigin(request)
            guard let token = request.headers[.csrfToken], found.accepts(csrf: token) else { throw Self.forged }
        }
        return found.invocation(context.request)
    }

    /// The browser session of a request, if it has a valid one.
    public func session(of request: Request) async throws -> Authenticated? {
        guard let token = request.cookies[Self.cookie]?.value else { return nil }
        do {
            let found = try await authenticator.session(token: token)
            Turn.current?.party = .shop(found.tenant)
            return found
        } catch let problem as Problem where problem.kind == .unauthorized {
            return nil
        }
    }

    /// Refuses writes that another site's page sent.
    public static func requireOwnOrigin(_ request: Request) throws {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw forged }
        guard let origin = request.headers[.origin] else { return }
        let host = request.head.authority ?? ""
        guard origin == "http://\(host)" || origin == "https://\(host)" else { throw forged }
    }

    /// The refusal of a write without a valid token or from another origin.
    public static let forged = Problem(
        .forbidden, "csrf", "This form was not sent by our own page, or the page is too old.",
        remedy: "Load the page again and repeat.")
}
