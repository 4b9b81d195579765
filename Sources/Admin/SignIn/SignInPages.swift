import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Localisation
import Platform
import Web

/// Coming in and going out: password, one-time link, first set-up, sign-out.
struct SignInPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/sign-in") { request, _ in
            let next = try FormFields(parsing: request.uri.query ?? "")["next"]
            return Response(page: try await view(request).signIn(next: next, email: "", problem: nil))
        }
        router.post("/sign-in") { request, context in try await signIn(request, context) }
        // Mail programs follow links; only the button uses the link up.
        router.get("/link/{token}") { request, context in
            Response(
                page: SignInView(words: Self.words(request)).link(
                    token: context.parameters.get("token") ?? "", problem: nil))
        }
        router.post("/link/{token}") { request, context in try await redeem(request, context) }
        router.get("/set-up") { request, context in
            try await pages.page(request, context) { desk in
                if desk.who.user?.hasPassword ?? false { return Response(seeOther: "/admin") }
                return Response(page: try await setUpPage(desk, Self.known(of: desk), request, nil))
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
            let page = try await view(request).signIn(next: form["next"], email: email, problem: problem)
            return Response(page: page, status: .init(code: problem.status))
        }
    }

    private func redeem(_ request: Request, _ context: WebContext) async throws -> Response {
        try Identification.requireOwnOrigin(request)
        let token = context.parameters.get("token") ?? ""
        do {
            let grant = try await pages.authenticator.redeem(link: token, request: context.request)
            return enter(grant, next: grant.needsSetUp ? "/set-up" : nil)
        } catch let problem as Problem where problem.kind != .internal {
            let page = SignInView(words: Self.words(request)).link(token: token, problem: problem)
            return Response(page: page, status: .init(code: problem.status))
        }
    }

    /// What is known of somebody who chooses a password for the first time.
    private static func known(of desk: Desk) -> FormFields {
        guard let user = desk.who.user, let email = user.email else { return FormFields([]) }
        return FormFields([("name", user.name), ("email", email)])
    }

    private func setUp(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            do {
                try await keepShop(form, desk)
                let grant = try await pages.authenticator.setUp(
                    name: form["name"] ?? "", email: form["email"] ?? "", password: form["password"] ?? "",
                    as: desk.who,
                    request: context.request)
                return enter(grant, next: nil)
            } catch let problem as Problem where problem.kind != .internal {
                let page = try await setUpPage(desk, form, request, problem)
                return Response(page: page, status: .init(code: problem.status))
            }
        }
    }

    /// What the first owner says of the shop; others are not asked, and what is not sent stays as it is.
    private func keepShop(_ form: FormFields, _ desk: Desk) async throws {
        guard form["shop_name"] != nil, try await isFirst(desk) else { return }
        var members = JSONObject()
        for (field, name) in [("shop_name", "name"), ("time_zone", "time_zone"), ("currency", "currency")] {
            if let value = form[field] { members[name] = .string(value) }
        }
        do {
            try await pages.perform("shops.update", .object(members), at: desk)
        } catch var problem as Problem {
            // The person's own name has the field of that name here.
            problem.errors = problem.errors.map { error in
                error.field == "name" ? FieldError(field: "shop_name", code: error.code, message: error.message) : error
            }
            throw problem
        }
    }

    /// Whether somebody is the shop's first: its only member, and its owner.
    private func isFirst(_ desk: Desk) async throws -> Bool {
        guard desk.caller.role == BuiltInRole.owner.rawValue else { return false }
        let team = try await pages.answer("team.list", ["limit": 2], at: desk)["data"]?.array ?? []
        return team.count == 1
    }

    private func setUpPage(_ desk: Desk, _ form: FormFields, _ request: Request, _ problem: Problem?) async throws
        -> HTML
    {
        let accepted = request.headers[.acceptLanguage]
        let zone = desk.shop.timeZone == .utc ? ZoneGuess.zone(accepted) : nil
        let shop = try await isFirst(desk) ? SignInView.FirstShop(shop: desk.shop, guess: zone) : nil
        return SignInView(words: desk.words).setUp(csrf: desk.who.csrf, form: form, shop: shop, problem: problem)
    }

    /// The words of somebody who is not in yet: those their browser asks for.
    private static func words(_ request: Request) -> Words {
        Tongue.words(Tongue.choose(nil, accepted: request.headers[.acceptLanguage]))
    }

    /// The sign-in page; it names the shop where there is only one.
    private func view(_ request: Request) async throws -> SignInView {
        let shops = try await pages.installation.shops()
        return SignInView(words: Self.words(request), shop: shops.count == 1 ? shops.first?.shop.name : nil)
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
    func enter(_ grant: SessionGrant, next: String?) -> Response {
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
