import Customers
import Kernel
import Platform
import Store

/// What a customer bought over the years.
struct CustomerPurchases: Codable, Sendable {
    /// A calendar year with an order.
    struct Year: Codable, Sendable {
        let year: Int
        let orders: Int
        /// Before discounts and returns.
        let gross: Money
    }
    let customer: ID<Customer>
    let orders: Int
    /// Before discounts and returns.
    let gross: Money
    /// What an order came to on average; absent where there is none.
    let average: Money?
    /// The days of the first order and of the last; absent where there is none.
    let first: CalendarDate?
    let last: CalendarDate?
    /// The latest years with an order, latest first.
    let years: [Year]
}

/// What a customer bought, from the mart: two statements, the second of which reads a row for each of their days with an order.
struct GetCustomerPurchases: Query {
    static let name: QueryName = "customers.purchases"
    static let permission = Permission.analyticsRead
    static let summary = "What a customer bought: how many orders, for how much, since when, and year by year."

    var customer: ID<Customer>
    /// How many years, 1 to 100; 10 when absent.
    var limit: Int?

    func fetch(in db: Reader) throws -> CustomerPurchases {
        let size = try Reader.pageSize(limit, otherwise: 10)
        guard try !Customer.refs([customer], in: db).isEmpty else { throw Problem.notFound(customer.reference) }
        let currency = try db.shop.currency
        var (orders, gross) = (0, Int64(0))
        var (first, last) = (Int?.none, Int?.none)
        var years: [CustomerPurchases.Year] = []
        let sql: SQL = """
            SELECT month / 12, sum(orders), sum(gross_minor), min(day), max(day) FROM analytics_customer_day
            WHERE tenant = \(db.tenant) AND customer_id = \(customer) GROUP BY month / 12 ORDER BY month / 12 DESC
            """
        try db.each(sql) { row in
            let year: Int = try row.next()
            let bought = CustomerPurchases.Year(
                year: year, orders: try row.next(), gross: Money(try row.next(Int64.self), currency))
            first = try row.next()
            let latest: Int = try row.next()
            last = last ?? latest
            orders += bought.orders
            gross += bought.gross.minorUnits
            years.append(bought)
        }
        return CustomerPurchases(
            customer: customer, orders: orders, gross: Money(gross, currency),
            average: orders == 0 ? nil : Money(gross / Int64(orders), currency),
            first: first.map { CalendarDate(dayNumber: $0) }, last: last.map { CalendarDate(dayNumber: $0) },
            years: Array(years.prefix(size)))
    }
}
