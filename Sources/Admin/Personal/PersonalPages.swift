import API
import Hummingbird
import Kernel
import Platform
import Web

/// Pages about the reader rather than the shop: everything there is on a phone, how they like their pages, help.
struct PersonalPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/menu") { request, context in
            try await pages.page(request, context) { desk in
                let frame = Frame(desk: desk, title: desk.say("shell.menu"), place: "/admin/menu", isMiddling: true)
                return Response(page: frame.page(Self.menu(desk)))
            }
        }
        router.get("/admin/me") { request, context in
            try await pages.page(request, context) { desk in Self.preferences(desk, nil) }
        }
        router.post("/admin/me") { request, context in try await save(request, context) }
        router.post("/admin/me/password") { request, context in try await changePassword(request, context) }
    }

    private static func preferences(_ desk: Desk, _ problem: Problem?) -> Response {
        let frame = Frame(desk: desk, title: desk.say("shell.settings"), place: "/admin/me", isMiddling: true)
        let view = PreferencesView(desk: desk, passwordProblem: problem)
        return Response(page: frame.page(view.html), status: .init(code: problem?.status ?? 200))
    }

    /// Changes one's own password. Every other session ends; this one goes on with a new cookie.
    private func changePassword(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            do {
                let grant = try await pages.authenticator.changePassword(
                    from: form["current"] ?? "", to: form["password"] ?? "", as: desk.who, request: context.request)
                return SignInPages(pages).enter(grant, next: "/admin/me?done=users.set_password")
            } catch let problem as Problem where problem.kind != .internal {
                return Self.preferences(desk, problem)
            }
        }
    }

    private static func menu(_ desk: Desk) -> HTML {
        let sections: HTML = Navigation.sections(desk).html { section in
            let links: HTML = section.links.html { link in
                "<li><a href=\"\(link.path)\">\(Icon.named(link.icon ?? section.group.icon))\(link.label)</a></li>"
            }
            return """
                <section class="card"><div class="card-head"><h2>\(section.label)</h2></div><div class="card-body"><ul role="list" class="ways">\(links)</ul></div></section>
                """
        }
        return """
            <header class="page-head"><h1>\(desk.say("shell.menu"))</h1></header><div class="grid-3">\(sections)</div>
            <form method="post" action="/sign-out"><input type="hidden" name="csrf" value="\(desk.who.csrf)"><button class="btn">\(desk.say("shell.signOut"))</button></form>
            """
    }

    /// Keeps each preference that was sent.
    private func save(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            for name in PreferencesView.names {
                guard let value = form[name] else { continue }
                var input: JSON = ["key": .string(name)]
                if !value.isEmpty { input = ["key": .string(name), "value": .string(value)] }
                try await pages.perform("preferences.set", input, at: desk)
            }
            return Response(seeOther: "/admin/me?done=preferences.set")
        }
    }
}

/// How somebody likes their pages.
struct PreferencesView {
    let desk: Desk
    /// What was wrong when the password was to be changed.
    var passwordProblem: Problem?
    /// The preferences this page changes.
    static let names = ["theme", "density", "locale", "shortcuts"]

    private static let languages = [("en", "English"), ("es", "Español"), ("fr", "Français")]

    var html: HTML {
        let theme = choice(
            "theme", desk.taste.theme, ["auto", "light", "dark"].map { ($0, desk.say("shell.theme.\($0)")) },
            desk.say("shell.theme"))
        let density = choice(
            "density", desk.taste.density, ["normal", "compact"].map { ($0, desk.say("shell.density.\($0)")) },
            desk.say("shell.density"))
        let keys = choice(
            "shortcuts", desk.taste.hasShortcuts ? "on" : "off",
            ["on", "off"].map { ($0, desk.say("shell.shortcuts.\($0)")) },
            desk.say("shell.shortcuts"))
        let language = choice(
            "locale", desk.taste.locale ?? "", [("", desk.say("personal.browser"))] + Self.languages,
            desk.say("shell.language"))
        return """
            <header class="page-head"><h1>\(desk.say("personal.title"))</h1><p class="sub">\(desk.person) · \(role)</p></header>
            <section class="card"><form class="card-body roomy stack" method="post" action="/admin/me" data-form><input type="hidden" name="csrf" value="\(desk.who.csrf)"><div class="form-grid">
            \(language)\(theme)\(density)\(keys)</div><p class="meta">\(clock)</p><div class="row form-foot"><button class="btn btn-main" data-submit>\(desk.say("shell.save"))</button>
            <a class="btn btn-quiet" href="/admin/sessions">\(desk.say("shell.sessions"))</a></div></form></section>\(PasswordCard(desk: desk, problem: passwordProblem).html)\(KeysView(desk: desk).html)
            """
    }

    private var role: String {
        desk.words.optional("role.\(desk.caller.role)") ?? desk.caller.role
    }

    /// What time it is in the shop, by which moments are shown.
    private var clock: String {
        let time = desk.format.time(desk.now, in: desk.shop.timeZone)
        return desk.say("personal.clock", ["time": time, "zone": desk.shop.timeZone.rawValue])
    }

    private func choice(_ name: String, _ value: String, _ choices: [(String, String)], _ label: String) -> HTML {
        let options: HTML = choices.html { choice in
            "<option value=\"\(choice.0)\" \(flag: "selected", choice.0 == value)>\(choice.1)</option>"
        }
        return
            "<div class=\"field\"><label for=\"p-\(name)\">\(label)</label><select class=\"input\" id=\"p-\(name)\" name=\"\(name)\">\(options)</select></div>"
    }
}
