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
    private static let createKey: Permission = "api_keys.create"
    private static let invite: Permission = "team.invite"

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/new/api-key") { request, context in try await askForKey(request, context) }
        router.post("/admin/new/api-key") { request, context in try await makeKey(request, context) }
        router.post("/admin/new/link/{member}") { request, context in try await makeLink(request, context) }
    }

    /// The button on the list of keys.
    static func way(from query: QueryName, for desk: Desk) -> HTML? {
        guard query == "api_keys.list", desk.may(createKey) else { return nil }
        return "<a class=\"btn btn-main\" href=\"/admin/new/api-key\">New key</a>"
    }

    /// The button on the page of somebody who is invited.
    static func way(from record: JSON, _ id: String, in collection: String, for desk: Desk) -> HTML? {
        guard collection == "team", record["status"]?.string == "invited", desk.may(invite) else { return nil }
        return """
            <form method="post" action="/admin/new/link/\(FormFields.encoded(id))"><input type="hidden" name="csrf" value="\(desk.who.csrf)">
            <button class="btn btn-main">Make a sign-in link</button></form>
            """
    }

    private func askForKey(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            try desk.caller.require(Self.createKey)
            let frame = Frame(desk: desk, title: "New API key", place: RecordAddress.list("api_keys"), isMiddling: true)
            return Response(page: frame.page(SecretView.keyForm(desk, FormFields([]), nil)))
        }
    }

    private func makeKey(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            try desk.caller.require(Self.createKey)
            let frame = Frame(desk: desk, title: "New API key", place: RecordAddress.list("api_keys"), isMiddling: true)
            do {
                let made = try await pages.authenticator.createAPIKey(
                    name: form["name"] ?? "", scopes: Self.words(form["scopes"] ?? ""),
                    as: desk.invocation)
                return Response(page: frame.page(SecretView.key(made.text, name: made.key.name)))
            } catch let problem as Problem where problem.kind != .internal {
                let view = SecretView.keyForm(desk, form, problem)
                return Response(page: frame.page(view), status: .init(code: problem.status))
            }
        }
    }

    private func makeLink(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, _ in
            try desk.caller.require(Self.invite)
            let asked: JSON = ["member": .string(context.parameters.get("member") ?? "")]
            let member = try pages.installation.registry.query("team.get").decode(asked.bytes)
            let found = try await pages.installation.fetchDecoded(member, as: desk.invocation)
            guard let user = try JSON(parsing: found)["user"]?.string else { throw Problem.noPage }
            let link = try await pages.authenticator.makeLink(
                for: try ID(parsing: user), as: desk.invocation)
            let frame = Frame(desk: desk, title: "Sign-in link", place: RecordAddress.list("team"), isMiddling: true)
            return Response(page: frame.page(SecretView.link("/link/\(link.token)")))
        }
    }

    /// Permissions parted by commas, spaces or lines.
    static func words(_ text: String) -> [String] {
        text.split { $0 == "," || $0.isWhitespace }.map { String($0) }
    }
}
