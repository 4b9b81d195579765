import Charts
import Kernel
import Localisation
import Web

/// Who bought: how many, how many more than once, and who bought for most.
struct CustomersFigure {
    let desk: Desk
    /// What `customers.insights` answers.
    let answer: JSON
    let span: ReportSpan

    private var rows: [JSON] { answer["top"]?.array ?? [] }

    /// The figure.
    var html: HTML {
        let bars = RankedBars(rows.prefix(RankingFigure.shown).map(bar)).html
        let plot: HTML = rows.isEmpty ? "<p class=\"faint\">\(desk.say("insight.customers.guests"))</p>" : bars
        let figure = Figure(
            desk.say("insight.customers"), finding: .init(main, rest: rest),
            legend: Legend.remark(desk.say("insight.customers.top")),
            plot: plot, table: sheet.table(desk), definition: desk.say("insight.customers.definition"),
            fileLink: InsightFile.customers.address(span.query))
        return figure.html(InsightWords.figure(desk))
    }

    /// In place of the figure: why there is none for these days.
    static func refused(_ problem: Problem, _ desk: Desk) -> HTML {
        let why = problem.errors.first?.message ?? problem.detail
        return """
            <section class="card"><div class="card-head"><h2>\(desk.say("insight.customers"))</h2></div>
            <div class="empty">\(Icon.named("calendar"))<h3>\(desk.say("insight.customers.tooLong"))</h3><p>\(why)</p></div></section>
            """
    }

    private var main: String { desk.say("insight.customers.finding", ["count": answer["active"]?.int ?? 0]) }

    private var rest: String {
        guard let share = FigurePart(answer["repeat_rate"]) else { return "" }
        let words: [String: any Argument] = [
            "count": answer["repeating"]?.int ?? 0, "share": desk.format.percent(share.part, of: share.whole),
        ]
        return desk.say("insight.customers.repeating", words)
    }

    private func bar(_ row: JSON) -> RankedBars.Row {
        let customer = row["customer"] ?? .null
        let gross = row["gross"].flatMap { ValueView.money(of: $0) }
        let orders = desk.say("insight.customers.orders", ["count": row["orders"]?.int ?? 0])
        return RankedBars.Row(
            name(customer), remark: orders, link: customer["id"]?.string.flatMap { desk.links.address(of: $0) },
            figure: gross.map { desk.money($0) } ?? "–", value: gross.flatMap { Double($0.amount) } ?? 0)
    }

    private func name(_ customer: JSON) -> String {
        customer["name"]?.string ?? customer["number"]?.string ?? desk.say("insight.customers.nameless")
    }

    /// The numbers.
    var sheet: Sheet {
        let named = Sheet.Column(nil, desk.singular("customers").capitalisedFirst) { row in
            .text(name(row["customer"] ?? .null))
        }
        return Sheet(
            columns: [
                .text("customer", nil, "customer.id"), .text("number", nil, "customer.number"),
                .text("name", nil, "customer.name"),
                named, .count("orders", desk.say("figure.orders"), "orders"),
                .money("gross", desk.say("insight.gross"), "gross"),
            ], rows: rows)
    }
}

extension String {
    /// With a capital at its beginning, for headings.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
