import API
import Hummingbird
import Kernel
import Platform
import Web

/// The first page: what needs somebody, how trade goes.
struct HomePages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin") { request, context in try await home(request, context) }
    }

    private func home(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let queues = try await queues(WorkQueue.all, desk)
            let sales = try await pages.answerIfAllowed(
                "analytics.sales", ["period": "last_28_days", "by": "day"], at: desk)
            let today = try await pages.answerIfAllowed("analytics.today", at: desk)
            let view = HomeView(desk: desk, queues: queues, sales: sales, today: today)
            return Response(page: Frame(desk: desk, title: desk.say("shell.home"), place: "/admin").page(view.html))
        }
    }

    /// The queues this person may see, with their numbers, counted up to a thousand: one statement for all.
    private func queues(_ all: [WorkQueue], _ desk: Desk) async throws -> [CountedQueue] {
        let asked = try all.compactMap { queue -> (WorkQueue, any Query)? in
            guard let entry = try? desk.registry.query("\(queue.collection).list"), desk.may(entry.permission) else {
                return nil
            }
            let filters = try QueryFilters.json(try FormFields(parsing: queue.query), fields: entry.fields)
            return (queue, try entry.decode(filters.bytes))
        }
        let counts = try await pages.installation.counts(decoded: asked.map(\.1), cap: 1_000, as: desk.invocation)
        return zip(asked, counts).compactMap { asked, rows in
            rows.map { CountedQueue(queue: asked.0, count: $0.count, isCapped: $0.isCapped) }
        }
    }
}

/// The first page.
struct HomeView {
    let desk: Desk
    let queues: [CountedQueue]
    /// Four weeks of trade; nil for those who may not see figures.
    let sales: JSON?
    /// Today so far.
    let today: JSON?

    /// The page.
    var html: HTML {
        let work = WorkQueuesView(desk: desk, queues: queues)
        let chart: HTML? = sales.map { SalesFigure(desk: desk, report: $0, id: "home-sales").html }
        let beside: HTML? = today.map { "<aside class=\"stack\">\(todayCard($0))\(bestSellers($0))</aside>" }
        let line = work.total > 0 ? desk.say("home.waiting", ["count": work.total]) : desk.say("home.nothingWaits")
        return """
            <header class="page-head"><h1>\(greeting)</h1><div class="actions inline">\(newOrder)</div><p class="sub">\(desk.format.date(desk.today, .long)) · \(line)</p></header>
            <div class="cols"><div class="stack">\(work.html)\(chart)</div>\(beside)</div>
            """
    }

    private var greeting: String {
        let hour = ZonedCalendar(desk.shop.timeZone).local(desk.now).hour
        let key = hour < 12 ? "home.morning" : hour < 18 ? "home.afternoon" : "home.evening"
        let first = desk.person.split(separator: " ").first.map(String.init) ?? desk.person
        return desk.say(key, ["name": first])
    }

    private var newOrder: HTML? {
        guard let action = desk.action("orders.place") else { return nil }
        return
            "<a class=\"btn btn-main\" href=\"\(RecordAddress.action("orders.place"))\" data-key=\"n\">\(Icon.named("plus"))\(desk.actionLabel(action))</a>"
    }

    private func todayCard(_ today: JSON) -> HTML {
        let values = ValueView(desk)
        let figures = today["so_far"] ?? .null
        let change = Change(desk: desk, ratio: today["net_change"] ?? .null)
        let time =
            today["as_of"]?.string.flatMap { try? Instant(parsing: $0) }.map {
                desk.format.time($0, in: desk.shop.timeZone)
            } ?? ""
        let average: HTML = (figures["average"] ?? .null).isNull ? "–" : values.money(figures["average"] ?? .null)
        let compared: HTML? = change.html.map {
            "<p class=\"card-foot\">\(Icon.named("clock", class: "icon icon-s"))\(desk.say("home.compared")) \($0)</p>"
        }
        return """
            <section class="card" aria-labelledby="today"><div class="card-head"><h2 id="today">\(desk.say("home.today"))</h2><span class="meta">\(desk.say("home.asOf", ["time": time]))</span></div>
            <div class="card-body"><dl class="money"><div><dt>\(desk.say("figure.net"))</dt><dd class="strong">\(values.money(figures["net"] ?? .null))</dd></div>
            <div><dt>\(desk.say("figure.orders"))</dt><dd>\(desk.format.number(figures["orders"]?.int ?? 0))</dd></div>
            <div><dt>\(desk.say("figure.average"))</dt><dd>\(average)</dd></div><div><dt>\(desk.say("figure.refunds"))</dt><dd>\(values.money(figures["refunds"] ?? .null))</dd></div></dl></div>\(compared)</section>
            """
    }

    private func bestSellers(_ today: JSON) -> HTML? {
        let rows = today["best_sellers"]?.array ?? []
        if rows.isEmpty { return nil }
        let items: HTML = rows.html { row in
            let name = row["title"]?.string ?? row["sku"]?.string ?? "–"
            let link: HTML =
                row["product"]?.string.flatMap(desk.links.address).map { "<a href=\"\($0)\">\(name)</a>" } ?? "\(name)"
            return
                "<li class=\"row spread fixed\"><span class=\"clip\">\(link)</span><span class=\"num\">\(row["units"]?.string ?? "")</span></li>"
        }
        return """
            <section class="card" aria-labelledby="best"><div class="card-head"><h2 id="best">\(desk.say("home.best"))</h2></div><div class="card-body"><ul role="list" class="stack stack-s">\(items)</ul></div></section>
            """
    }
}

/// A change against an earlier time: an arrow, a sign and a percentage.
struct Change {
    let desk: Desk
    /// `{numerator, denominator}`
    let ratio: JSON

    /// Nil when there is nothing to compare with.
    var html: HTML? {
        guard let part = ratio["numerator"]?.int, let whole = ratio["denominator"]?.int, whole > 0 else { return nil }
        let kind = part >= 0 ? "up" : "down"
        return "<span class=\"\(kind)\">\(Icon.named(kind))\(text ?? "")</span>"
    }

    /// `+8 %`
    var text: String? {
        guard let part = ratio["numerator"]?.int, let whole = ratio["denominator"]?.int, whole > 0 else { return nil }
        return desk.format.percent(part, of: whole, digits: 1, signed: true)
    }
}
