import API
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Platform
import Web

/// The list page of every collection, and what belongs to it: its filters' forms, the counts of its views, its export, the
/// ways from record to record, its views and what is done with many.
struct ListRoutes: Sendable {
    let pages: AdminPages
    private var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/{collection}") { request, context in try await list(request, context) }
        router.get("/admin/lists/{collection}/filter") { request, context in try await filter(request, context) }
        router.get("/admin/lists/{collection}/counts") { request, context in try await counts(request, context) }
        router.get("/admin/lists/{collection}/export") { request, context in try await export(request, context) }
        router.get("/admin/lists/{collection}/next") { request, context in
            try await neighbour(request, context, forward: true)
        }
        router.get("/admin/lists/{collection}/previous") { request, context in
            try await neighbour(request, context, forward: false)
        }
        router.post("/admin/lists/{collection}/views") { request, context in try await keepView(request, context) }
        router.get("/admin/live/bulk-run") { request, context in
            try await pages.page(request, context) { desk in
                let id = desk.address.form["run"] ?? ""
                let run = try await pages.answer("bulk_runs.get", ["bulk_run": .string(id)], at: desk)
                return Response(fragment: BulkRunView.fragment(desk, id, run))
            }
        }
        BulkPages(pages).add(to: router)
    }

    private static func collection(_ context: WebContext) -> String {
        RecordAddress.underscored(context.parameters.get("collection") ?? "")
    }

    /// The list an address names, if this person may see it.
    static func state(_ context: WebContext, _ desk: Desk) throws -> ListState {
        let collection = collection(context)
        guard let entry = try? desk.registry.query("\(collection).list"), let room = desk.rooms[collection] else {
            throw Problem.noPage
        }
        try desk.caller.require(entry.permission)
        let address = PageAddress(path: RecordAddress.list(collection), form: desk.address.form)
        return ListState(room, entry, address)
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context, list: Self.collection(context)) { desk in
            let state = try Self.state(context, desk)
            let title = desk.collectionName(state.room.collection)
            let frame = Frame(desk: desk, title: title, place: RecordAddress.list(state.room.collection))
            let extra =
                SecretPages.way(from: state.entry.name, for: desk) ?? ImportPages.way(from: state.entry.name, for: desk)
            switch try await RecordFilters(pages: pages, desk: desk).outcome(state) {
            case .asIs: break
            case .found(let address): return Response(seeOther: address)
            case .unclear(let field, let near):
                let choice = FilterChoiceView(desk: desk, state: state, field: field, near: near)
                let view = ListView(desk: desk, state: state, extra: extra)
                return Response(page: frame.page(view.html(asking: choice)), status: .unprocessableContent)
            }
            do {
                let query = try state.entry.decode(try state.json().bytes)
                let body = try await pages.installation.fetchDecoded(query, as: desk.invocation, withCursors: true)
                let answer = try await pages.besides(try JSON(parsing: body), of: state.room, at: desk)
                let told = [answer] + state.filters.flatMap { AnyOfParts($0.value).values.map { JSON.string($0) } }
                let named = try await pages.naming(Mentioned.references(.array(told)), at: desk)
                let view = ListView(desk: named, state: state, saved: desk.saved, extra: extra)
                return Response(page: frame.page(view.html(answer)))
            } catch let problem as Problem where problem.kind == .invalid {
                let view = ListView(desk: desk, state: state, saved: desk.saved, extra: extra)
                return Response(page: frame.page(view.html(problem)), status: .init(code: problem.status))
            }
        }
    }

    /// The form of a filter: its fields become the one text of each filter, and the list's address is the answer.
    private func filter(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let state = try Self.state(context, desk)
            let form = state.address.form
            let pairs = FilterForm.canonical(form, fields: state.entry.fields).filter { $0.name != "remember" }
            if form["remember"] == "columns", let columns = pairs.first(where: { $0.name == "columns" })?.value {
                let input: JSON = ["key": .string("columns.\(state.room.collection)"), "value": .string(columns)]
                try await pages.perform("preferences.set", input, at: desk)
            }
            return Response(seeOther: PageAddress.text(state.address.path, pairs))
        }
    }

    /// How many rows the list has as it is asked for, and how many each of its views: `{total, views: {key: text}}`, counted
    /// up to ten thousand.
    private func counts(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context, list: Self.collection(context)) { desk in
            let state = try Self.state(context, desk)
            var views: [(String, String)] = [("all", "")] + state.room.views.map { ($0.key, $0.query) }
            views += desk.saved.compactMap { view in
                guard let id = view["id"]?.string, let query = view["query"]?.string else { return nil }
                return (id, query)
            }
            let asked = [("", state.viewQuery)] + views.prefix(12)
            // A view whose filter is no longer understood has no count; opening it says why.
            let queries = asked.compactMap { key, query in Self.decoded(query, state).map { (key, $0) } }
            let counts = try await pages.installation.counts(decoded: queries.map(\.1), as: desk.invocation)
            var total: JSON = .null
            var counted = JSONObject()
            for (key, rows) in zip(queries.map(\.0), counts) {
                guard let rows else { continue }
                let number = desk.format.number(rows.count)
                let text = JSON.string(rows.isCapped ? "\(number)+" : number)
                if key.isEmpty { total = text } else { counted[key] = text }
            }
            let answer: JSON = ["total": total, "views": .object(counted)]
            return Response(json: answer.bytes, headers: [.cacheControl: "no-store"])
        }
    }

    private static func decoded(_ query: String, _ state: ListState) -> (any Query)? {
        guard let form = try? FormFields(parsing: query),
            let filters = try? QueryFilters.json(form, fields: state.entry.fields)
        else { return nil }
        return try? state.entry.decode(filters.bytes)
    }

    /// The whole view as CSV or JSON, streamed page by page.
    private func export(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            var state = try Self.state(context, desk)
            let isJSON = state.address.form["as"] == "json"
            let pairs = state.address.form.pairs.filter { !["as", "after", "limit"].contains($0.name) }
            state = ListState(state.room, state.entry, PageAddress(path: state.address.path, form: FormFields(pairs)))
            let query = try state.entry.decode(try state.json().bytes)
            let rows = pages.installation.exportDecoded(query, as: desk.invocation)
            let name = "\(state.room.collection)-\(desk.today)"
            let columns = state.columns(desk)
            let room = state.room
            let body = ResponseBody { writer in
                if isJSON {
                    try await Exporting.json(rows, to: &writer)
                } else {
                    try await Exporting.csv(rows, columns, desk, to: &writer) { page in
                        try await pages.besides(page, room, at: desk)
                    }
                }
                try await writer.finish(nil)
            }
            let type = isJSON ? "application/json" : "text/csv; charset=utf-8"
            return Response(
                status: .ok,
                headers: [
                    .contentType: type,
                    .contentDisposition: "attachment; filename=\"\(name).\(isJSON ? "json" : "csv")\"",
                    .cacheControl: "no-store",
                ], body: body)
        }
    }

    /// The record before or after one in a view. At the end of the view the list is shown again.
    private func neighbour(_ request: Request, _ context: WebContext, forward: Bool) async throws -> Response {
        try await pages.page(request, context) { desk in
            let state = try Self.state(context, desk)
            let view = try FormFields(parsing: state.address.form["in"] ?? "")
            let at = state.address.form["at"] ?? ""
            var filters = try QueryFilters.json(view, fields: state.entry.fields)
            filters = Self.adding(filters, "after", .string(forward ? at : Cursor.before(at) ?? at))
            filters = Self.adding(filters, "limit", 1)
            let query = try state.entry.decode(filters.bytes)
            let body = try await pages.installation.fetchDecoded(query, as: desk.invocation, withCursors: true)
            let answer = try JSON(parsing: body)
            // Before the first there is nothing: the list begins again with the record itself.
            guard let row = answer["data"]?[0], let cursor = answer["cursors"]?[0]?.string, cursor != at,
                let id = desk.links.id(of: row, in: state.room.collection),
                let address = desk.links.address(of: id, in: state.room.collection)
            else { return Response(seeOther: PageAddress.text(state.address.path, view.pairs)) }
            var pairs: [(name: String, value: String)] = [("at", cursor)]
            if let view = state.address.form["in"] { pairs.append(("in", view)) }
            return Response(seeOther: PageAddress.text(address, pairs))
        }
    }

    private static func adding(_ filters: JSON, _ name: String, _ value: JSON) -> JSON {
        var members = filters.object ?? JSONObject()
        members[name] = value
        return .object(members)
    }

    /// Saves, changes or deletes a view.
    private func keepView(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            let state = try Self.state(context, desk)
            let query = form["query"] ?? ""
            if let id = form["delete"] {
                try await pages.perform("saved_views.delete", ["saved_view": .string(id)], at: desk)
                return Response(seeOther: "\(state.address.path)?done=saved_views.delete")
            }
            if let id = form["update"] {
                var input: JSON = ["saved_view": .string(id), "query": .string(query)]
                if let name = form["name"], !name.isEmpty { input = Self.adding(input, "name", .string(name)) }
                try await pages.perform("saved_views.update", input, at: desk)
                return Response(seeOther: Self.view(state, id, query, done: "saved_views.update"))
            }
            let input: JSON = [
                "collection": .string(state.room.collection), "name": .string(form["name"] ?? ""),
                "query": .string(query), "is_shared": .bool(form["is_shared"] != nil),
            ]
            let made = try await pages.perform("saved_views.create", input, at: desk)
            return Response(
                seeOther: Self.view(state, made.outcome?["id"]?.string ?? "", query, done: "saved_views.create"))
        }
    }

    private static func view(_ state: ListState, _ id: String, _ query: String, done: String) -> String {
        let parts = ["view=\(id)", query, "done=\(done)"].filter { !$0.isEmpty }
        return "\(state.address.path)?\(parts.joined(separator: "&"))"
    }
}

/// Writes a list's rows as they come.
enum Exporting {
    /// The rows as they are, as one JSON list.
    static func json(_ pages: DecodedExport, to writer: inout any ResponseBodyWriter) async throws {
        var isFirst = true
        try await writer.write(ByteBuffer(string: "["))
        for try await page in pages {
            for row in page.array ?? [] {
                try await writer.write(
                    ByteBuffer(string: (isFirst ? "\n" : ",\n") + String(decoding: row.bytes, as: UTF8.self)))
                isFirst = false
            }
        }
        try await writer.write(ByteBuffer(string: "\n]\n"))
    }

    /// The view's columns with a head line. Money is three columns: minor units, currency, and as people write it.
    static func csv(
        _ pages: DecodedExport, _ columns: [Column], _ desk: Desk, to writer: inout any ResponseBodyWriter,
        completing: ([JSON]) async throws -> [JSON]
    ) async throws {
        let head =
            ["id"]
            + columns.flatMap { column -> [String] in
                column.kind == .money
                    ? ["\(column.field)_minor", "\(column.field)_currency", column.field] : [column.field]
            }
        try await writer.write(ByteBuffer(string: line(head)))
        for try await page in pages {
            let text = try await completing(page.array ?? []).map { row in
                line([row["id"]?.string ?? ""] + columns.flatMap { cells($0, row) })
            }
            try await writer.write(ByteBuffer(string: text.joined()))
        }
    }

    private static func cells(_ column: Column, _ row: JSON) -> [String] {
        let value = column.value(in: row)
        guard column.kind == .money else { return [plain(value)] }
        guard let money = ValueView.money(of: value) else { return ["", "", ""] }
        return [String(money.minorUnits), money.currency.code, money.amount]
    }

    private static func plain(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .double(let number): String(number)
        case .array(let items): items.map(plain).joined(separator: ", ")
        case .object(let object):
            ["name", "title", "number", "sku", "id"].compactMap { object[$0]?.string }.first
                ?? String(decoding: value.bytes, as: UTF8.self)
        }
    }

    /// One line of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front.
    static func line(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+-@\t".contains(first), Double(text) == nil { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
