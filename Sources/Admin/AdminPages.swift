import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// The admin: sign-in, lists, records and action forms over everything registered.
public struct AdminPages: Sendable {
    let installation: Installation
    let identification: Identification
    let authenticator: Authenticator
    let isSecure: Bool

    /// Pages behind a server's door. `isSecure` marks cookies for HTTPS only: true when the public address is https.
    public init(_ server: APIServer, _ authenticator: Authenticator, isSecure: Bool = false) {
        installation = server.installation
        identification = server.identification
        self.authenticator = authenticator
        self.isSecure = isSecure
    }

    /// Adds every page to a router.
    public func add(to router: Router<WebContext>) {
        AssetRoutes.add(to: router)
        router.get("/") { _, _ in Response(seeOther: "/admin") }
        SignInPages(self).add(to: router)
        RecordPages(self).add(to: router)
        ActionPages(self).add(to: router)
        SecretPages(self).add(to: router)
    }

    /// Runs a page for somebody signed in; others go to the sign-in page and come back after it.
    func page(
        _ request: Request, _ context: WebContext, _ body: (Authenticated) async throws -> Response
    ) async throws -> Response {
        guard let who = try await identification.session(of: request) else {
            let next = request.method == .get ? request.uri.description : "/admin"
            return Response(seeOther: "/sign-in?next=\(FormFields.encoded(next))")
        }
        do {
            return try await body(who)
        } catch let problem as Problem where problem.kind != .internal {
            return try await refused(problem, who, context)
        }
    }

    /// What somebody signed in sees when a page or a form is refused: the frame with the way around stays.
    private func refused(_ problem: Problem, _ who: Authenticated, _ context: WebContext) async throws -> Response {
        var problem = problem
        problem.requestID = context.request.requestID
        let frame = try await frame(who, problem.title, at: "")
        return Response(
            page: frame.page(ProblemView.html(problem, caller: who.caller)), status: .init(code: problem.status))
    }

    /// A form that somebody signed in sent: from our own origin and with the session's token.
    func form(
        _ request: Request, _ context: WebContext, _ body: (Authenticated, FormFields) async throws -> Response
    ) async throws -> Response {
        try Identification.requireOwnOrigin(request)
        return try await page(request, context) { who in
            let fields = try await Self.fields(of: request, context)
            guard let token = fields["csrf"], who.accepts(csrf: token) else { throw Identification.forged }
            return try await body(who, fields)
        }
    }

    /// The fields of a form body.
    static func fields(of request: Request, _ context: WebContext) async throws -> FormFields {
        let bytes = try await request.bytes(upTo: context.maxUploadSize)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.malformed, "malformed_form", "The form could not be read.")
        }
        return try FormFields(parsing: text)
    }

    /// What the frame around a page needs to know.
    func frame(_ who: Authenticated, _ title: String, at path: String) async throws -> Frame {
        let invocation = Invocation(
            tenant: who.tenant, caller: who.caller, request: Platform.RequestContext(requestID: "page"))
        let shop = try await installation.read(as: invocation) { db in try db.shop }
        return Frame(
            title: title, path: path, shop: shop, person: who.user?.name ?? who.caller.principal, csrf: who.csrf,
            sections: Navigation.sections(of: installation.registry, for: who.caller))
    }
}
