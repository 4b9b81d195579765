import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// The page of every record, and of every other query.
struct RecordPages: Sendable {
    let pages: AdminPages
    private var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/{collection}/{id}") { request, context in try await record(request, context) }
        router.get("/admin/views/{name}") { request, context in try await view(request, context) }
    }

    private func record(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let collection = RecordAddress.underscored(context.parameters.get("collection") ?? "")
            let id = context.parameters.get("id") ?? ""
            guard let entry = try? registry.query("\(collection).get"), let parameter = entry.route.parameter else {
                throw Problem.noPage
            }
            try desk.caller.require(entry.permission)
            let asked: JSON = .object(JSONObject([.init(parameter, .string(id))]))
            let record = RecordView.lifted(try await pages.answer(entry.name.rawValue, asked, at: desk), id)
            let room = desk.rooms[collection]
            var desk = desk
            if let opened = Reference(id) { desk.opened.insert(opened) }
            let related = try await related(room, id, record, desk)
            let timeline = try await timeline(room, id, desk)
            let told = [record, timeline ?? .null] + related.values
            let mentioned = Mentioned.references(.array(told))
            let named = try await pages.naming(mentioned, at: desk)
            let view = RecordView(
                context: RecordPageContext(desk: named, id: id, record: record, related: related), room: room,
                collection: collection, views: views(of: collection, room, desk), timeline: timeline,
                extra: SecretPages.way(from: record, id, in: collection, for: desk))
            let list = RecordAddress.list(collection)
            let frame = Frame(
                desk: named, title: view.title, place: list,
                parent: (desk.collectionName(collection), list), isMiddling: true, help: list)
            return Response(page: frame.page(view.html))
        }
    }

    /// The answers of the related lists that the room shows and this person may see.
    private func related(
        _ room: Room?, _ id: String, _ record: JSON, _ desk: Desk
    ) async throws -> [String: JSON] {
        var answers: [String: JSON] = [:]
        for card in (room?.record?.main ?? []) + (room?.record?.aside ?? []) {
            guard let asks = card.asks, asks.when(record), answers[asks.query] == nil else { continue }
            let isAction = (try? registry.action(asks.query)) != nil
            let asked = asks.asked(id)
            if isAction {
                answers[asks.query] = try await pages.triedIfAllowed(asks.query, asked, at: desk)
            } else {
                answers[asks.query] = try await pages.answerIfAllowed(asks.query, asked, at: desk)
            }
        }
        return answers
    }

    private func timeline(_ room: Room?, _ id: String, _ desk: Desk) async throws -> JSON? {
        guard room?.record?.hasTimeline ?? true else { return nil }
        let asked: JSON = ["record": .string(id), "limit": 25]
        do {
            return try await pages.answerIfAllowed("records.timeline", asked, at: desk)
        } catch let problem as Problem
            where problem.kind == .forbidden || problem.kind == .notFound || problem.kind == .invalid
        {
            return nil  // a record of which nobody tells a story: its page says the rest
        }
    }

    /// Further views of a record, without those that a card shows already.
    private func views(of collection: String, _ room: Room?, _ desk: Desk) -> [QueryEntry] {
        let shown = ((room?.record?.main ?? []) + (room?.record?.aside ?? [])).compactMap { $0.asks?.query }
        return registry.queries.filter { query in
            query.name.collection == collection && !["get", "timeline"].contains(query.name.view)
                && query.route.parameter != nil && !shown.contains(query.name.rawValue) && desk.may(query.permission)
        }
    }

    /// Any query but a list or a record's own, by its name.
    private func view(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            guard let entry = try? registry.query(context.parameters.get("name") ?? "") else { throw Problem.noPage }
            try desk.caller.require(entry.permission)
            let state = ListState(Self.room(for: entry, desk), entry, desk.address)
            let title = desk.words.optional("query.\(entry.name)") ?? Naming.words(entry.name.rawValue)
            let list = RecordAddress.list(entry.name.collection)
            let frame = Frame(
                desk: desk, title: title, place: desk.address.path,
                parent: (desk.collectionName(entry.name.collection), list))
            let asking = QueryView(desk: desk, state: state, title: title)
            switch try await RecordFilters(pages: pages, desk: desk).outcome(state) {
            case .asIs: break
            case .found(let address): return Response(seeOther: address)
            case .unclear(let field, let near):
                let choice = FilterChoiceView(desk: desk, state: state, field: field, near: near)
                return Response(page: frame.page(asking.html(asking: choice)), status: .unprocessableContent)
            }
            let missing = entry.fields.contains { $0.isRequired && state.asked[$0.name] == nil }
            if missing { return Response(page: frame.page(asking.asking)) }
            do {
                let query = try entry.decode(try state.json().bytes)
                let answer = try JSON(parsing: try await pages.installation.fetchDecoded(query, as: desk.invocation))
                let named = try await pages.naming(Mentioned.references(answer), at: desk)
                return Response(page: frame.page(QueryView(desk: named, state: state, title: title).html(answer)))
            } catch let problem as Problem where problem.kind == .invalid {
                return Response(page: frame.page(asking.html(problem)), status: .init(code: problem.status))
            }
        }
    }

    private static func room(for entry: QueryEntry, _ desk: Desk) -> Room {
        var room = Room(entry.name.collection, in: .settings, icon: "ledger")
        room.columns = DerivedColumns.of(entry)
        return room
    }
}

/// The page of a query that is neither a list nor a record: its filters, and what it answers.
struct QueryView {
    let desk: Desk
    let state: ListState
    let title: String

    /// What it answered.
    func html(_ answer: JSON) -> HTML {
        guard state.entry.isList else { return "\(header)\(bar)\(facts(answer))" }
        let rows = answer["data"]?.array ?? []
        let links = desk.links
        let collection = state.entry.name.collection
        let table = TableView(
            desk: desk, columns: state.columns(desk), label: title, collection: collection,
            address: { row in links.id(of: row, in: collection).flatMap(links.address) }, isSticky: true)
        let body: HTML =
            rows.isEmpty
            ? "<div class=\"empty\">\(Icon.named("search"))<h2>\(desk.say("list.nothing"))</h2></div>"
            : "<div class=\"table-wrap\">\(table.html(rows))</div>"
        let next: HTML? = answer["next"]?.string.map {
            "<a class=\"btn btn-s push\" rel=\"next\" href=\"\(state.address.with([("after", $0)]))\">\(desk.say("list.next"))</a>"
        }
        return
            "\(header)<section class=\"card list\">\(filters(nil))\(body)<div class=\"pager\"><span>\(desk.say("list.shown", ["count": rows.count]))</span>\(next)</div></section>"
    }

    /// What is wrong with its filters.
    func html(_ problem: Problem) -> HTML {
        "\(header)\(ProblemView.banner(problem, desk))<section class=\"card\">\(filters(problem))</section>"
    }

    /// While a filter that must be there is missing.
    var asking: HTML {
        "\(header)<section class=\"card\">\(filters(nil))<div class=\"card-body\"><p class=\"muted\">\(state.entry.summary)</p></div></section>"
    }

    /// While a filter does not say which record it is about.
    func html(asking choice: FilterChoiceView) -> HTML { "\(header)\(choice.html)" }

    private var header: HTML {
        "<header class=\"page-head\"><h1>\(title)</h1><p class=\"sub\">\(state.entry.summary)</p></header>"
    }

    private var bar: HTML {
        state.filterFields.isEmpty ? "" : "<section class=\"card\">\(filters(nil))</section>"
    }

    private func filters(_ problem: Problem?) -> HTML {
        let fields = state.entry.fields.filter { !ListState.paging.contains($0.name) }
        if fields.isEmpty { return "" }
        let inputs: HTML = fields.html { field in
            FilterInput(
                desk: desk, room: state.room, field: field, value: state.address.form[field.name],
                error: problem?.errors.first { $0.field == field.name }?.message
            ).html
        }
        return
            "<form class=\"filters\" method=\"get\" action=\"\(state.address.path)\">\(inputs)<button class=\"btn btn-s\">\(desk.say("list.apply"))</button></form>"
    }

    private func facts(_ answer: JSON) -> HTML {
        if case .array(let items) = answer {
            let record: JSON = ["rows": .array(items)]
            return cards(record)
        }
        return cards(answer)
    }

    private func cards(_ record: JSON) -> HTML {
        let context = RecordPageContext(desk: desk, id: "", record: record, related: [:])
        let design = DerivedRecord.design(of: record)
        let cards: HTML = design.main.html { card in
            switch card.content {
            case .facts(let columns):
                CardView(
                    id: "card-facts", title: title,
                    content: Facts(desk: desk, columns: columns, collection: state.room.collection).html(record)
                ).html
            case .rows(let member, let columns):
                CardView(
                    id: "card-\(member)", title: desk.label(member),
                    content: TableView(desk: desk, columns: columns, label: desk.label(member)).html(
                        record[member]?.array ?? []), isTable: true
                ).html
            case .related, .answers: ""
            case .view(let body): body(context) ?? ""
            }
        }
        return "<div class=\"stack\">\(cards)</div>"
    }
}

extension Problem {
    static let noPage = Problem(
        .notFound, "no_such_page", "There is no such page.", remedy: "Go home and choose from there.")
}
