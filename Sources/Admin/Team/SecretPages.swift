import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// What is made once and shown once: API keys, and links that let invited people in. Their secrets never stand in an
/// action's answer, so they have pages of their own.
struct SecretPages: Sendable {
    let pages: AdminPages
    static let createKey: Permission = "api_keys.create"
    private static let invite: Permission = "team.invite"

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/new/api-key") { request, context in try await askForKey(request, context) }
        router.post("/admin/new/api-key") { request, context in try await makeKey(request, context) }
        router.post("/admin/new/link/{member}") { request, context in try await makeLink(request, context) }
    }

    /// What stands beside the main button of a list: the way to make a key, and to compare roles.
    static func way(from query: QueryName, for desk: Desk) -> HTML? {
        if query == "roles.list" {
            return
                "<a class=\"btn\" href=\"/admin/roles-matrix\">\(Icon.named("columns"))\(desk.say("page.roles-matrix"))</a>"
        }
        if query == "audit_entries.list" {
            return "<a class=\"btn\" href=\"/admin/audit-check\">\(Icon.named("shield"))\(desk.say("audit.check"))</a>"
        }
        guard query == "api_keys.list", desk.may(createKey) else { return nil }
        return
            "<a class=\"btn btn-main\" href=\"/admin/new/api-key\" data-key=\"n\">\(Icon.named("plus"))\(desk.say("keys.new"))</a>"
    }

    /// The button on the page of somebody who is invited.
    static func way(from record: JSON, _ id: String, in collection: String, for desk: Desk) -> HTML? {
        guard collection == "team", record["status"]?.string == "invited", desk.may(invite) else { return nil }
        return """
            <form method="post" action="/admin/new/link/\(FormFields.encoded(id))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <button class="btn btn-main">\(Icon.named("link"))\(desk.say("team.makeLink"))</button></form>
            """
    }

    /// What follows an action at once and is shown once: the link of somebody who was just invited. Nil where nothing does,
    /// also where the invited have a password already and sign in with it.
    func shown(after entry: ActionEntry, _ performed: Performed<JSON>, _ desk: Desk, _ request: Request) async throws
        -> Response?
    {
        guard entry.name == "team.invite", let user = performed.outcome?["user"]?.string,
            let member = performed.outcome?["id"]?.string, let id = ID<User>(user)
        else { return nil }
        do {
            return try await link(for: id, member, desk, request)
        } catch let problem as Problem where problem.code == "links.has_password" {
            return nil
        }
    }

    // MARK: keys

    private func frame(_ desk: Desk) -> Frame {
        Frame(
            desk: desk, title: desk.say("keys.new"), place: "/admin/api-keys",
            parent: (desk.collectionName("api_keys"), "/admin/api-keys"), isMiddling: true, help: "/admin/api-keys")
    }

    private func askForKey(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            try desk.caller.require(Self.createKey)
            let choices = try await TeamChoices.permissions(pages, desk)
            return Response(page: frame(desk).page(SecretView(desk: desk).keyForm(FormFields([]), nil, choices)))
        }
    }

    private func makeKey(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            try desk.caller.require(Self.createKey)
            do {
                let made = try await pages.authenticator.createAPIKey(
                    name: form["name"] ?? "", scopes: form.all("scopes").flatMap(Self.words),
                    expires: try Self.end(form["expires"] ?? "", desk), as: desk.invocation)
                return Response(page: frame(desk).page(SecretView(desk: desk).key(made.text, made.key.name)))
            } catch let problem as Problem where problem.kind != .internal {
                let choices = try await TeamChoices.permissions(pages, desk)
                let view = SecretView(desk: desk).keyForm(form, problem, choices)
                return Response(page: frame(desk).page(view), status: .init(code: problem.status))
            }
        }
    }

    /// The end of a day in the shop's zone; nil for a key that never expires.
    private static func end(_ text: String, _ desk: Desk) throws -> Instant? {
        if text.isEmpty { return nil }
        guard let day = CalendarDate(text) else {
            throw Problem.validation([
                FieldError(field: "expires_at", code: "bad_date", message: desk.say("keys.badDay"))
            ])
        }
        return ZonedCalendar(desk.shop.timeZone).startOfDay(day.adding(days: 1))
    }

    // MARK: links

    private func makeLink(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, _ in
            try desk.caller.require(Self.invite)
            let id = context.parameters.get("member") ?? ""
            let asked: JSON = ["member": .string(id)]
            let member = try pages.installation.registry.query("team.get").decode(asked.bytes)
            let found = try await pages.installation.fetchDecoded(member, as: desk.invocation)
            guard let user = try JSON(parsing: found)["user"]?.string else { throw Problem.noPage }
            return try await link(for: try ID(parsing: user), id, desk, request)
        }
    }

    private func link(for user: ID<User>, _ member: String, _ desk: Desk, _ request: Request) async throws -> Response {
        let link = try await pages.authenticator.makeLink(for: user, as: desk.invocation)
        let named = try await pages.naming([user.reference], at: desk)
        let frame = Frame(
            desk: desk, title: desk.say("team.link"), place: "/admin/team",
            parent: (desk.collectionName("team"), "/admin/team"),
            isMiddling: true, help: "/admin/team")
        let origin = request.head.authority.map { "\(pages.isSecure ? "https" : "http")://\($0)" } ?? ""
        let view = SecretView(desk: desk).link(
            origin, "/link/\(link.token)", named.personName(user.description), RecordAddress.record("team", member))
        return Response(page: frame.page(view))
    }

    /// Permissions parted by commas, spaces or lines.
    static func words(_ text: String) -> [String] {
        text.split { $0 == "," || $0.isWhitespace }.map { String($0) }
    }
}
