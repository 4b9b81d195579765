import Customers
import Kernel
import Platform
import Store

/// Who bought in a period.
struct CustomerInsights: Codable, Sendable {
    /// A customer and what they bought.
    struct Buyer: Codable, Sendable {
        let customer: CustomerRef
        let orders: Int
        /// Before discounts and returns.
        let gross: Money
    }
    let from: CalendarDate
    let to: CalendarDate
    /// Known customers with an order.
    let active: Int
    /// Those of them with two or more.
    let repeating: Int
    /// Their share; absent where nobody bought.
    let repeatRate: FigureRatio?
    /// Those who bought for most.
    let top: [Buyer]
}

/// Who bought in a period, from the mart: three statements. It reads a row for each customer and day with an order, so
/// the period is at most 366 days.
struct GetCustomerInsights: Query {
    static let name: QueryName = "customers.insights"
    static let permission = Permission.analyticsRead
    static let summary = "Customers who bought in a period: how many, how many more than once, and who bought for most."
    static let aliases = ["/dashboard/customer-insights"]
    static let dayLimit = 366

    /// Last four weeks when neither this nor `from` and `to` is given.
    var period: ReportPeriod?
    /// The first day; with `to`, in place of a period.
    var from: CalendarDate?
    /// The last day.
    var to: CalendarDate?
    /// How many top customers, 1 to 100; 10 when absent.
    var limit: Int?

    func fetch(in db: Reader) throws -> CustomerInsights {
        let size = try Reader.pageSize(limit, otherwise: 10)
        let days = try ReportDays.resolved(period, from: from, to: to, in: db, limit: Self.dayLimit)
        var (active, repeating) = (0, 0)
        let rows = try db.rows(sums(days, size, in: db)) { row -> (id: ID<Customer>, orders: Int, gross: Int64) in
            (active, repeating) = (try row.next(), try row.next())
            return (try row.next(), try row.next(), try row.next())
        }
        let refs = try Customer.refs(rows.map(\.id), in: db)
        let currency = try db.shop.currency
        let top = rows.compactMap { row in
            refs[row.id].map { ref in
                CustomerInsights.Buyer(customer: ref, orders: row.orders, gross: Money(row.gross, currency))
            }
        }
        return CustomerInsights(
            from: days.lowerBound, to: days.upperBound, active: active, repeating: repeating,
            repeatRate: .share(of: Int64(repeating), in: Int64(active)), top: top)
    }

    private func sums(_ days: ClosedRange<CalendarDate>, _ size: Int, in db: Reader) -> SQL {
        """
        WITH buyers AS MATERIALIZED (
            SELECT customer_id, sum(orders) AS orders, sum(gross_minor) AS gross FROM analytics_customer_day
            WHERE tenant = \(db.tenant)
                AND day BETWEEN \(Int64(days.lowerBound.dayNumber)) AND \(Int64(days.upperBound.dayNumber))
            GROUP BY customer_id
        )
        SELECT (SELECT count(*) FROM buyers), (SELECT count(*) FROM buyers WHERE orders >= 2), customer_id, orders, gross
        FROM buyers ORDER BY gross DESC, customer_id LIMIT \(size)
        """
    }
}
