import API
import HTTPTypes
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// Lists, records and action forms, derived from the registry.
struct RecordPages: Sendable {
    let pages: AdminPages
    var installation: Installation { pages.installation }
    var registry: Registry { pages.installation.registry }

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin") { request, _ in try await home(request) }
        router.get("/admin/{collection}") { request, context in try await list(request, context) }
        router.get("/admin/{collection}/{id}") { request, context in try await record(request, context) }
        router.get("/admin/actions/{name}") { request, context in try await ask(request, context) }
        router.post("/admin/actions/{name}") { request, context in try await act(request, context) }
    }

    private func home(_ request: Request) async throws -> Response {
        try await pages.page(request) { who in
            let frame = try await pages.frame(who, "Home", at: "/admin")
            return Response(page: frame.page(HomeView.html(frame)))
        }
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request) { who in
            let collection = RecordAddress.underscored(context.parameters.get("collection") ?? "")
            let entry = try registry.query("\(collection).list")
            let form = try FormFields(parsing: request.uri.query ?? "")
            let given = FormFields(form.pairs.filter { !$0.value.isEmpty })
            let frame = try await pages.frame(who, Navigation.words(collection), at: RecordAddress.list(collection))
            let view = ListView(
                collection: collection, entry: entry, form: given, zone: frame.shop.timeZone,
                actions: registry.actions.filter { action in
                    action.name.collection == collection && action.route?.parameter == nil && action.route != nil
                        && who.caller.may(action.permission)
                })
            do {
                let filters = try QueryFilters.json(given, fields: entry.fields)
                let body = try await installation.fetchDecoded(
                    try entry.decode(filters.bytes), as: who.invocation(context.request))
                return Response(page: frame.page(view.html(try JSON(parsing: body))))
            } catch let problem as Problem where problem.kind == .invalid {
                return Response(page: frame.page(view.html(problem)), status: .init(code: problem.status))
            }
        }
    }

    private func record(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request) { who in
            let collection = RecordAddress.underscored(context.parameters.get("collection") ?? "")
            let id = context.parameters.get("id") ?? ""
            let entry = try registry.query("\(collection).get")
            guard let parameter = entry.route.parameter else { throw Problem.noPage }
            let filters: JSON = [parameter: .string(id)]
            let body = try await installation.fetchDecoded(
                try entry.decode(filters.bytes), as: who.invocation(context.request))
            let frame = try await pages.frame(who, id, at: RecordAddress.list(collection))
            let view = RecordView(
                collection: collection, id: id, zone: frame.shop.timeZone,
                actions: registry.actions.filter { action in
                    action.name.collection == collection && action.route?.parameter != nil
                        && who.caller.may(action.permission)
                })
            return Response(page: frame.page(view.html(try JSON(parsing: body))))
        }
    }

    /// The empty form of an action; `?field=value` fills fields in.
    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request) { who in
            let entry = try registry.action(context.parameters.get("name") ?? "")
            try who.caller.require(entry.permission)
            let frame = try await pages.frame(who, entry.summary, at: RecordAddress.list(entry.name.collection))
            let form = try FormFields(parsing: request.uri.query ?? "")
            let view = ActionForm(entry: entry, csrf: who.csrf, key: installation.ids.next().uuidString, form: form)
            return Response(page: frame.page(view.html()))
        }
    }

    /// Tries or performs an action from its form. A refusal shows the form again with what was typed.
    private func act(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { who, form in
            let entry = try registry.action(context.parameters.get("name") ?? "")
            let frame = try await pages.frame(who, entry.summary, at: RecordAddress.list(entry.name.collection))
            let key = form["idempotency_key"] ?? installation.ids.next().uuidString
            let view = ActionForm(entry: entry, csrf: who.csrf, key: key, form: form)
            do {
                try IdempotencyKeys.check(key)
                let isPreview = form["preview"] != nil
                var invocation = who.invocation(context.request)
                invocation.isPreview = isPreview
                invocation.idempotencyKey = isPreview ? nil : key
                let action = try entry.decode(try view.input().bytes)
                let performed = try await installation.runner.performDecoded(action, as: invocation)
                if isPreview { return Response(page: frame.page(view.html(preview: performed))) }
                return Response(page: frame.page(view.html(done: performed)))
            } catch let problem as Problem where problem.kind != .internal {
                return Response(page: frame.page(view.html(problem: problem)), status: .init(code: problem.status))
            }
        }
    }
}

extension Problem {
    static let noPage = Problem(.notFound, "no_such_page", "There is no such page.")
}

/// The first page: where to go.
enum HomeView {
    static func html(_ frame: Frame) -> HTML {
        let cards: HTML = frame.sections.html { section in
            let links: HTML = section.links.html { link in "<li><a href=\"\(link.path)\">\(link.label)</a></li>" }
            return """
                <section class="card"><div class="card-head"><h2>\(section.label)</h2></div>
                <div class="card-body"><ul>\(links)</ul></div></section>
                """
        }
        return """
            <header class="page-head"><h1>\(frame.shop.name)</h1><p class="sub">\(frame.shop.currency.code) · \(frame.shop.timeZone.rawValue)</p></header>
            <div class="stack">\(cards)</div>
            """
    }
}
