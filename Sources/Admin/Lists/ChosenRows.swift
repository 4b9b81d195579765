import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// The rows somebody has chosen, from whichever pages of a list: each by its name, with a way to drop it.
struct ChosenRows: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.post("/admin/lists/{collection}/chosen") { request, context in try await show(request, context) }
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            let state = try ListRoutes.state(context, desk)
            let ids = Self.ids(form).filter { $0 != form["remove"] }
            let named = try await pages.naming(Set(ids.compactMap { try? Reference(parsing: $0) }), at: desk)
            let view = ChosenView(desk: named, state: state, ids: ids, list: Self.list(form, state))
            let list = RecordAddress.list(state.room.collection)
            let frame = Frame(
                desk: named, title: desk.say("bulk.shown"), place: list,
                parent: (desk.collectionName(state.room.collection), list), isMiddling: true)
            return Response(page: frame.page(view.html))
        }
    }

    /// The ids a form carries, each once.
    static func ids(_ form: FormFields) -> [String] {
        var seen: Set<String> = []
        return form.all("id").filter { seen.insert($0).inserted }
    }

    /// The address of the list that the rows were chosen in, as a script says it; else that of the view.
    private static func list(_ form: FormFields, _ state: ListState) -> String {
        let path = state.address.path
        if let list = form["list"], list == path || list.hasPrefix("\(path)?"), SignInPages.isOurs(list) { return list }
        return form["query"].map { $0.isEmpty ? path : "\(path)?\($0)" }.flatMap { SignInPages.isOurs($0) ? $0 : nil }
            ?? path
    }
}

/// The page of the rows that are chosen.
struct ChosenView {
    let desk: Desk
    let state: ListState
    let ids: [String]
    /// The list they were chosen in.
    let list: String

    private var collection: String { state.room.collection }

    /// The page.
    var html: HTML {
        let query = list.firstIndex(of: "?").map { String(list[list.index(after: $0)...]) } ?? ""
        let bar = BulkBar(desk: desk, state: state, list: list, query: query)
        let back: HTML =
            "<a class=\"btn\" href=\"\(query.isEmpty ? state.address.path : list)\">\(desk.say("bulk.backToList"))</a>"
        let body: HTML =
            ids.isEmpty
            ? "<div class=\"empty\">\(Icon.named(state.room.icon))<h2>\(desk.say("bulk.noneChosen"))</h2><div class=\"row\">\(back)</div></div>"
            : "<div class=\"table-wrap\">\(table)</div>"
        return """
            <header class="page-head"><h1>\(desk.say("bulk.shown"))</h1><div class="actions inline">\(back)</div>
            <p class="sub"><span data-bulk-count>\(desk.say("bulk.count", ["count": ids.count]))</span> · \(desk.collectionName(collection))</p></header>
            <section class="card list">\(body)</section>\(ids.isEmpty ? nil : bar.html)
            """
    }

    private var table: HTML {
        let rows: HTML = ids.html { id in row(id) }
        return """
            <table class="table cards" aria-label="\(desk.say("bulk.shown"))" data-rows><thead><tr>
            <th class="sel"><input type="checkbox" data-select-page checked aria-label="\(desk.say("list.selectPage"))"></th>
            <th scope="col">\(desk.say("bulk.name"))</th><th scope="col" class="end"><span class="hush">\(desk.say("bulk.drop"))</span></th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    private func row(_ id: String) -> HTML {
        let name = desk.names[id] ?? id
        let link = ChosenNames.link(desk, id, in: collection)
        return """
            <tr><td class="sel"><input type="checkbox" name="id" value="\(id)" form="bulk" checked aria-label="\(desk.say("list.select", ["name": name]))"></td>
            <th scope="row" class="strong" data-c="1">\(link)</th>
            <td class="end" data-c="2"><button class="btn btn-s btn-quiet" form="bulk" formaction="\(RecordAddress.lists(collection, "chosen"))" name="remove" value="\(id)" data-drop aria-label="\(desk.say("bulk.dropNamed", ["name": name]))">\(desk.say("bulk.drop"))</button></td></tr>
            """
    }
}

/// The names of chosen records, the first of many.
enum ChosenNames {
    /// How many are named before the rest is counted.
    static let shown = 20

    /// A record's name, which leads to it.
    static func link(_ desk: Desk, _ id: String, in collection: String) -> HTML {
        let name: HTML = desk.names[id].map { "\($0)" } ?? "<span class=\"mono\">\(id)</span>"
        return desk.links.address(of: id, in: collection).map { "<a href=\"\($0)\">\(name)</a>" } ?? name
    }

    /// The list of names.
    static func html(_ desk: Desk, _ ids: [String], in collection: String) -> HTML {
        let items: HTML = ids.prefix(shown).html { id in "<li>\(link(desk, id, in: collection))</li>" }
        let rest = ids.count - shown
        let more: HTML? = rest > 0 ? "<li class=\"muted\">\(desk.say("bulk.andMore", ["count": rest]))</li>" : nil
        return "<ul role=\"list\" class=\"names\">\(items)\(more)</ul>"
    }
}
