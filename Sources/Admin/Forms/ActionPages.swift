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
    private var installation: Installation { pages.installation }
    private var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/actions/{name}") { request, context in try await ask(request, context) }
        router.post("/admin/actions/{name}") { request, context in try await act(request, context) }
        router.post("/admin/{collection}/{id}/actions/{verb}") { request, context in
            try await perform(request, context)
        }
    }

    /// An action at its record's address under `/admin`: a form of a page is answered like the form of the action, anything
    /// else as the API answers it.
    private func perform(_ request: Request, _ context: WebContext) async throws -> Response {
        let collection = RecordAddress.underscored(context.parameters.get("collection") ?? "")
        let verb = RecordAddress.underscored(context.parameters.get("verb") ?? "")
        guard let entry = try? registry.action("\(collection).\(verb)"), let field = entry.route?.parameter else {
            throw Problem.noPage
        }
        let id = context.parameters.get("id") ?? ""
        if request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true {
            return try await act(request, context, entry, (field, id))
        }
        return try await RESTRoutes(installation, pages.identification).perform(entry, on: id, request, context)
    }

    /// The form of an action. It begins with what the record says now; `?field=value` fills fields in.
    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let entry = try entry(context, for: desk)
            let given = desk.address.form
            let record = try await record(of: entry, given, desk)
            let values = try values(entry, desk)
            var pairs = given.pairs
            if let record, let target = entry.route?.parameter {
                let now = values.fields(of: record, for: entry.fields.filter { $0.name != target })
                pairs += now.filter { pair in given[pair.name] == nil }
                pairs += now.map { ("was.\($0.name)", $0.value) }
                if let version = record["version"]?.int { pairs.append(("version", String(version))) }
            }
            let filled = FormFields(pairs)
            let dressed = try await dressed(desk, for: entry, values, filled)
            var form = ActionForm(
                desk: dressed, entry: entry, values: values, form: filled, key: installation.ids.next().uuidString,
                record: record)
            if entry.approval == .byPolicy {
                form.isHeld = try await installation.read(as: desk.invocation) { db in try db.alwaysHolds(entry) }
            }
            return page(desk, entry, form.html())
        }
    }

    /// Tries or performs an action from its form. A refusal shows the form again with what was typed.
    private func act(
        _ request: Request, _ context: WebContext, _ given: ActionEntry? = nil,
        _ target: (name: String, value: String)? = nil
    ) async throws -> Response {
        try await pages.form(request, context) { desk, sent in
            let entry = try given ?? self.entry(context, for: desk)
            try desk.caller.require(entry.permission)
            let fixed = sent.pairs.filter { $0.name != target?.name } + [target].compactMap { $0 }
            let form = RecordFields.canonical(FormFields(fixed))
            let records = RecordFields(pages: pages, desk: desk)
            let key = form["idempotency_key"] ?? installation.ids.next().uuidString
            try IdempotencyKeys.check(key)
            let values = try values(entry, desk)
            var view = ActionForm(desk: desk, entry: entry, values: values, form: form, key: key)
            view.isHeld = form["request_approval"] != nil
            view.isShown = view.isHeld
            if form["add"] != nil {
                view.desk = try await dressed(desk, for: entry, values, form)
                return page(desk, entry, view.html())
            }
            do {
                let typed = values.input(entry.fields, form)
                let resolved = try await records.resolved(typed, entry.fields, values.schemas)
                view.near = resolved.near
                try resolved.check.finish()
                let input = resolved.input
                let action = try entry.decode(input.bytes)
                let isPreview = try await showsFirst(action, entry, form, desk)
                let invocation = desk.who.invocation(
                    context.request, idempotencyKey: isPreview ? nil : key, isPreview: isPreview,
                    expectedVersion: form["version"].flatMap { Int($0) })
                let performed = try await installation.runner.performDecoded(action, as: invocation)
                if isPreview {
                    view.isHeld = performed.effects.wouldNeedApproval
                    view.isShown = true
                    view.record = try await record(of: entry, form, desk)
                    view.desk = try await dressed(desk, for: entry, values, form)
                    view.desk.names.merge(try await names(in: performed, at: desk)) { mine, _ in mine }
                    return page(desk, entry, view.html(preview: performed))
                }
                if let shown = try await SecretPages(pages).shown(after: entry, performed, desk, request) {
                    return shown
                }
                return Response(seeOther: next(entry, input, form, performed, desk))
            } catch let problem as Problem where problem.kind != .internal && problem.details["permission"] == nil {
                return try await refused(problem, view, desk)
            }
        }
    }

    /// Whether the form is shown again with what would happen: because that was asked for, or because it will have to wait
    /// and nobody has said that they want to ask for approval.
    private func showsFirst(
        _ action: any Action, _ entry: ActionEntry, _ form: FormFields, _ desk: Desk
    ) async throws -> Bool {
        if form["preview"] != nil { return true }
        guard entry.approval == .byPolicy, form["request_approval"] == nil else { return false }
        return try await installation.read(as: desk.invocation) { db in try db.wouldHold(action) }
    }

    /// The names of what a preview tells of.
    private func names(in preview: Performed<JSON>, at desk: Desk) async throws -> [String: String] {
        let told = preview.effects.changes.flatMap { change in [change.before, change.after].compactMap { $0 } }
        let records = Set(preview.effects.changes.map(\.record))
        let mentioned = Mentioned.references(.array(told + [preview.outcome].compactMap { $0 }))
        return try await pages.naming(mentioned.union(records), at: desk).names
    }

    /// The desk with what the form's fields choose from, and the names of what they name.
    private func dressed(
        _ desk: Desk, for entry: ActionEntry, _ values: FormValues, _ form: FormFields
    ) async throws -> Desk {
        var dressed = try await RecordFields(pages: pages, desk: desk).dressed(for: entry.fields, values.schemas, form)
        dressed.filled = form
        dressed.choices = try await FieldChoices.of(entry, pages, at: dressed)
        return dressed
    }

    /// The form again. When somebody else saved meanwhile, it says what they changed, and the next try is about the
    /// record as it is now: what was typed is kept, and nothing is overwritten unseen.
    private func refused(_ problem: Problem, _ view: ActionForm, _ desk: Desk) async throws -> Response {
        var view = view
        view.record = try await record(of: view.entry, view.form, desk)
        if ["version_mismatch", "changed_meanwhile"].contains(problem.code), let record = view.record {
            view = Self.conflicting(view, record, desk, key: installation.ids.next().uuidString)
        }
        view.desk = try await dressed(desk, for: view.entry, view.values, view.form)
        view.desk.near = view.near
        return page(desk, view.entry, view.html(problem: problem), status: problem.status)
    }

    private static func conflicting(_ view: ActionForm, _ record: JSON, _ desk: Desk, key: String) -> ActionForm {
        let fields = view.entry.fields.filter { $0.name != view.entry.route?.parameter }
        let now = FormFields(view.values.fields(of: record, for: fields))
        let before = FormFields(
            view.form.pairs.filter { $0.name.hasPrefix("was.") }.map { (String($0.name.dropFirst(4)), $0.value) })
        let conflict = Conflict(desk: desk, before: before, now: now)
        var pairs = view.form.pairs.filter { $0.name != "version" && !$0.name.hasPrefix("was.") }
        // A field this person left alone takes what is so now; what they typed stays.
        for name in conflict.names where view.form[name] == before[name] {
            pairs.removeAll { $0.name == name }
            if let value = now[name] { pairs.append((name, value)) }
        }
        pairs += now.pairs.map { ("was.\($0.name)", $0.value) }
        if let version = record["version"]?.int { pairs.append(("version", String(version))) }
        return ActionForm(
            desk: desk, entry: view.entry, values: view.values, form: FormFields(pairs), key: key, record: record,
            conflict: conflict)
    }

    /// Where to go when it is done: back to where the form was opened, to the record, or to the list.
    private func next(
        _ entry: ActionEntry, _ input: JSON, _ form: FormFields, _ performed: Performed<JSON>, _ desk: Desk
    ) -> String {
        if performed.state == .held, let approval = performed.effects.approval {
            return "\(RecordAddress.record("approvals", approval.description))?done=approvals.request"
        }
        let made = Self.made(performed.outcome)
        let target = entry.route?.parameter.flatMap { input[$0]?.string }
        let record = [target, made].compactMap { $0 }.compactMap { desk.links.address(of: $0) }.first
        var path = record ?? desk.rooms.room(of: entry.name).map { RecordAddress.list($0.collection) } ?? "/admin"
        if let back = form["back"], SignInPages.isOurs(back) { path = Toast.clean(back) }
        var fields = Toast.fields(done: entry, input: input, record: made ?? target)
        if let state = Self.state(performed.outcome) { fields.append(("done.state", state)) }
        return path + (path.contains("?") ? "&" : "?") + PageAddress.query(fields)
    }

    /// The id of what an action answers: the record itself, or the first one inside the answer.
    private static func made(_ outcome: JSON?) -> String? {
        if let id = outcome?["id"]?.string { return id }
        return (outcome?.object?.members ?? []).compactMap { $0.value["id"]?.string }.first
    }

    /// Where an approval stands that an action has decided on: a yes need not be the end of it.
    private static func state(_ outcome: JSON?) -> String? { outcome?["approval"]?["status"]?.string }

    /// The record an action is about, with what its page shows; nil for actions on none.
    private func record(of entry: ActionEntry, _ form: FormFields, _ desk: Desk) async throws -> JSON? {
        guard let parameter = entry.route?.parameter, let id = form[parameter], RecordLinks.kind(of: id) != nil,
            let get = try? registry.query("\(entry.name.collection).get"), let wanted = get.route.parameter,
            desk.may(get.permission)
        else { return nil }
        let asked: JSON = .object(JSONObject([.init(wanted, .string(id))]))
        let body = try await installation.fetchDecoded(try get.decode(asked.bytes), as: desk.invocation)
        return RecordView.lifted(try JSON(parsing: body), id)
    }

    private func entry(_ context: WebContext, for desk: Desk) throws -> ActionEntry {
        guard let entry = try? registry.action(context.parameters.get("name") ?? ""), entry.route != nil else {
            throw Problem.noPage
        }
        try desk.caller.require(entry.permission)
        return entry
    }

    private func values(_ entry: ActionEntry, _ desk: Desk) throws -> FormValues {
        let schemas = SchemaRegistry()
        _ = try entry.describe(schemas)
        return FormValues(schemas: schemas, format: desk.format, currency: desk.shop.currency, zone: desk.shop.timeZone)
    }

    private func page(_ desk: Desk, _ entry: ActionEntry, _ content: HTML, status: Int = 200) -> Response {
        let collection = desk.rooms.room(of: entry.name)?.collection
        let list = collection.map { RecordAddress.list($0) } ?? "/admin"
        let frame = Frame(
            desk: desk, title: desk.actionLabel(entry), place: list,
            parent: collection.map { (desk.collectionName($0), list) }, isMiddling: true,
            help: "action.\(entry.name.rawValue)")
        return Response(page: frame.page(content), status: .init(code: status))
    }
}
