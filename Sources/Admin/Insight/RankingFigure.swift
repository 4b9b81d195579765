import Charts
import Kernel
import Web

/// The largest parts of trade: products, countries or channels. Bars for the few at the top, the numbers of all that the
/// answer has.
struct RankingFigure {
    /// How many get a bar.
    static let shown = 10

    let desk: Desk
    let file: InsightFile
    /// What the query answers.
    let answer: JSON
    let span: ReportSpan
    /// What products are ranked by, and the address where that can be chosen.
    var rank = "net"
    var ranks: PageAddress?

    private var isByUnits: Bool { file == .products && rank == "units" }
    private var rows: [JSON] { answer[file == .products ? "products" : "rows"]?.array ?? [] }
    private var count: Int64 { answer["count"]?.int ?? 0 }
    private var key: String { "insight.\(file.rawValue)" }

    /// The figure.
    var html: HTML {
        let bars = RankedBars(rows.prefix(Self.shown).map(bar)).html
        let plot: HTML = rows.isEmpty ? "<p class=\"faint\">\(desk.say("insight.nothingSold"))</p>" : bars
        let figure = Figure(
            desk.say(key), finding: .init(finding.main, rest: finding.rest), legend: rankLinks ?? .empty, plot: plot,
            table: sheet.table(desk), definition: desk.say("\(key).definition"), fileLink: fileLink)
        return figure.html(InsightWords.figure(desk))
    }

    private var fileLink: String {
        file.address(file == .products ? "\(span.query)&rank=\(FormFields.encoded(rank))" : span.query)
    }

    private var rankLinks: HTML? {
        guard let ranks, file == .products else { return nil }
        let links: HTML = ["net", "units"].html { one in
            "<a href=\"\(ranks.with([("rank", one)]))\" \(flag: "aria-current=\"true\"", one == rank)>\(desk.say("figure.\(one)"))</a>"
        }
        return "<nav class=\"segments\" aria-label=\"\(desk.say("insight.rankedBy"))\">\(links)</nav>"
    }

    // MARK: what the numbers say

    private var finding: (main: String, rest: String) {
        guard let first = rows.first else { return (desk.say("insight.nothingSold"), "") }
        let share = FigurePart(first["share"]).map { desk.format.percent($0.part, of: $0.whole) }
        let main =
            share.map { desk.say("\(key).finding", ["name": name(first), "share": $0]) }
            ?? desk.say("insight.firstAlone", ["name": name(first), "size": size(first)])
        return (main, rest)
    }

    /// How much the bars come to, where there are more than have one.
    private var rest: String {
        guard count > Int64(Self.shown) else { return desk.say("\(key).count", ["count": count]) }
        let shares = rows.prefix(Self.shown).compactMap { FigurePart($0["share"]) }
        guard let whole = shares.first?.whole else { return desk.say("\(key).count", ["count": count]) }
        let sum = shares.reduce(0 as Int64) { sum, share in sum + share.part }
        return desk.say(
            "\(key).top", ["top": Self.shown, "count": count, "share": desk.format.percent(sum, of: whole)])
    }

    // MARK: one part

    private func name(_ row: JSON) -> String {
        let name = file == .products ? row["title"]?.string ?? row["code"]?.string : row["name"]?.string
        guard let name, !name.isEmpty else { return desk.say("\(key).none") }
        return name
    }

    private func size(_ row: JSON) -> String {
        if isByUnits { return desk.format.decimal(row["units"]?.string ?? "0") }
        return row["net"].flatMap { ValueView.money(of: $0) }.map { desk.money($0) } ?? "–"
    }

    private func bar(_ row: JSON) -> RankedBars.Row {
        let value = isByUnits ? row["units"]?.string : row["net"]?["amount"]?.string
        return RankedBars.Row(
            name(row), remark: file == .products ? row["code"]?.string : nil, link: link(row), figure: size(row),
            share: FigurePart(row["share"]).map { desk.format.percent($0.part, of: $0.whole) },
            value: value.flatMap { Double($0) } ?? 0)
    }

    /// A product's page, or the orders of a channel on these days.
    private func link(_ row: JSON) -> String? {
        switch file {
        case .products: return row["product"]?.string.flatMap { desk.links.address(of: $0) }
        case .channels:
            guard let name = row["name"]?.string, !name.contains(","), !name.hasPrefix("!"),
                let list = try? desk.registry.query("orders.list"), desk.may(list.permission)
            else { return nil }
            return "\(RecordAddress.list("orders"))?channel=\(FormFields.encoded(name))&placed=\(span.from)..\(span.to)"
        case .sales, .countries, .cohorts, .customers: return nil
        }
    }

    // MARK: the numbers

    /// The numbers.
    var sheet: Sheet {
        let shares: Sheet.Column = .share(desk.say("insight.share"), "share")
        let figures: [Sheet.Column] = [
            .count("orders", desk.say("figure.orders"), "orders"),
            .quantity("units", desk.say("figure.units"), "units"),
        ]
        guard file == .products else {
            let named: [Sheet.Column] = [
                .text("name", nil, "name"), Sheet.Column(nil, desk.say("\(key).name")) { row in .text(name(row)) },
            ]
            let money: [Sheet.Column] = [
                .money("gross", nil, "gross"), .money("discounts", nil, "discounts"), .money("returns", nil, "returns"),
                .money("net", desk.say("figure.net"), "net"),
            ]
            return Sheet(columns: named + figures + money + [shares], rows: rows)
        }
        let titled: [Sheet.Column] = [
            .text("code", nil, "code"), .text("title", nil, "title"),
            Sheet.Column(nil, desk.say("\(key).name")) { row in .text(name(row)) },
            .text(nil, desk.label("code"), "code"),
        ]
        return Sheet(columns: titled + figures + [.money("net", desk.say("figure.net"), "net"), shares], rows: rows)
    }
}
