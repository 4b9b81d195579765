import Kernel
import Web

/// The figures above a report: what was sold, each against the year before.
struct SalesStrip {
    let desk: Desk
    /// What `analytics.sales` answers.
    let report: JSON

    /// What was sold in some days.
    private struct Totals {
        let orders: Int64
        /// In millionths.
        let units: Int64
        let unitWords: String
        let net: Money?
        let returns: Money?
        let gross: Money?
        /// What an order came to, less discounts, before returns.
        let average: Money?

        init(_ json: JSON) {
            func money(_ name: String) -> Money? { json[name].flatMap { ValueView.money(of: $0) } }
            orders = json["orders"]?.int ?? 0
            unitWords = json["units"]?.string ?? "0"
            units = (try? Quantity(parsing: unitWords))?.micros ?? 0
            net = money("net")
            returns = money("returns")
            gross = money("gross")
            average = Self.average(gross, money("discounts"), orders)
        }

        private static func average(_ gross: Money?, _ discounts: Money?, _ orders: Int64) -> Money? {
            guard orders > 0, let gross, let discounts, let sold = try? gross.subtracting(discounts) else { return nil }
            return Money(Rounding.halfAwayFromZero.divide(sold.minorUnits, by: orders), sold.currency)
        }
    }

    /// The strip.
    var html: HTML {
        let now = Totals(report["total"] ?? .null)
        let compared = Totals(report["compared"] ?? .null)
        let before = Totals(report["comparison_total"] ?? .null)
        let format = desk.format
        let cells: HTML =
            cell(
                "figure.net", now.net.map(short), exact(now.net), from: before.net?.minorUnits,
                to: compared.net?.minorUnits, isFirst: true)
            + cell("figure.orders", format.number(now.orders), nil, from: before.orders, to: compared.orders)
            + cell(
                "figure.average", now.average.map(short), exact(now.average), from: before.average?.minorUnits,
                to: compared.average?.minorUnits)
            + cell("figure.units", format.decimal(now.unitWords), nil, from: before.units, to: compared.units)
            + cell(
                "insight.returns", now.returns.map(short), exact(now.returns), from: before.returns?.minorUnits,
                to: compared.returns?.minorUnits, isLessBetter: true)
        return "<section class=\"card strip\" aria-label=\"\(desk.say("insight.atAGlance"))\">\(cells)</section>"
    }

    private func cell(
        _ key: String, _ value: String?, _ exact: String?, from old: Int64?, to new: Int64?, isFirst: Bool = false,
        isLessBetter: Bool = false
    ) -> HTML {
        let change: HTML =
            ComparedDays(report).before == nil
            ? FigureChange.nothing(desk)
            : FigureChange(desk: desk, from: old ?? 0, to: new ?? 0, isLessBetter: isLessBetter).html
        let against: HTML? =
            isFirst && FigurePart.change(from: old ?? 0, to: new ?? 0) != nil
            ? " <span class=\"faint\">\(desk.say("insight.onYearBefore"))</span>" : nil
        let title: HTML? = exact.map { "title=\"\($0)\"" }
        return """
            <div class="figure"><span class="faint">\(desk.say(key))</span><span class="value" \(title)>\(value ?? "–")</span><span>\(change)\(against)</span></div>
            """
    }

    private func exact(_ money: Money?) -> String? { money.map { desk.money($0) } }

    /// Exact while it is short; whole units from ten thousand on, and `£12.3M` when even they are long.
    private func short(_ money: Money) -> String {
        let major = (money.minorUnits / money.currency.minorUnitsPerMajor).magnitude
        if major < 10_000 { return desk.money(money) }
        return major < 10_000_000 ? desk.format.whole(money) : desk.format.compact(money)
    }
}

/// A change against an earlier time: an arrow and a percentage, in the colour of what it means.
struct FigureChange {
    let desk: Desk
    let from: Int64
    let to: Int64
    var isLessBetter = false

    /// That there is nothing to compare with.
    static func nothing(_ desk: Desk) -> HTML { "<span class=\"faint\">\(desk.say("insight.nothingBefore"))</span>" }

    /// What became of it, in a word or two.
    var html: HTML {
        if from == to { return "<span class=\"faint\">\(desk.say("insight.unchanged"))</span>" }
        guard let change = FigurePart.change(from: from, to: to) else { return Self.nothing(desk) }
        let isMore = change.part > 0
        let meaning = isMore != isLessBetter ? "up" : "down"
        let size = desk.format.percent(change.part, of: change.whole, signed: true)
        return "<span class=\"\(meaning)\">\(Icon.named(isMore ? "up" : "down"))\(size)</span>"
    }
}
