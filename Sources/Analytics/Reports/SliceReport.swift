import Catalog
import Kernel
import Platform
import Store

/// What a list of products is ordered by.
enum SliceMeasure: String, Codable, Sendable, CaseIterable {
    /// Gross less discounts less returns.
    case net
    /// Units sold.
    case units
}

/// What was sold of one product.
struct ProductSales: Codable, Sendable {
    /// The code the documents have.
    let code: String
    /// The variant's title, or the one the documents have where the catalogue knows no such code.
    let title: String
    let product: ID<Product>?
    let variant: ID<Variant>?
    let orders: Int
    let units: Quantity
    let net: Money
    /// Of the whole period's net or units, whichever the list is by; absent where that is not above zero.
    let share: FigureRatio?
}

/// The products that sold most.
struct TopProducts: Codable, Sendable {
    let from: CalendarDate
    let to: CalendarDate
    let by: SliceMeasure
    /// The largest first.
    let products: [ProductSales]
    /// How many products were sold or came back.
    let count: Int
}

/// The best sellers from the mart: four statements (the shop, the ranking, the figures, the catalogue).
struct GetTopProducts: Query {
    static let name: QueryName = "analytics.top_products"
    static let permission = Permission.analyticsRead
    static let summary = "The products that sold most in a period, by net or by units, with their share."

    /// Last four weeks when neither this nor `from` and `to` is given.
    var period: ReportPeriod?
    /// The first day; with `to`, in place of a period.
    var from: CalendarDate?
    /// The last day.
    var to: CalendarDate?
    /// By net when absent.
    var by: SliceMeasure?
    /// How many, 1 to 100; 10 when absent.
    var limit: Int?

    func fetch(in db: Reader) throws -> TopProducts {
        let days = try ReportDays.resolved(period, from: from, to: to, in: db)
        let ranking = try SliceRanking(.product, days, by: by ?? .net, limit: Reader.pageSize(limit, otherwise: 10), in: db)
        return TopProducts(
            from: days.lowerBound, to: days.upperBound, by: by ?? .net, products: try ranking.products(in: db),
            count: ranking.count)
    }
}

/// What was sold to one country or over one channel.
struct MarketSales: Codable, Sendable {
    /// As the merchant writes it; absent for documents that name none.
    let name: String?
    let orders: Int
    let units: Quantity
    let gross: Money
    let discounts: Money
    let returns: Money
    /// Gross less discounts less returns.
    let net: Money
    /// Of the whole period's net; absent where that is not above zero.
    let share: FigureRatio?
}

/// Sales by country or by channel.
struct MarketReport: Codable, Sendable {
    let from: CalendarDate
    let to: CalendarDate
    /// The largest net first.
    let rows: [MarketSales]
    /// How many there are, also those beyond the limit.
    let count: Int
}

/// Sales by country from the mart: three statements.
struct GetCountrySales: Query {
    static let name: QueryName = "analytics.countries"
    static let permission = Permission.analyticsRead
    static let summary = "Sales by country in a period, the largest first, with their share."

    /// Last four weeks when neither this nor `from` and `to` is given.
    var period: ReportPeriod?
    /// The first day; with `to`, in place of a period.
    var from: CalendarDate?
    /// The last day.
    var to: CalendarDate?
    /// How many, 1 to 100; 25 when absent.
    var limit: Int?

    func fetch(in db: Reader) throws -> MarketReport {
        let days = try ReportDays.resolved(period, from: from, to: to, in: db)
        return try SliceRanking(.country, days, by: .net, limit: Reader.pageSize(limit), in: db).markets(days, in: db)
    }
}

/// Sales by channel from the mart: three statements. Credit notes name no channel: what came back has a row of its own.
struct GetChannelSales: Query {
    static let name: QueryName = "analytics.channels"
    static let permission = Permission.analyticsRead
    static let summary = "Sales by channel in a period, the largest first, with their share."

    /// Last four weeks when neither this nor `from` and `to` is given.
    var period: ReportPeriod?
    /// The first day; with `to`, in place of a period.
    var from: CalendarDate?
    /// The last day.
    var to: CalendarDate?
    /// How many, 1 to 100; 25 when absent.
    var limit: Int?

    func fetch(in db: Reader) throws -> MarketReport {
        let days = try ReportDays.resolved(period, from: from, to: to, in: db)
        return try SliceRanking(.channel, days, by: .net, limit: Reader.pageSize(limit), in: db).markets(days, in: db)
    }
}

/// The largest parts of trade in some days: whole months from the sums of months, the rest from days.
struct SliceRanking {
    /// One part.
    struct Entry {
        let value: String
        let figures: SliceFigures
    }
    let entries: [Entry]
    /// How many parts there are.
    private(set) var count = 0
    private var total: Int64 = 0
    private let measure: SliceMeasure

    /// Reads them: one statement ranks by the measure alone, a second one reads the figures of the few at the top.
    init(
        _ dimension: SliceDimension, _ days: ClosedRange<CalendarDate>, by measure: SliceMeasure, limit: Int,
        in db: Reader
    ) throws {
        self.measure = measure
        let stretches = SliceStretches(days)
        let size: SQL = measure == .net ? "gross_minor - discount_minor - returned_minor" : "units"
        let sizes = SQL.joined(stretches.sources("value, \(size) AS size", dimension, in: db), separator: " UNION ALL ")
        let ranking: SQL = """
            SELECT count(*) OVER (), sum(size) OVER (), value
            FROM (SELECT value, sum(size) AS size FROM (\(sizes)) parts GROUP BY value) sums
            ORDER BY size DESC, value LIMIT \(limit)
            """
        var (count, total): (Int, Int64) = (0, 0)
        let values = try db.rows(ranking) { row -> String in
            (count, total) = (try row.next(), try row.next())
            return try row.next()
        }
        (self.count, self.total) = (count, total)
        let columns: SQL = "value, \(SliceFigures.columns)"
        let rows = stretches.sources(columns, dimension, in: db).map { (source: SQL) -> SQL in
            "\(source) AND value IN \(list: values)"
        }
        var figures: [String: SliceFigures] = [:]
        try db.each(SQL.joined(rows, separator: " UNION ALL ")) { row in
            let value: String = try row.next()
            figures[value, default: SliceFigures()].add(try SliceFigures(row: &row))
        }
        entries = values.map { value in Entry(value: value, figures: figures[value] ?? SliceFigures()) }
    }

    private func share(_ figures: SliceFigures) -> FigureRatio? {
        switch measure {
        case .net: .share(of: figures.net, in: total)
        case .units: .share(of: figures.units, in: total)
        }
    }

    /// The parts as products: one statement.
    func products(in db: Reader) throws -> [ProductSales] {
        let known = try Variant.bySKU(entries.map(\.value), in: db)
        let currency = try db.shop.currency
        return entries.map { (entry: Entry) -> ProductSales in
            let ref = known[SKU.normalised(entry.value)]
            return ProductSales(
                code: entry.value, title: ref?.title ?? entry.figures.label, product: ref?.product, variant: ref?.id,
                orders: Int(entry.figures.orders), units: Quantity(micros: entry.figures.units),
                net: Money(entry.figures.net, currency), share: share(entry.figures))
        }
    }

    /// The parts as countries or channels.
    func markets(_ days: ClosedRange<CalendarDate>, in db: Reader) throws -> MarketReport {
        let currency = try db.shop.currency
        let rows = entries.map { (entry: Entry) -> MarketSales in
            let figures = entry.figures
            return MarketSales(
                name: entry.value.isEmpty ? nil : entry.value, orders: Int(figures.orders),
                units: Quantity(micros: figures.units), gross: Money(figures.gross, currency),
                discounts: Money(figures.discount, currency), returns: Money(figures.returned, currency),
                net: Money(figures.net, currency), share: share(figures))
        }
        return MarketReport(from: days.lowerBound, to: days.upperBound, rows: rows, count: count)
    }
}

/// Some days as whole months and the days before and after them.
struct SliceStretches: Equatable {
    let months: ClosedRange<YearMonth>?
    let days: [ClosedRange<CalendarDate>]

    init(_ days: ClosedRange<CalendarDate>) {
        let (from, to) = (days.lowerBound, days.upperBound)
        let first = from == from.yearMonth.firstDay ? from.yearMonth : from.yearMonth.adding(months: 1)
        let last = to == to.yearMonth.lastDay ? to.yearMonth : to.yearMonth.adding(months: -1)
        guard first <= last else {
            (months, self.days) = (nil, [days])
            return
        }
        months = first...last
        var rest: [ClosedRange<CalendarDate>] = []
        if from < first.firstDay { rest.append(from...first.firstDay.adding(days: -1)) }
        if last.lastDay < to { rest.append(last.lastDay.adding(days: 1)...to) }
        self.days = rest
    }

    /// The rows of each stretch; a condition may be added to each.
    func sources(_ columns: SQL, _ dimension: SliceDimension, in db: Reader) -> [SQL] {
        var sources = days.map { (days: ClosedRange<CalendarDate>) -> SQL in
            """
            SELECT \(columns) FROM analytics_slice_day
            WHERE tenant = \(db.tenant) AND dimension = \(dimension)
                AND day BETWEEN \(Int64(days.lowerBound.dayNumber)) AND \(Int64(days.upperBound.dayNumber))
            """
        }
        if let months {
            sources.append(
                """
                SELECT \(columns) FROM analytics_slice_month
                WHERE tenant = \(db.tenant) AND dimension = \(dimension)
                    AND month BETWEEN \(RefreshMart.index(of: months.lowerBound))
                    AND \(RefreshMart.index(of: months.upperBound))
                """)
        }
        return sources
    }
}
