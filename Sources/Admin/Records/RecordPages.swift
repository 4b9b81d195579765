import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// Lists, records and other views, derived from the queries of the registry.
struct RecordPages: Sendable {
    let pages: AdminPages
    var installation: Installation { pages.installation }
    var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin") { request, context in try await home(request, context) }
        router.get("/admin/{collection}") { request, context in try await collection(request, context) }
        router.get("/admin/{collection}/{id}") { request, context in try await record(request, context) }
        router.get("/admin/views/{name}") { request, context in try await view(request, context) }
    }

    private func home(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { who in
            let frame = try await pages.frame(who, "Home", at: "/admin")
            return Response(page: frame.page(HomeView.html(frame)))
        }
    }

    private func collection(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { who in
            let collection = RecordAddress.underscored(context.parameters.get("collection") ?? "")
            guard let entry = try? registry.query("\(collection).list") else { throw Problem.noPage }
            return try await answer(entry, at: RecordAddress.list(collection), who, request, context)
        }
    }

    /// Any query but a record's own, by its name.
    private func view(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { who in
            guard let entry = try? registry.query(context.parameters.get("name") ?? "") else { throw Problem.noPage }
            return try await answer(entry, at: RecordAddress.view(entry.name), who, request, context)
        }
    }

    /// Asks a query with the filters of the address. Filters that are refused are shown again, with what is wrong;
    /// while a filter that must be there is missing only the filters are shown.
    private func answer(
        _ entry: QueryEntry, at address: String, _ who: Authenticated, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        try who.caller.require(entry.permission)
        let form = try FormFields(parsing: request.uri.query ?? "")
        let given = FormFields(form.pairs.filter { !$0.value.isEmpty })
        let frame = try await pages.frame(who, Navigation.title(entry.name), at: address)
        let view = ListView(
            address: address, entry: entry, form: given, zone: frame.shop.timeZone,
            links: RecordLinks(registry, for: who.caller),
            actions: ActionButton.all(on: entry.name.collection, registry, for: who.caller),
            extra: SecretPages.way(from: entry.name, for: who))
        if entry.fields.contains(where: { $0.isRequired && given[$0.name] == nil }) {
            return Response(page: frame.page(view.asking))
        }
        do {
            let filters = try QueryFilters.json(given, fields: entry.fields)
            let body = try await installation.fetchDecoded(
                try entry.decode(filters.bytes), as: who.invocation(context.request))
            return Response(page: frame.page(view.html(try JSON(parsing: body))))
        } catch let problem as Problem where problem.kind == .invalid {
            return Response(page: frame.page(view.html(problem)), status: .init(code: problem.status))
        }
    }

    private func record(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { who in
            let collection = RecordAddress.underscored(context.parameters.get("collection") ?? "")
            let id = context.parameters.get("id") ?? ""
            guard let entry = try? registry.query("\(collection).get"), let parameter = entry.route.parameter else {
                throw Problem.noPage
            }
            try who.caller.require(entry.permission)
            let filters: JSON = [parameter: .string(id)]
            let body = try await installation.fetchDecoded(
                try entry.decode(filters.bytes), as: who.invocation(context.request))
            let record = RecordView.lifted(try JSON(parsing: body), id)
            let frame = try await pages.frame(who, RecordView.title(record, id), at: RecordAddress.list(collection))
            let view = RecordView(
                id: id, values: ValueView(zone: frame.shop.timeZone, links: RecordLinks(registry, for: who.caller)),
                views: registry.queries.filter { query in
                    query.name.collection == collection && query.name.view != "get" && query.route.parameter != nil
                        && who.caller.may(query.permission)
                },
                actions: ActionButton.all(on: collection, record: id, registry, for: who.caller),
                extra: SecretPages.way(from: record, id, in: collection, for: who))
            return Response(page: frame.page(view.html(record)))
        }
    }
}

extension Problem {
    static let noPage = Problem(
        .notFound, "no_such_page", "There is no such page.", remedy: "Go home and choose from there.")
}

/// The first page: where to go.
enum HomeView {
    static func html(_ frame: Frame) -> HTML {
        let cards: HTML = frame.sections.html { section in
            let links: HTML = section.links.html { link in "<li><a href=\"\(link.path)\">\(link.label)</a></li>" }
            return """
                <section class="card"><div class="card-head"><h2>\(section.label)</h2></div>
                <div class="card-body"><ul role="list" class="ways">\(links)</ul></div></section>
                """
        }
        return """
            <header class="page-head"><h1>\(frame.shop.name)</h1><p class="sub">\(frame.shop.currency.code) · \(frame.shop.timeZone.rawValue)</p></header>
            <div class="grid-3">\(cards)</div>
            """
    }
}
