import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// The form of every action that has an address: asking, trying and performing it. What only Martlet itself performs
/// has no form, whoever asks.
struct ActionPages: Sendable {
    let pages: AdminPages
    var installation: Installation { pages.installation }
    var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/actions/{name}") { request, context in try await ask(request, context) }
        router.post("/admin/actions/{name}") { request, context in try await act(request, context) }
    }

    /// The empty form of an action; `?field=value` fills fields in.
    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { who in
            let entry = try entry(context, for: who)
            let frame = try await frame(entry, who)
            let form = try FormFields(parsing: request.uri.query ?? "")
            return Response(
                page: frame.page(try view(entry, who, form, key: installation.ids.next().uuidString).html()))
        }
    }

    /// Tries or performs an action from its form. A refusal shows the form again with what was typed.
    private func act(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { who, form in
            let entry = try entry(context, for: who)
            let frame = try await frame(entry, who)
            let key = form["idempotency_key"] ?? installation.ids.next().uuidString
            try IdempotencyKeys.check(key)
            let view = try view(entry, who, form, key: key)
            do {
                let isPreview = form["preview"] != nil
                let invocation = who.invocation(
                    context.request, idempotencyKey: isPreview ? nil : key, isPreview: isPreview)
                let action = try entry.decode(try view.input().bytes)
                let performed = try await installation.runner.performDecoded(action, as: invocation)
                return Response(
                    page: frame.page(isPreview ? view.html(preview: performed) : view.html(done: performed)))
            } catch let problem as Problem where problem.kind != .internal && problem.details["permission"] == nil {
                return Response(page: frame.page(view.html(problem: problem)), status: .init(code: problem.status))
            }
        }
    }

    private func entry(_ context: WebContext, for who: Authenticated) throws -> ActionEntry {
        guard let entry = try? registry.action(context.parameters.get("name") ?? ""), entry.route != nil else {
            throw Problem.noPage
        }
        try who.caller.require(entry.permission)
        return entry
    }

    private func frame(_ entry: ActionEntry, _ who: Authenticated) async throws -> Frame {
        try await pages.frame(
            who, ActionButton.label(of: entry, registry), at: RecordAddress.list(entry.name.collection))
    }

    private func view(_ entry: ActionEntry, _ who: Authenticated, _ form: FormFields, key: String) throws -> ActionForm
    {
        let schemas = SchemaRegistry()
        _ = try entry.describe(schemas)
        return ActionForm(
            entry: entry, label: ActionButton.label(of: entry, registry), csrf: who.csrf, key: key, form: form,
            schemas: schemas,
            hasRecordPage: Navigation.hasRecordPage(entry.name.collection, registry),
            hasList: (try? registry.query("\(entry.name.collection).list")) != nil)
    }
}
