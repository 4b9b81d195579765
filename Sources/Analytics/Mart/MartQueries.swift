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
        /// Active customers by months since the first order; entry 0 is the size.
        let active: [Int]
    }
    let cohorts: [Cohort]
    let customers: Int
    let customersWithTwoOrMoreOrders: Int
    /// Share of customers with two or more orders.
    let repeatRate: Double
}

/// Cohorts from the mart.
struct GetCohorts: Query {
    static let name: QueryName = "analytics.cohorts"
    static let permission = Permission.analyticsRead
    static let summary =
        "Cohorts: customers by month of first order and how many came back in each later month; repeat rate."

    func fetch(in db: Reader) throws -> Cohorts {
        var table: [Int: [Int: Int]] = [:]
        let sql: SQL = """
            SELECT f.first, c.month, count(DISTINCT c.customer_id)
            FROM analytics_customer_day c
            JOIN (SELECT customer_id, min(month) AS first FROM analytics_customer_day WHERE tenant = \(db.tenant)
                  GROUP BY customer_id) f ON f.customer_id = c.customer_id
            WHERE c.tenant = \(db.tenant) GROUP BY f.first, c.month
            """
        var last = 0
        try db.each(sql) { row in
            let first: Int = try row.next()
            let month: Int = try row.next()
            table[first, default: [:]][month] = try row.next(Int.self)
            last = max(last, month)
        }
        let cohorts = table.keys.sorted().compactMap { first -> Cohorts.Cohort? in
            let active = (first...last).map { table[first]?[$0] ?? 0 }
            guard let month = YearMonth(year: first / 12, month: first % 12 + 1) else { return nil }
            return Cohorts.Cohort(month: month, size: active.first ?? 0, active: active)
        }
        let counts = try db.first(
            """
            SELECT count(*), coalesce(sum(CASE WHEN orders >= 2 THEN 1 ELSE 0 END), 0)
            FROM (SELECT customer_id, sum(orders) AS orders FROM analytics_customer_day WHERE tenant = \(db.tenant)
                  GROUP BY customer_id) t
            """
        ) { row -> (Int, Int) in (try row.next(), try row.next()) }
        let (customers, repeated) = counts ?? (0, 0)
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
