import Kernel
import Platform
import Store

/// What was sold in a part of a day.
struct TodayFigures: Codable, Sendable, Hashable {
    let orders: Int
    let units: Quantity
    /// Gross less discounts less returns.
    let net: Money
    /// What an order came to, less discounts, before returns; absent without orders.
    let average: Money?
    let refunds: Money
    let creditNotes: Int
}

/// Today against the same day a week ago.
struct TodayReport: Codable, Sendable {
    /// Today in the shop's time zone.
    let date: CalendarDate
    let asOf: Instant
    let soFar: TodayFigures
    let comparisonDate: CalendarDate
    /// A week ago up to the same time of day.
    let weekAgo: TodayFigures
    let netChange: FigureRatio?
    let ordersChange: FigureRatio?
    /// Today's five best sellers by net.
    let bestSellers: [ProductSales]
}

/// Today from the mart: six statements, of which one reads documents, those of less than an hour a week ago.
struct GetToday: Query {
    static let name: QueryName = "analytics.today"
    static let permission = Permission.analyticsRead
    static let summary = "Today so far against the same time a week ago, and today's best sellers."
    static let bestSellers = 5

    func fetch(in db: Reader) throws -> TodayReport {
        let calendar = ZonedCalendar(try db.shop.timeZone)
        let clock = calendar.local(db.now)
        let before = clock.date.adding(days: -7)
        let then = calendar.instant(.init(before, microsecondOfDay: clock.microsecondOfDay))
        let (today, weekAgo) = try Self.figures(clock.date, before, until: then, calendar, in: db)
        let best = try SliceRanking(.product, clock.date...clock.date, by: .net, limit: Self.bestSellers, in: db)
        let currency = try db.shop.currency
        return TodayReport(
            date: clock.date, asOf: db.now, soFar: TodayFigures(today, currency), comparisonDate: before,
            weekAgo: TodayFigures(weekAgo, currency), netChange: .change(from: weekAgo.net, to: today.net),
            ordersChange: .change(from: weekAgo.orders, to: today.orders), bestSellers: try best.products(in: db))
    }

    /// All of today, and the other day's whole hours before an instant with the begun one from the documents.
    private static func figures(
        _ today: CalendarDate, _ before: CalendarDate, until then: Instant, _ calendar: ZonedCalendar, in db: Reader
    ) throws -> (today: SliceFigures, before: SliceFigures) {
        let start = calendar.startOfDay(before)
        let begun = DaySlices.hour(of: then, since: start)
        var (sum, sumBefore) = (SliceFigures(), SliceFigures())
        let sql: SQL = """
            SELECT day, value, \(SliceFigures.columns) FROM analytics_slice_day
            WHERE tenant = \(db.tenant) AND dimension = \(SliceDimension.hour)
                AND day IN (\(Int64(today.dayNumber)), \(Int64(before.dayNumber)))
            """
        try db.each(sql) { row in
            let day = CalendarDate(dayNumber: try row.next())
            let hour: String = try row.next()
            let figures = try SliceFigures(row: &row)
            if day == today { sum.add(figures) } else if hour < begun { sumBefore.add(figures) }
        }
        let wholeHours = (then.microseconds - start.microseconds) / 3_600_000_000
        let hour = Instant(microseconds: start.microseconds + wholeHours * 3_600_000_000)
        for figures in try DaySlices(hour..<max(hour, then), in: db).slices where figures.key.dimension == .hour {
            sumBefore.add(figures.value)
        }
        return (sum, sumBefore)
    }
}

extension TodayFigures {
    init(_ figures: SliceFigures, _ currency: Currency) {
        orders = Int(figures.orders)
        units = Quantity(micros: figures.units)
        net = Money(figures.net, currency)
        let sold = figures.gross - figures.discount
        average =
            figures.orders > 0 ? Money(Rounding.halfAwayFromZero.divide(sold, by: figures.orders), currency) : nil
        refunds = Money(figures.returned, currency)
        creditNotes = Int(figures.creditNotes)
    }
}
