import Charts
import Kernel
import Web

/// Customers by the month of their first order, and how many of them ordered in each month after it.
struct CohortsFigure {
    /// How many months, down and across, have room on a page. The table and the file have all.
    static let shown = 24

    let desk: Desk
    /// What `analytics.cohorts` answers.
    let answer: JSON

    /// One month's new customers.
    private struct Cohort {
        let month: YearMonth
        let size: Int64
        /// By months since the first order; the first is the size.
        let active: [Int64]

        init?(_ json: JSON) {
            guard let month = json["month"]?.string.flatMap({ try? YearMonth(parsing: $0) }) else { return nil }
            self.month = month
            size = json["size"]?.int ?? 0
            active = json["active"]?.array?.compactMap(\.int) ?? []
        }
    }

    private var cohorts: [Cohort] { (answer["cohorts"]?.array ?? []).compactMap { Cohort($0) } }
    private var customers: Int64 { answer["customers"]?.int ?? 0 }
    private var repeated: Int64 { answer["customers_with_two_or_more_orders"]?.int ?? 0 }

    /// Whether there is anything to show.
    var isEmpty: Bool { customers == 0 }

    /// Those who came back in the month after their first, of those who had such a month that is over.
    private var backSoon: FigurePart? {
        let over = cohorts.filter { $0.active.count > 2 }
        let size = over.reduce(0 as Int64) { sum, cohort in sum + cohort.size }
        let back = over.reduce(0 as Int64) { sum, cohort in sum + cohort.active[1] }
        return size > 0 ? FigurePart(back, of: size) : nil
    }

    /// The figures above the grid.
    var strip: HTML {
        let format = desk.format
        let soon = backSoon.map { format.percent($0.part, of: $0.whole) } ?? "–"
        return """
            <section class="card strip" aria-label="\(desk.say("insight.atAGlance"))">
            \(cell("insight.cohorts.customers", format.number(customers)))\(cell("insight.cohorts.repeated", format.number(repeated)))
            \(cell("insight.cohorts.rate", format.percent(repeated, of: customers)))\(cell("insight.cohorts.soon", soon))</section>
            """
    }

    private func cell(_ key: String, _ value: String) -> HTML {
        "<div class=\"figure\"><span class=\"faint\">\(desk.say(key))</span><span class=\"value\">\(value)</span></div>"
    }

    /// The figure.
    var html: HTML {
        let rows = cohorts.suffix(Self.shown)
        let width = min(rows.map(\.active.count).max() ?? 1, Self.shown + 1)
        let head =
            [desk.say("insight.cohorts.first"), desk.say("insight.cohorts.new")]
            + (1..<max(width, 2)).map { desk.format.number($0) }
        let grid = HeatGrid(
            desk.say("insight.cohorts.unit"), head: head,
            rows: rows.map { cohort in
                HeatGrid.Row(
                    desk.format.month(cohort.month, short: true), size: desk.format.number(cohort.size),
                    cells: cohort.active.dropFirst().prefix(Self.shown).map { cell($0, of: cohort.size) })
            })
        let figure = Figure(
            desk.say("insight.cohorts"), finding: .init(main, rest: rest),
            legend: Legend.remark(desk.say("insight.cohorts.unit")),
            plot: grid.html, table: sheet.table(desk), definition: desk.say("insight.cohorts.definition"),
            fileLink: InsightFile.cohorts.address(nil))
        return figure.html(InsightWords.figure(desk))
    }

    private func cell(_ active: Int64, of size: Int64) -> HeatGrid.Cell {
        let percent = size > 0 ? Rounding.halfAwayFromZero.divide(active * 100, by: size) : 0
        let remark = desk.say(
            "insight.cohorts.cell", ["active": desk.format.number(active), "size": desk.format.number(size)])
        return HeatGrid.Cell(Double(percent), text: desk.format.number(percent), remark: remark)
    }

    private var main: String {
        desk.say(
            "insight.cohorts.finding",
            ["share": desk.format.percent(repeated, of: customers), "count": customers])
    }

    private var rest: String {
        let soon = backSoon.map { part -> String in
            let inHundred = Rounding.halfAwayFromZero.divide(part.part * 100, by: part.whole)
            return desk.say("insight.cohorts.back", ["count": inHundred])
        }
        let older =
            cohorts.count > Self.shown
            ? desk.say("insight.cohorts.older", ["shown": Self.shown, "count": cohorts.count]) : nil
        return [soon, older].compactMap(\.self).joined(separator: " ")
    }

    /// The numbers: customers, not shares.
    var sheet: Sheet {
        let width = cohorts.map(\.active.count).max() ?? 0
        let format = desk.format
        let shown = Sheet.Column(nil, desk.say("insight.cohorts.first")) { row in
            .text(Cohort(row).map { format.month($0.month, short: true) } ?? "")
        }
        let later = (0..<width).dropFirst().map { index in
            Sheet.Column("month_\(index)", format.number(index)) { row in
                row["active"]?[index]?.int.map { .count($0) } ?? .text("")
            }
        }
        let size: Sheet.Column = .count("customers", desk.say("insight.cohorts.new"), "size")
        return Sheet(
            columns: [.text("month", nil, "month"), shown, size] + later, rows: answer["cohorts"]?.array ?? [])
    }
}
