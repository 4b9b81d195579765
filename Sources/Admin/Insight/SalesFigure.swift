import Charts
import Kernel
import Platform
import Web

/// Net sales over time against the year before: a sentence with the finding, the lines, and the same numbers as a table.
struct SalesFigure {
    let desk: Desk
    /// What `analytics.sales` answers.
    let report: JSON
    /// Unique on the page.
    let id: String
    var isWide = false

    private var points: [JSON] { report["points"]?.array ?? [] }

    private func day(_ name: String, in json: JSON) -> CalendarDate? { json[name]?.string.flatMap { CalendarDate($0) } }

    private func net(_ figures: JSON?) -> Money? { figures?["net"].flatMap { ValueView.money(of: $0) } }

    private static func major(_ money: Money?) -> Double { Double(money?.amount ?? "0") ?? 0 }

    /// The name of a point on the axis.
    private func word(_ point: JSON) -> String {
        guard let date = day("date", in: point) else { return "" }
        return report["by"]?.string == "month" ? desk.format.month(date.yearMonth, short: true) : desk.day(date)
    }

    /// The figure.
    var html: HTML {
        let words = points.map(word)
        let current = points.map { Self.major(net($0["current"])) }
        let before = points.map { Self.major(net($0["comparison"])) }
        let format = desk.format
        let currency = desk.shop.currency
        let label = PlotLabel(id: id, title: desk.say("sales.title"), description: finding.main + " " + finding.rest)
        let chart = LineChart(
            label, points: words,
            series: [
                Series(desk.say("sales.thisYear"), .current, current), Series(desk.say("sales.lastYear"), .comparison, before),
            ]
        ) { value in
            let text = Int64(value.rounded()).description
            guard let money = try? Money(text, currency) else { return text }
            return format.compact(money)
        }
        let figure = Figure(
            title, finding: .init(finding.main, rest: finding.rest), legend: chart.legend, plot: chart.html, table: table,
            definition: desk.say("sales.definition"), fileLink: fileLink, isWide: isWide)
        return figure.html(InsightWords.figure(desk))
    }

    private var title: String {
        guard let from = day("from", in: report), let to = day("to", in: report) else { return desk.say("sales.title") }
        return "\(desk.say("sales.title")), \(desk.day(from)) – \(desk.day(to))"
    }

    /// What the numbers say, in words.
    private var finding: (main: String, rest: String) {
        guard let total = net(report["total"]) else { return ("", "") }
        let change = Change(desk: desk, ratio: report["net_change"] ?? .null).text
        let main = change.map { desk.say("sales.finding", ["total": desk.money(total), "change": $0]) }
            ?? desk.say("sales.findingAlone", ["total": desk.money(total)])
        guard let best = report["best"]?.string, let point = points.first(where: { $0["date"]?.string == best }), let most = net(point["current"])
        else { return (main, "") }
        return (main, desk.say("sales.best", ["day": word(point), "total": desk.money(most)]))
    }

    private var table: NumberTable {
        let rows = points.map { point -> [String] in
            let figures = point["current"] ?? .null
            return [
                word(point), desk.format.number(figures["orders"]?.int ?? 0), net(figures).map { desk.money($0) } ?? "–",
                net(point["comparison"]).map { desk.money($0) } ?? "–",
            ]
        }
        return NumberTable(head: [desk.say("sales.from"), desk.say("figure.orders"), desk.say("sales.thisYear"), desk.say("sales.lastYear")], rows: rows)
    }

    private var fileLink: String? {
        guard let from = report["from"]?.string, let to = report["to"]?.string, let by = report["by"]?.string else { return nil }
        return "/admin/analytics/sales.csv?from=\(from)&to=\(to)&by=\(by)"
    }
}

/// The words every figure of a page shares.
enum InsightWords {
    static func figure(_ desk: Desk) -> Figure.Words {
        Figure.Words(open: Icon.named("chevron-right"), showNumbers: desk.say("figure.showNumbers"), file: desk.say("figure.csv"))
    }
}
