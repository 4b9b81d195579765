import Kernel
import Platform
import Store

/// The figures of one day.
struct DailyMetric: Codable, Sendable {
    let day: CalendarDate
    let orders: Int
    let customers: Int
    let units: Quantity
    let gross: Money
    let discount: Money
    let creditNotes: Int
    let returnedUnits: Quantity
    let returned: Money
    /// Gross less discounts less returns.
    let net: Money
    let adjusted: Money
}

/// Figures by day, newest first.
struct ListDailyMetrics: ListQuery {
    static let name: QueryName = "daily_metrics.list"
    static let permission = Permission.analyticsRead
    static let summary =
        "Orders, customers, units, gross, discounts, returns and net of each day with trade, newest first."
    static let aliases = ["/v1/analytics/daily-metrics"]

    var from: CalendarDate?
    var to: CalendarDate?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<DailyMetric> {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let from { filters.append("day >= \(Int64(from.dayNumber))") }
        if let to { filters.append("day <= \(Int64(to.dayNumber))") }
        let currency = try db.shop.currency
        return try db.page(
            """
            day, orders, customers, units, gross_minor, discount_minor, credit_notes, returned_units, returned_minor,
            adjusted_minor
            """, from: "analytics_daily_metric", where: filters, order: .descending("day"), limit: limit, after: after
        ) { row in try DailyMetric(row: &row, currency) }
    }
}

extension DailyMetric {
    init(row: inout Row, _ currency: Currency) throws {
        day = CalendarDate(dayNumber: try row.next())
        orders = try row.next()
        customers = try row.next()
        units = Quantity(micros: try row.next(Int64.self))
        gross = Money(try row.next(Int64.self), currency)
        discount = Money(try row.next(Int64.self), currency)
        creditNotes = try row.next()
        returnedUnits = Quantity(micros: try row.next(Int64.self))
        returned = Money(try row.next(Int64.self), currency)
        net = try gross.subtracting(discount).subtracting(returned)
        adjusted = Money(try row.next(Int64.self), currency)
    }
}

/// Customers by the month of their first order, and how many of them ordered in each month after it.
struct Cohorts: Codable, Sendable {
    /// One month's new customers.
    struct Cohort: Codable, Sendable {
        let month: YearMonth
        let size: Int
        /// Active customers by months since the first order; entry 0 is the size. The newest cohort has one entry.
        let active: [Int]
        /// Each of them as a share of the size, to six decimals.
        let rates: [Double]
    }
    /// Oldest first.
    let cohorts: [Cohort]
    let customers: Int
    let customersWithTwoOrMoreOrders: Int
    /// Share of customers with two or more orders.
    let repeatRate: Double
}

/// Cohorts from the mart: one statement that reads a row for each cell of the grid, whatever the size of the shop.
struct GetCohorts: Query {
    static let name: QueryName = "analytics.cohorts"
    static let permission = Permission.analyticsRead
    static let summary =
        "Cohorts: customers by month of first order and how many came back in each later month; repeat rate."
    static let aliases = ["/analytics/cohorts"]

    func fetch(in db: Reader) throws -> Cohorts {
        let counts = try CohortCounts(
            "SELECT first_month, month, customers, repeated FROM analytics_cohort WHERE tenant = \(db.tenant)", in: db)
        let last = counts.cells.keys.map(\.month).max() ?? 0
        let firsts = Set(counts.cells.keys.map(\.first)).sorted()
        let cohorts = firsts.compactMap { first -> Cohorts.Cohort? in
            guard let month = YearMonth(year: Int(first / 12), month: Int(first % 12) + 1) else { return nil }
            let active = (first...last).map { later -> Int in
                Int(counts.cells[CohortCounts.Cell(first: first, month: later)]?.customers ?? 0)
            }
            let size = active.first ?? 0
            return Cohorts.Cohort(
                month: month, size: size, active: active, rates: active.map { Share.of($0, size) })
        }
        let customers = cohorts.reduce(0) { sum, cohort in sum + cohort.size }
        let repeated = counts.cells.values.reduce(0) { sum, count in sum + Int(count.repeated) }
        return Cohorts(
            cohorts: cohorts, customers: customers, customersWithTwoOrMoreOrders: repeated,
            repeatRate: Share.of(repeated, customers))
    }
}

/// A share with six decimals, as reports print it.
enum Share {
    static func of(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : (Double(part) / Double(whole) * 1_000_000).rounded() / 1_000_000
    }

    static func of(_ part: ExactAmount, _ whole: ExactAmount) -> Double {
        whole == .zero ? 0 : (Double(part.trillionths) / Double(whole.trillionths) * 1_000_000).rounded() / 1_000_000
    }
}
