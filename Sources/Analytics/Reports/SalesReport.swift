import Kernel
import Platform
import Store

/// How the days of a report are put together.
enum SalesStep: String, Codable, Sendable, CaseIterable {
    case day
    /// From Monday to Sunday.
    case week
    case month
}

/// What was sold in some days.
struct SalesFigures: Codable, Sendable, Hashable {
    let orders: Int
    let units: Quantity
    let gross: Money
    let discounts: Money
    let returns: Money
    /// Gross less discounts less returns.
    let net: Money
}

/// What was sold on a day, in a week or in a month, and in the days it is compared with.
struct SalesPoint: Codable, Sendable {
    /// The first day; the first and the last point end where the report does.
    let date: CalendarDate
    /// The last day.
    let until: CalendarDate
    let current: SalesFigures
    /// The first day of those it is compared with; absent where the shop's history had not begun on it.
    let comparisonDate: CalendarDate?
    /// Absent where there is nothing to compare with.
    let comparison: SalesFigures?
}

/// Sales over time against the year before.
struct SalesReport: Codable, Sendable {
    let from: CalendarDate
    let to: CalendarDate
    let by: SalesStep
    /// The first day of the shop's history: nothing before it is compared with. Absent where neither the days of the
    /// report nor those of the year before have any trade.
    let historyFrom: CalendarDate?
    /// The first day that is compared: that of the first point whose year before lies within the history, `from` where
    /// all of it does. Absent when there is nothing to compare with.
    let comparedFrom: CalendarDate?
    /// The days it is compared with: by day and week the same weekdays 364 days before, by month the same dates of the
    /// year before. Absent when there are none.
    let comparisonFrom: CalendarDate?
    let comparisonTo: CalendarDate?
    /// Without gaps: days without trade are points with zeros.
    let points: [SalesPoint]
    let total: SalesFigures
    /// What was sold from the first day that is compared on: what the comparison stands against.
    let compared: SalesFigures
    let comparisonTotal: SalesFigures
    /// By how much of the comparison what is compared differs in net; absent where the comparison is not above zero.
    let netChange: FigureRatio?
    /// By how much of the comparison the number of orders that are compared differs.
    let ordersChange: FigureRatio?
    /// The date of the point with the highest net, the earliest of several; absent when nothing was sold.
    let best: CalendarDate?
    /// Days whose figures are being computed again; zero nearly always.
    let waitingDays: Int
}

/// Sales over time from the mart: three statements (the shop, the days of both stretches, the days that wait).
struct GetSales: Query {
    static let name: QueryName = "analytics.sales"
    static let permission = Permission.analyticsRead
    static let summary =
        "Orders, units, gross, discounts, returns and net by day, week or month against the year before."
    /// The most points that one answer has.
    static let pointLimit = 400

    /// Last four weeks when neither this nor `from` and `to` is given.
    var period: ReportPeriod?
    /// The first day; with `to`, in place of a period.
    var from: CalendarDate?
    /// The last day.
    var to: CalendarDate?
    /// By day up to 92 days when absent, else by month.
    var by: SalesStep?

    func fetch(in db: Reader) throws -> SalesReport {
        let days = try ReportDays.resolved(period, from: from, to: to, in: db)
        let step = by ?? (days.length <= 92 ? .day : .month)
        let parts = step.parts(of: days)
        var check = Validation()
        check.check(
            parts.count <= Self.pointLimit, "by", "out_of_range",
            "That makes \(parts.count) points; at most \(Self.pointLimit) are given. Choose week or month.")
        try check.finish()
        let figures = try SalesDays(days, step.before(days), in: db)
        let points = try parts.map { part in try figures.point(part, step) }
        let compared = points.first { $0.comparison != nil }.map { $0.date...days.upperBound }
        let before = compared.map { step.before($0) }
        let total = try figures.sum(days)
        let now = try compared.map { try figures.sum($0) } ?? figures.nothing
        let then = try before.map { try figures.sum($0) } ?? figures.nothing
        let best = points.reduce(nil as SalesPoint?) { best, point in
            point.current.net.minorUnits > (best?.current.net.minorUnits ?? 0) ? point : best
        }
        return SalesReport(
            from: days.lowerBound, to: days.upperBound, by: step, historyFrom: figures.first,
            comparedFrom: compared?.lowerBound, comparisonFrom: before?.lowerBound, comparisonTo: before?.upperBound,
            points: points, total: total, compared: now, comparisonTotal: then,
            netChange: .change(from: then.net.minorUnits, to: now.net.minorUnits),
            ordersChange: .change(from: Int64(then.orders), to: Int64(now.orders)), best: best?.date,
            waitingDays: try StaleDays.count(in: days, db))
    }
}

extension SalesStep {
    /// The days in parts, the outer ones cut at the ends.
    func parts(of days: ClosedRange<CalendarDate>) -> [ClosedRange<CalendarDate>] {
        var parts: [ClosedRange<CalendarDate>] = []
        var start = days.lowerBound
        while start <= days.upperBound {
            let end = min(last(from: start), days.upperBound)
            parts.append(start...end)
            start = end.adding(days: 1)
        }
        return parts
    }

    /// The last day of the part that a day lies in.
    private func last(from day: CalendarDate) -> CalendarDate {
        switch self {
        case .day: return day
        case .week:
            let place = Weekday.allCases.firstIndex(of: day.weekday) ?? 0
            return day.adding(days: 6 - place)
        case .month: return day.yearMonth.lastDay
        }
    }

    /// The days to compare with. A month that is whole is compared with a whole month, also in February.
    func before(_ days: ClosedRange<CalendarDate>) -> ClosedRange<CalendarDate> {
        switch self {
        case .day, .week: return days.moved { $0.adding(days: -364) }
        case .month:
            let before = days.moved { $0.adding(months: -12) }
            let isWhole = days.upperBound == days.upperBound.yearMonth.lastDay
            return isWhole ? before.lowerBound...before.upperBound.yearMonth.lastDay : before
        }
    }
}

/// The days of two stretches as the mart has them.
struct SalesDays {
    private let currency: Currency
    private var days: [CalendarDate: DayFigures] = [:]
    /// The first day with trade there ever was; nil where neither stretch has any.
    private(set) var first: CalendarDate?

    init(_ days: ClosedRange<CalendarDate>, _ before: ClosedRange<CalendarDate>, in db: Reader) throws {
        currency = try db.shop.currency
        func condition(_ days: ClosedRange<CalendarDate>) -> SQL {
            "day BETWEEN \(Int64(days.lowerBound.dayNumber)) AND \(Int64(days.upperBound.dayNumber))"
        }
        let sql: SQL = """
            SELECT (SELECT min(day) FROM analytics_daily_metric WHERE tenant = \(db.tenant)), day, \(DayFigures.columns)
            FROM analytics_daily_metric
            WHERE tenant = \(db.tenant) AND (\(condition(days)) OR \(condition(before)))
            """
        try db.each(sql) { row in
            first = CalendarDate(dayNumber: try row.next())
            let day = CalendarDate(dayNumber: try row.next())
            self.days[day] = try DayFigures(row: &row)
        }
    }

    /// What no day at all has.
    var nothing: SalesFigures {
        let zero = Money.zero(currency)
        return SalesFigures(orders: 0, units: .zero, gross: zero, discounts: zero, returns: zero, net: zero)
    }

    /// A part of a report beside the year before, unless that begins before the history does.
    func point(_ part: ClosedRange<CalendarDate>, _ step: SalesStep) throws -> SalesPoint {
        let before = step.before(part)
        let isKnown = first.map { $0 <= before.lowerBound } ?? false
        return SalesPoint(
            date: part.lowerBound, until: part.upperBound, current: try sum(part),
            comparisonDate: isKnown ? before.lowerBound : nil, comparison: isKnown ? try sum(before) : nil)
    }

    /// What was sold in some of the days.
    func sum(_ part: ClosedRange<CalendarDate>) throws -> SalesFigures {
        var orders = 0
        var units = Quantity.zero
        var gross = Money.zero(currency)
        var discounts = gross
        var returns = gross
        for day in part {
            guard let figures = days[day] else { continue }
            orders += Int(figures.orders)
            units = try units.adding(Quantity(micros: figures.units))
            gross = try gross.adding(Money(figures.gross, currency))
            discounts = try discounts.adding(Money(figures.discount, currency))
            returns = try returns.adding(Money(figures.returned, currency))
        }
        return SalesFigures(
            orders: orders, units: units, gross: gross, discounts: discounts, returns: returns,
            net: try gross.subtracting(discounts).subtracting(returns))
    }
}
