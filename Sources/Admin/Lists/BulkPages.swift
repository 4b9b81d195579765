import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// What is done with many records at once: asked for with what it needs, begun as a run that goes on by itself, and shown
/// with the result of every row.
struct BulkPages: Sendable {
    let pages: AdminPages

    /// How many records one run takes.
    static let limit = 10_000

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.post("/admin/lists/{collection}/bulk") { request, context in try await ask(request, context) }
        ChosenRows(pages).add(to: router)
    }

    /// First the question with the number of records, then, when it comes back confirmed, the run.
    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, sent in
            let form = RecordFields.canonical(sent)
            let state = try ListRoutes.state(context, desk)
            guard let action = desk.action(form["action"] ?? ""), state.room.bulk.contains(action.name.rawValue) else {
                throw Problem.noPage
            }
            let ids = try await chosen(form, state, desk)
            let schemas = SchemaRegistry()
            _ = try action.describe(schemas)
            let values = FormValues(
                schemas: schemas, format: desk.format, currency: desk.shop.currency, zone: desk.shop.timeZone)
            let key = form["idempotency_key"] ?? pages.installation.ids.next().uuidString
            var view = BulkView(
                desk: desk, state: state, action: action, ids: ids, values: values, form: form, key: key)
            if ids.isEmpty { throw Self.nothingChosen }
            if form["confirmed"] == nil { return try await page(view, desk) }
            do {
                let fields = action.fields.filter { $0.name != action.route?.parameter }
                let resolved = try await RecordFields(pages: pages, desk: desk).resolved(
                    values.input(fields, form), fields, schemas)
                view.near = resolved.near
                try resolved.check.finish()
                let input: JSON = [
                    "action": .string(action.name.rawValue), "input": resolved.input,
                    "records": .array(ids.map { .string($0) }),
                ]
                let begun = try await pages.perform("bulk_runs.start", input, at: desk, key: key)
                let run = begun.outcome?["id"]?.string ?? ""
                return Response(seeOther: RecordAddress.record("bulk_runs", run))
            } catch let problem as Problem where problem.kind != .internal && problem.details["permission"] == nil {
                view.problem = problem
                return try await page(view, desk)
            }
        }
    }

    private static let nothingChosen = Problem(
        .invalid, "nothing_chosen", "No rows are chosen.", field: "id",
        remedy: "Go back and choose the rows it is about.")

    /// The chosen ids, or those of all rows of the view.
    private func chosen(_ form: FormFields, _ state: ListState, _ desk: Desk) async throws -> [String] {
        guard form["all"] == "1" else { return ChosenRows.ids(form) }
        let view = try FormFields(parsing: form["query"] ?? "")
        let query = try state.entry.decode(try QueryFilters.json(view, fields: state.entry.fields).bytes)
        var ids: [String] = []
        for try await rows in pages.installation.exportDecoded(query, as: desk.invocation) {
            ids += (rows.array ?? []).compactMap { desk.links.id(of: $0, in: state.room.collection) }
            if ids.count > Self.limit {
                throw Problem(
                    .invalid, "too_many_chosen", "More than \(Self.limit) rows match.", field: "all",
                    remedy: "Narrow the list with a filter and do it in parts.")
            }
        }
        return ids
    }

    /// The question, with the names of what is chosen and of what the fields name.
    private func page(_ view: BulkView, _ desk: Desk) async throws -> Response {
        var view = view
        let fields = RecordFields(pages: pages, desk: desk)
        view.desk = try await fields.dressed(for: view.fields, view.values.schemas, view.form)
        let named = try await pages.naming(view.named, at: desk)
        view.desk.names.merge(named.names) { own, _ in own }
        view.desk.near = view.near
        let collection = view.state.room.collection
        let list = RecordAddress.list(collection)
        let frame = Frame(
            desk: desk, title: desk.actionLabel(view.action), place: list,
            parent: (desk.collectionName(collection), list), isMiddling: true)
        return Response(page: frame.page(view.html), status: .init(code: view.problem?.status ?? 200))
    }
}

/// The question before something is done with many: how many, what else it needs, and that it can be taken back.
struct BulkView {
    var desk: Desk
    let state: ListState
    let action: ActionEntry
    let ids: [String]
    let values: FormValues
    let form: FormFields
    let key: String
    var problem: Problem?
    /// What is offered at fields whose text does not say which record is meant.
    var near: [String: NearRecords] = [:]

    /// What the action needs besides the records.
    var fields: [Schema.Field] { action.fields.filter { $0.name != action.route?.parameter } }

    /// The chosen records that are named.
    var named: Set<Reference> { Set(ids.prefix(ChosenNames.shown).compactMap { try? Reference(parsing: $0) }) }

    /// The page.
    var html: HTML {
        let label = desk.actionLabel(action)
        let input = FormInput(
            desk: desk, values: values, collection: action.name.collection, form: form, problem: problem)
        let fields: HTML = fields.html { field in input.html(field, at: field.name) }
        let chosen: HTML =
            form["all"] == "1"
            ? "<input type=\"hidden\" name=\"all\" value=\"1\">"
            : ids.html { id in "<input type=\"hidden\" name=\"id\" value=\"\(id)\">" }
        let undo = action.inverse == nil ? desk.say("bulk.noUndo") : desk.say("bulk.canUndo")
        let banner: HTML? = problem.map { ProblemView.banner($0, desk, fields: Set(action.fields.map(\.name))) }
        return """
            <header class="page-head"><h1>\(label)</h1><p class="sub">\(action.summary)</p></header>\(banner)
            <section class="card"><form class="card-body roomy stack" method="post" action="\(RecordAddress.lists(state.room.collection, "bulk"))" data-form data-selection-done>
            <input type="hidden" name="csrf" value="\(desk.who.csrf)"><input type="hidden" name="idempotency_key" value="\(key)">
            <input type="hidden" name="action" value="\(action.name.rawValue)"><input type="hidden" name="confirmed" value="1">
            <input type="hidden" name="query" value="\(form["query"])">\(chosen)
            <p><b>\(desk.say("bulk.about", ["count": ids.count]))</b> \(undo)</p>\(ChosenNames.html(desk, ids, in: state.room.collection))\(fields)
            <div class="row form-foot"><button class="btn btn-main" data-submit>\(desk.say("bulk.start", ["action": label, "count": ids.count]))</button>
            <a class="btn btn-quiet" href="\(RecordAddress.list(state.room.collection))">\(desk.say("shell.back"))</a></div></form></section>
            """
    }
}
