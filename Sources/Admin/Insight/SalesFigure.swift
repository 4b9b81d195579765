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
    /// Where its days may be put together in other ways: the address of the page.
    var steps: PageAddress?
    var isWide = false

    private var points: [JSON] { report["points"]?.array ?? [] }
    private var by: String { report["by"]?.string ?? "" }

    private static func net(_ figures: JSON?) -> Money? { figures?["net"].flatMap { ValueView.money(of: $0) } }
    private static func major(_ money: Money?) -> Double { Double(money?.amount ?? "0") ?? 0 }

    /// The figure.
    var html: HTML {
        let words = points.enumerated().map { index, point in axisWord(point, isFirst: index == 0) }
        let current = points.map { Self.major(Self.net($0["current"])) }
        let before = points.map { point in Self.net(point["comparison"]).map { Self.major($0) } }
        let format = desk.format
        let currency = desk.shop.currency
        let label = PlotLabel(id: id, title: title, description: finding.main + " " + finding.rest)
        let chart = LineChart(
            label, points: words,
            series: [
                Series(desk.say("insight.thisPeriod"), .current, current),
                Series(desk.say("insight.yearBefore"), .comparison, before),
            ]
        ) { value in
            let text = Int64(value.rounded()).description
            guard let money = try? Money(text, currency) else { return text }
            return format.compact(money)
        }
        let figure = Figure(
            title, finding: .init(finding.main, rest: finding.rest), legend: chart.legend + (stepLinks ?? .empty),
            plot: chart.html,
            table: sheet.table(desk), definition: desk.say("sales.definition"), fileLink: fileLink, isWide: isWide)
        return figure.html(InsightWords.figure(desk))
    }

    /// Days and weeks with their own days in the heading; months say it themselves.
    private var title: String { desk.words.optional("insight.sales.\(by)") ?? desk.say("sales.title") }

    // MARK: words of a point

    private func span(_ point: JSON) -> ReportSpan? { ReportSpan(point, "date", "until") }

    /// Below the plot: short, with the year in a second line where it is needed.
    private func axisWord(_ point: JSON, isFirst: Bool) -> String {
        guard let date = span(point)?.from else { return "" }
        if by == "month" {
            let month = desk.format.monthName(date.month, short: true)
            return isFirst || date.month == 1 || points.count > 12 ? "\(month)\n\(date.year)" : month
        }
        let day = desk.format.date(date, .short(today: date))
        return date.year == desk.today.year ? day : "\(day)\n\(date.year)"
    }

    /// In a table and in a sentence: `Nov 2026`, `16 Nov – 21 Nov 2026`, `21 Nov 2026`.
    private func word(_ point: JSON) -> String {
        guard let span = span(point) else { return "" }
        return by == "month" ? desk.format.month(span.from.yearMonth, short: true) : span.words(desk.format)
    }

    /// What the numbers say, in words.
    private var finding: (main: String, rest: String) {
        guard let total = Self.net(report["total"]) else { return ("", "") }
        let best = points.first { $0["date"] == report["best"] }
        let rest = best.flatMap { point in
            Self.net(point["current"]).map { net in
                desk.say("insight.sales.best", ["when": word(point), "total": desk.money(net)])
            }
        }
        return (main(desk.money(total)), rest ?? "")
    }

    private func main(_ total: String) -> String {
        guard let change = FigurePart(report["net_change"]) else {
            return desk.say("sales.findingAlone", ["total": total])
        }
        let size = desk.format.percent(change.part.magnitude.clamped, of: change.whole)
        let key = change.part == 0 ? "same" : change.part > 0 ? "more" : "less"
        guard let since = ComparedDays(report).since else {
            return desk.say("insight.sales.\(key)", ["total": total, "change": size])
        }
        return desk.say(
            "insight.sales.\(key).since",
            ["total": total, "change": size, "day": desk.format.date(since, .medium)])
    }

    // MARK: steps, table and file

    /// Day, week, month: those that leave at least two points and not too many.
    private var stepLinks: HTML? {
        guard let steps, let length = ReportSpan(report)?.length else { return nil }
        let wanted = [("day", length <= 366), ("week", length > 7), ("month", length > 31)].filter {
            $0.1 || $0.0 == by
        }.map(\.0)
        if wanted.count < 2 { return nil }
        let links: HTML = wanted.html { step in
            "<a href=\"\(steps.with([("by", step)]))\" \(flag: "aria-current=\"true\"", step == by)>\(desk.say("insight.by.\(step)"))</a>"
        }
        return "<nav class=\"segments\" aria-label=\"\(desk.say("insight.steps"))\">\(links)</nav>"
    }

    /// The numbers.
    var sheet: Sheet {
        let total: JSON = [
            "current": report["total"] ?? .null, "compared": report["compared"] ?? .null,
            "comparison": report["comparison_total"] ?? .null,
        ]
        let words: [String: String] = Dictionary(
            points.map { ($0["date"]?.string ?? "", word($0)) }, uniquingKeysWith: { first, _ in first })
        let columns: [Sheet.Column] = [
            Sheet.Column(nil, desk.say("insight.when.\(by)")) { row in .text(words[row["date"]?.string ?? ""] ?? "") },
            .day("from", nil, "date"), .day("to", nil, "until"),
            .count("orders", desk.say("figure.orders"), "current.orders"),
            .quantity("units", desk.say("figure.units"), "current.units"),
            .money("gross", nil, "current.gross"), .money("discounts", nil, "current.discounts"),
            .money("returns", nil, "current.returns"), .money("net", desk.say("figure.net"), "current.net"),
            .day("year_before_from", nil, "comparison_date"), .count("year_before_orders", nil, "comparison.orders"),
            .money("year_before_net", desk.say("insight.yearBefore"), "comparison.net"),
            Sheet.Column(nil, desk.say("insight.change")) { row in
                let new = Self.net(row["compared"] ?? row["current"])?.minorUnits ?? 0
                let old = Self.net(row["comparison"])?.minorUnits ?? 0
                return FigurePart.change(from: old, to: new).map { .change($0) } ?? .none
            },
        ]
        return Sheet(columns: columns, rows: points, total: (desk.say("insight.total"), total))
    }

    private var fileLink: String? {
        ReportSpan(report).map { span in InsightFile.sales.address("\(span.query)&by=\(by)") }
    }
}

extension UInt64 {
    /// As a signed number, the largest there is for more.
    fileprivate var clamped: Int64 { Int64(clamping: self) }
}

/// The words every figure of a page shares.
enum InsightWords {
    static func figure(_ desk: Desk) -> Figure.Words {
        Figure.Words(
            open: Icon.named("chevron-right"), showNumbers: desk.say("figure.showNumbers"), file: desk.say("figure.csv")
        )
    }
}
