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
        router.get("/set-up") { request, _ in
            try await pages.page(request) { who in Response(page: SignInView.setUp(csrf: who.csrf, name: "", email: "", problem: nil)) }
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
        try await pages.form(request, context) { who, form in
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
        let isOurs = next.map { $0.hasPrefix("/") && !$0.hasPrefix("//") && !$0.contains("\\") } ?? false
        var response = Response(seeOther: isOurs ? next ?? "/admin" : "/admin")
        response.headers[.setCookie] = cookie(grant.token, maxAge: 12 * 3_600)
        return response
    }

    private func cookie(_ value: String, maxAge: Int) -> String {
        "\(Identification.cookie)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(maxAge)\(pages.isSecure ? "; Secure" : "")"
    }
}

/// The pages of people who are not in yet.
enum SignInView {
    static func signIn(next: String?, email: String, problem: Problem?) -> HTML {
        alone(
            "Sign in",
            """
            <form class="card-body roomy stack" method="post" action="/sign-in"><h1>Sign in</h1>\(banner(problem))
            <input type="hidden" name="next" value="\(next)">
            <div class="field"><label for="email">E-mail</label><input class="input" id="email" name="email" type="email"
            autocomplete="username" required value="\(email)"></div>
            <div class="field"><label for="password">Password</label><input class="input" id="password" name="password"
            type="password" autocomplete="current-password" required></div>
            <button class="btn btn-main btn-l btn-wide">Sign in</button></form>
            """)
    }

    static func link(token: String, problem: Problem?) -> HTML {
        let button: HTML = """
            <p class="muted">This link works once.</p><button class="btn btn-main btn-l btn-wide">Continue</button>
            """
        return alone(
            "Sign in by link",
            """
            <form class="card-body roomy stack" method="post" action="/link/\(FormFields.encoded(token))"><h1>Welcome to Martlet</h1>
            \(banner(problem))\(problem == nil ? button : "<a href=\"/sign-in\">Sign in with a password</a>")</form>
            """)
    }

    static func setUp(csrf: String, name: String, email: String, problem: Problem?) -> HTML {
        alone(
            "Your key to the door",
            """
            <form class="card-body roomy stack" method="post" action="/set-up"><h1>Your key to the door</h1>
            <p class="muted">Choose how you sign in from now on.</p>\(banner(problem))
            <input type="hidden" name="csrf" value="\(csrf)">
            \(field("name", "Your name", "text", "name", name, problem))
            \(field("email", "E-mail", "email", "username", email, problem))
            \(field("password", "Password", "password", "new-password", "", problem))
            <button class="btn btn-main btn-l btn-wide">Open the shop</button></form>
            """)
    }

    private static func field(
        _ name: String, _ label: String, _ type: String, _ complete: String, _ value: String, _ problem: Problem?
    ) -> HTML {
        let error = problem?.errors.first { $0.field == name }
        return """
            <div class="field"><label for="\(name)">\(label)</label><input class="input" id="\(name)" name="\(name)" type="\(type)"
            autocomplete="\(complete)" required value="\(value)" \(flag: "aria-invalid=\"true\"", error != nil)>
            \(error.map { "<p class=\"error\">\($0.message)</p>" as HTML })</div>
            """
    }

    private static func banner(_ problem: Problem?) -> HTML {
        guard let problem else { return "" }
        return "<div class=\"banner bad\" role=\"alert\"><p><b>\(problem.title)</b> \(problem.remedy)</p></div>"
    }

    private static func alone(_ title: String, _ content: HTML) -> HTML {
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title) · Martlet</title>
        <link rel="stylesheet" href="\(AssetRoutes.styleSheet)"><link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
        </head><body class="solo"><main id="main"><a class="brand" href="/" aria-label="Martlet">
        <svg width="32" height="32" aria-hidden="true"><use href="/assets/logo.svg#mark"/></svg>
        <svg width="104" height="32" aria-hidden="true"><use href="/assets/logo.svg#word"/></svg></a>
        <section class="card">\(content)</section></main></body></html>
        """
    }
}
