import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// Coming in and going out: password, one-time link, first set-up, sign-out.
struct SignInPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/sign-in") { request, _ in
            let next = try FormFields(parsing: request.uri.query ?? "")["next"]
            return Response(page: SignInView.signIn(next: next, email: "", problem: nil))
        }
        router.post("/sign-in") { request, context in try await signIn(request, context) }
        // Mail programs follow links; only the button uses the link up.
        router.get("/link/{token}") { _, context in
            Response(page: SignInView.link(token: context.parameters.get("token") ?? "", problem: nil))
        }
        router.post("/link/{token}") { request, context in try await redeem(request, context) }
        router.get("/set-up") { request, context in
            try await pages.page(request, context) { desk in
                let who = desk.who
                if who.user?.hasPassword ?? false { return Response(seeOther: "/admin") }
                return Response(page: SignInView.setUp(csrf: who.csrf, name: "", email: "", problem: nil))
            }
        }
        router.post("/set-up") { request, context in try await setUp(request, context) }
        router.post("/sign-out") { request, context in try await signOut(request, context) }
    }

    private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        try Identification.requireOwnOrigin(request)
        let form = try await AdminPages.fields(of: request, context)
        let email = form["email"] ?? ""
        do {
            let grant = try await pages.authenticator.signIn(
                email: email, password: form["password"] ?? "", shop: nil,
                replacing: request.cookies[Identification.cookie]?.value, request: context.request)
            return enter(grant, next: form["next"])
        } catch let problem as Problem where problem.kind != .internal {
            let view = SignInView.signIn(next: form["next"], email: email, problem: problem)
            return Response(page: view, status: .init(code: problem.status))
        }
    }

    private func redeem(_ request: Request, _ context: WebContext) async throws -> Response {
        try Identification.requireOwnOrigin(request)
        let token = context.parameters.get("token") ?? ""
        do {
            let grant = try await pages.authenticator.redeem(link: token, request: context.request)
            return enter(grant, next: grant.needsSetUp ? "/set-up" : nil)
        } catch let problem as Problem where problem.kind != .internal {
            return Response(page: SignInView.link(token: token, problem: problem), status: .init(code: problem.status))
        }
    }

    private func setUp(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            let who = desk.who
            do {
                let grant = try await pages.authenticator.setUp(
                    name: form["name"] ?? "", email: form["email"] ?? "", password: form["password"] ?? "", as: who,
                    request: context.request)
                return enter(grant, next: nil)
            } catch let problem as Problem where problem.kind != .internal {
                let view = SignInView.setUp(
                    csrf: who.csrf, name: form["name"] ?? "", email: form["email"] ?? "", problem: problem)
                return Response(page: view, status: .init(code: problem.status))
            }
        }
    }

    private func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { _, _ in
            if let token = request.cookies[Identification.cookie]?.value {
                try await pages.authenticator.signOut(token: token, request: context.request)
            }
            var response = Response(seeOther: "/sign-in")
            response.headers[.setCookie] = cookie("", maxAge: 0)
            return response
        }
    }

    /// Sets the session's cookie and goes on, only ever to a page of this site.
    private func enter(_ grant: SessionGrant, next: String?) -> Response {
        var response = Response(seeOther: next.flatMap { Self.isOurs($0) ? $0 : nil } ?? "/admin")
        response.headers[.setCookie] = cookie(grant.token, maxAge: 12 * 3_600)
        return response
    }

    /// Whether an address stays in this site whatever a browser makes of it: `//elsewhere`, `/\\elsewhere` and the
    /// tabs and line ends that browsers take out do not.
    static func isOurs(_ address: String) -> Bool {
        address.hasPrefix("/") && !address.hasPrefix("//")
            && address.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "\\") }
    }

    private func cookie(_ value: String, maxAge: Int) -> String {
        "\(Identification.cookie)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(maxAge)\(pages.isSecure ? "; Secure" : "")"
    }
}
