import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// Stock across locations: a row for each variant, a column for each location.
struct StockOverviewPage: Sendable {
    static let path = "/admin/stock-overview"
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/stock-overview") { request, context in
            try await pages.page(request, context) { desk in
                let entry = try pages.installation.registry.query("stock_levels.overview")
                try desk.caller.require(entry.permission)
                var filters = JSONObject([.init("limit", 50)])
                for name in ["q", "after"] {
                    if let text = desk.address.form[name], !text.isEmpty { filters[name] = .string(text) }
                }
                let answer = try await pages.answer("stock_levels.overview", .object(filters), at: desk)
                let places = try await pages.answer("locations.list", ["active": true, "limit": 12], at: desk)
                let frame = Frame(desk: desk, title: desk.say("page.stock_overview"), place: Self.path)
                return Response(page: frame.page(html(answer, places["data"]?.array ?? [], desk)))
            }
        }
    }

    private func html(_ answer: JSON, _ locations: [JSON], _ desk: Desk) -> HTML {
        let places = locations.compactMap { location -> (id: String, name: String)? in
            location["id"]?.string.map { (id: $0, name: location["name"]?.string ?? $0) }
        }
        let rows = (answer["data"]?.array ?? []).map { $0["locations"]?.array ?? [] }.filter { !$0.isEmpty }
        let empty: HTML = """
            <div class="empty">\(Icon.named("shelf"))<h2>\(desk.say("list.nothing"))</h2><p>\(desk.say("empty.stock_levels"))</p></div>
            """
        let body: HTML =
            rows.isEmpty ? empty : "<div class=\"table-wrap\">\(StockGrid.table(desk, places, rows: rows))</div>"
        return """
            <header class="page-head"><h1>\(desk.say("page.stock_overview"))</h1><p class="sub">\(desk.say("stock.overview"))</p></header>
            <section class="card list"><div class="filters">\(search(desk))</div>\(body)\(pager(answer, rows.count, desk))</section>
            """
    }

    private func search(_ desk: Desk) -> HTML {
        let prompt = desk.say("search.stock_levels")
        return """
            <form class="search" method="get" action="\(Self.path)" role="search">\(Icon.named("search"))<input class="input input-s" type="search" name="q" value="\(desk.address.form["q"])" aria-label="\(prompt)" placeholder="\(prompt)" autocomplete="off" enterkeyhint="search" data-filter-input></form>
            """
    }

    private func pager(_ answer: JSON, _ count: Int, _ desk: Desk) -> HTML {
        func step(_ name: String) -> HTML {
            guard let cursor = answer[name]?.string else {
                return "<span class=\"btn btn-s\" aria-disabled=\"true\">\(desk.say("list.\(name)"))</span>"
            }
            let rel = name == "next" ? "next" : "prev"
            return
                "<a class=\"btn btn-s\" rel=\"\(rel)\" href=\"\(desk.address.with([("after", cursor)]))\">\(desk.say("list.\(name)"))</a>"
        }
        return """
            <div class="pager"><span>\(desk.say("list.shown", ["count": count]))</span><span class="push row row-tight">\(step("previous"))\(step("next"))</span></div>
            """
    }
}
