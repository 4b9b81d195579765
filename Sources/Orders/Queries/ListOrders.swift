import Customers
import Kernel
import Platform
import Store

/// An order in a list, with the name of who bought it.
public struct OrderSummary: Codable, Sendable {
    /// The order.
    public let order: ID<Order>
    /// Its number.
    public let number: String
    /// When the customer ordered.
    public let placedAt: Instant
    /// Who bought; absent for guests.
    public internal(set) var customer: CustomerRef?
    /// Where it was sold.
    public let channel: String
    /// The country as the merchant writes it.
    public let country: String?
    /// Where it stands.
    public let status: Order.Status
    /// Where its money stands.
    public let paymentState: Order.PaymentState
    /// Where its goods stand.
    public let fulfilmentState: Order.FulfilmentState
    /// What the customer owes.
    public let total: Money
    /// How many lines it has.
    public let lineCount: Int
    /// The sum of the lines' quantities.
    public let units: Quantity
    /// When it was deleted.
    public let deletedAt: Instant?

    init(_ order: Order) {
        self.order = order.id
        number = order.number
        placedAt = order.placedAt
        channel = order.channel
        country = order.country
        status = order.status
        paymentState = order.paymentState
        fulfilmentState = order.fulfilmentState
        total = order.total
        lineCount = order.lineCount
        units = order.units
        deletedAt = order.deletedAt
    }
}

/// The shop's orders, newest first.
public struct ListOrders: ListQuery {
    /// orders.list
    public static let name: QueryName = "orders.list"
    /// Who may.
    public static let permission = Permission.ordersRead
    /// For people.
    public static let summary = "The shop's orders by status, payment, channel, customer, date or number; newest first."

    /// Where they stand.
    public var status: Order.Status?
    /// Where their money stands.
    public var paymentState: Order.PaymentState?
    /// Where their goods stand.
    public var fulfilmentState: Order.FulfilmentState?
    /// Where they were sold.
    public var channel: String?
    /// Who bought.
    public var customerID: ID<Customer>?
    /// From this day of the shop's calendar.
    public var from: CalendarDate?
    /// Up to and with this day.
    public var to: CalendarDate?
    /// The start of a number, or a customer's name, number, e-mail address or phone number.
    public var q: String?
    /// True for the deleted ones; otherwise those that are not.
    public var deleted: Bool?
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// The cursor of the page before.
    public var after: String?

    /// All orders, to be narrowed by the members.
    public init() {}

    /// Reads a page: two statements, one more for the shop's calendar, one more to look for customers.
    public func fetch(in db: Reader) throws -> Page<OrderSummary> {
        let page = try db.page(
            Order.table.columns, from: Order.table.sql, where: filters(in: db), order: .descending("placed_at", "id"),
            limit: limit, after: after
        ) { row in try Order(row: &row) }
        let names = try Customer.refs(Array(Set(page.data.compactMap(\.customer))), in: db)
        let rows = page.data.map { (order: Order) -> OrderSummary in
            var row = OrderSummary(order)
            row.customer = order.customer.flatMap { names[$0] }
            return row
        }
        return Page(data: rows, hasMore: page.hasMore, next: page.next)
    }

    private func filters(in db: Reader) throws -> [SQL] {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        filters.append(deleted == true ? "deleted_at IS NOT NULL" : "deleted_at IS NULL")
        if let status { filters.append("status = \(status)") }
        if let paymentState { filters.append("payment_state = \(paymentState)") }
        if let fulfilmentState { filters.append("fulfilment_state = \(fulfilmentState)") }
        if let channel { filters.append("channel = \(channel)") }
        if let customerID { filters.append("customer_id = \(customerID)") }
        filters += try DocumentFilter.days("placed_at", from: from, to: to, in: db)
        if let q { filters.append(try DocumentFilter.matching(q, in: db)) }
        return filters
    }
}

/// Filters that lists of documents share.
enum DocumentFilter {
    /// Whole days of the shop's calendar, both ends included.
    static func days(_ column: SQL, from: CalendarDate?, to: CalendarDate?, in db: Reader) throws -> [SQL] {
        if from == nil && to == nil { return [] }
        let calendar = ZonedCalendar(try db.shop.timeZone)
        var filters: [SQL] = []
        if let from { filters.append("\(column) >= \(calendar.startOfDay(from))") }
        if let to { filters.append("\(column) < \(calendar.startOfDay(to.adding(days: 1)))") }
        return filters
    }

    /// Documents whose number starts like this, or whose customer is found by it (the five hundred newest of those).
    static func matching(_ q: String, in db: Reader) throws -> SQL {
        let customers = try Customer.found(by: q, limit: 500, in: db)
        let start = Text.trimmed(q)
        let escaped = start.flatMap { character -> [Character] in
            "%_\\".contains(character) ? ["\\", character] : [character]
        }
        let pattern = String(escaped).uppercased() + "%"
        let byNumber: SQL = "upper(number) LIKE \(pattern) ESCAPE '\\'"
        return customers.isEmpty ? byNumber : "(\(byNumber) OR customer_id IN \(list: customers))"
    }
}
