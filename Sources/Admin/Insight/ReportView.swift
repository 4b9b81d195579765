import Kernel
import Web

/// The sales report of a period: its days, a strip of figures, and the figures themselves.
struct ReportView {
    let desk: Desk
    /// The names of the periods.
    let periods: [String]
    /// What `analytics.sales` answers; null where the days were refused.
    let sales: JSON
    /// What the other figures are made of.
    var answers: [InsightFile: JSON] = [:]
    /// Why there are no customers for these days.
    var customersRefused: Problem?
    /// The last day with any trade, where the period has none.
    var lastDay: CalendarDate?

    private var span: ReportSpan? { ReportSpan(sales) }
    private var rank: String { desk.address.form["rank"] == "units" ? "units" : "net" }

    /// Whether anything was sold or came back in the period or in the one it is compared with.
    var hasTrade: Bool {
        [sales["total"], sales["comparison_total"]].contains { figures in
            let amounts = ["gross", "returns"].compactMap { figures?[$0].flatMap { ValueView.money(of: $0) } }
            return (figures?["orders"]?.int ?? 0) > 0 || amounts.contains { !$0.isZero }
        }
    }

    /// The page.
    var html: HTML {
        if hasTrade { return header + waiting + SalesStrip(desk: desk, report: sales).html + figures }
        return lastDay.map { header + waiting + quiet($0) } ?? header + waiting + Self.empty(desk)
    }

    /// The page with what is wrong with its days.
    func refused(_ problem: Problem) -> HTML { header + ProblemView.banner(problem, desk) }

    private var header: HTML {
        let bar = PeriodBar(desk: desk, periods: periods, span: span)
        let compared = ComparedDays(sales).words(desk).map { words -> HTML in "<p class=\"sub\">\(words)</p>" }
        return """
            <header class="page-head"><h1>\(desk.say("page.analytics"))</h1><div class="actions">\(bar.button)</div>\(compared)</header>\(bar.tabs)
            """
    }

    /// Some days are being computed again, so the figures will change in a moment.
    private var waiting: HTML {
        guard let days = sales["waiting_days"]?.int, days > 0 else { return .empty }
        return """
            <div class="banner info" role="status">\(Icon.named("clock"))<div><p>\(desk.say("insight.waiting", ["count": days]))</p></div>
            <a class="btn btn-s" href="\(desk.address.text)">\(Icon.named("refresh"))\(desk.say("insight.reload"))</a></div>
            """
    }

    private var figures: HTML {
        guard let span else { return .empty }
        let main = SalesFigure(desk: desk, report: sales, id: "sales", steps: desk.address, isWide: true).html
        let customers =
            customersRefused.map { CustomersFigure.refused($0, desk) }
            ?? CustomersFigure(desk: desk, answer: answers[.customers] ?? .null, span: span).html
        let (products, countries, channels) = (
            ranking(.products, span), ranking(.countries, span), ranking(.channels, span)
        )
        return "<div class=\"grid-2\">\(main)\(products)\(customers)\(countries)\(channels)</div>"
    }

    private func ranking(_ file: InsightFile, _ span: ReportSpan) -> HTML {
        let answer = answers[file] ?? .null
        return RankingFigure(desk: desk, file: file, answer: answer, span: span, rank: rank, ranks: desk.address).html
    }

    /// A period without trade: where there is some.
    private func quiet(_ last: CalendarDate) -> HTML {
        let month = last.yearMonth
        let there = desk.address.with([
            ("period", nil), ("by", nil), ("from", month.firstDay.description), ("to", month.lastDay.description),
        ])
        return """
            <section class="card"><div class="empty">\(Icon.named("chart"))<h2>\(desk.say("insight.quiet"))</h2>
            <p>\(desk.say("insight.quiet.last", ["day": desk.format.date(last, .medium)]))</p>
            <div class="row"><a class="btn" href="\(there)">\(desk.say("insight.quiet.show", ["month": desk.format.month(month)]))</a></div></div></section>
            """
    }

    /// A shop that has sold nothing yet: what will be here and what brings it.
    static func empty(_ desk: Desk) -> HTML {
        let bring: HTML? =
            desk.action("imports.begin") == nil
            ? nil
            : "<a class=\"btn btn-main\" href=\"/admin/import\">\(Icon.named("plus"))\(desk.say("imports.new"))</a>"
        return """
            <section class="card"><div class="empty">\(Icon.named("chart"))<h2>\(desk.say("insight.empty"))</h2><p>\(desk.say("insight.empty.help"))</p>
            <div class="row">\(bring)<a class="btn btn-quiet" href="/admin/help?page=\(FormFields.encoded(InsightFile.path))">\(desk.say("list.how"))</a></div></div></section>
            """
    }
}
