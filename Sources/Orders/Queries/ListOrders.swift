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

/// The order of the list of orders.
public enum OrderSort: String, Codable, Sendable, CaseIterable {
    /// Latest first.
    case newest
    /// Earliest first.
    case oldest
    /// Largest total first.
    case total
}

/// The shop's orders, newest first unless sorted.
public struct ListOrders: ListQuery {
    /// orders.list
    public static let name: QueryName = "orders.list"
    /// Who may.
    public static let permission = Permission.ordersRead
    /// For people.
    public static let summary =
        "The shop's orders by status, payment, channel, customer, article, days, total or number; newest first unless sorted."

    /// Where they stand.
    public var status: AnyOf<Order.Status>?
    /// Where their money stands.
    public var paymentState: AnyOf<Order.PaymentState>?
    /// Where their goods stand.
    public var fulfilmentState: AnyOf<Order.FulfilmentState>?
    /// Where they were sold.
    public var channel: AnyOf<String>?
    /// Who bought; `empty` for guests.
    public var customerID: AnyOf<ID<Customer>?>?
    /// When the customer ordered, in days of the shop's calendar.
    public var placed: DayRange?
    /// From this day of the shop's calendar.
    public var from: CalendarDate?
    /// Up to and with this day.
    public var to: CalendarDate?
    /// What the customer owes, in the shop's currency.
    public var total: AmountRange?
    /// A SKU that one of its lines has, in whatever letters.
    public var sku: String?
    /// The start of a number or of a SKU, the number of a credit note, a customer's name, number, e-mail address or phone
    /// number, or the id of an order, a customer, a credit note or an import.
    public var q: String?
    /// True for the deleted ones; otherwise those that are not.
    public var deleted: Bool?
    /// Newest first when absent.
    public var sort: OrderSort?
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// A cursor as a page gave it.
    public var after: String?

    /// All orders, to be narrowed by the members.
    public init() {}

    /// Reads a page: two statements, one more for the shop's calendar or currency, two more to look for `q`, one more
    /// to weigh several filters, a filter by total or an order by it.
    public func fetch(in db: Reader) throws -> Page<OrderSummary> {
        let way = try way(in: db)
        let page = try db.page(
            Order.table.columns, from: way.source, where: way.conditions, order: way.order, limit: limit, after: after
        ) { row in try Order(row: &row) }
        let names = try Customer.refs(Array(Set(page.data.compactMap(\.customer))), in: db)
        let rows = page.data.map { (order: Order) -> OrderSummary in
            var row = OrderSummary(order)
            row.customer = order.customer.flatMap { names[$0] }
            return row
        }
        return page.with(rows)
    }

    /// Whether an index that goes on in the order of time may lead.
    var isByTime: Bool { q == nil && total == nil && sort != .total }

    private func conditions(_ filters: OrderFilters, _ more: [SQL], in db: Reader) -> Conditions {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        filters.add(to: &conditions)
        conditions.add(more)
        return conditions
    }

    /// What is asked beside the filters that have an index of their own.
    private func more(in db: Reader) throws -> [SQL] {
        var more = Conditions(try DocumentFilter.days("placed_at", from: from, to: to, in: db))
        try more.add(placed, "placed_at", in: db)
        if let q { more.add(try DocumentSearch(q, isDeleted: deleted == true, in: db).orders(in: db)) }
        if let total { more.add(total.sql("total_minor", try db.shop.currency)) }
        return more.all
    }

    private struct Way {
        let source: SQL
        let conditions: Conditions
        let order: Keyset
    }

    /// Which index leads: that of the order asked for, unless few rows are left to be sorted.
    private func way(in db: Reader) throws -> Way {
        let filters = try OrderFilters(self, in: db)
        let more = try more(in: db)
        let conditions = conditions(filters, more, in: db)
        let byTotal: SQL = "\(Order.table.sql) \(sqlite: "INDEXED BY sales_order_total", postgres: "")"
        if sort == .total {
            let isNarrow = filters.isNarrowing || !more.isEmpty
            if try isNarrow && (q != nil || db.isFew(filters.source, conditions.all)) {
                return Way(
                    source: filters.source, conditions: conditions, order: .descending("total_minor + 0", "id"))
            }
            return Way(
                source: byTotal, conditions: self.conditions(filters.withoutLead, more, in: db),
                order: .descending("total_minor", "id"))
        }
        if let total {
            let range = total.sql("total_minor", try db.shop.currency)
            if try db.isFew(byTotal, ["tenant = \(db.tenant)", range]) {
                return Way(
                    source: byTotal, conditions: self.conditions(filters.withoutLead, more, in: db),
                    order: time("placed_at + 0", "id"))
            }
        }
        // What is found by words is little, and is sorted.
        let order = q == nil ? time(filters.time.at, filters.time.id) : time("placed_at + 0", "id")
        return Way(source: filters.source, conditions: conditions, order: order)
    }

    private func time(_ placedAt: SQL, _ id: SQL) -> Keyset {
        sort == .oldest ? .ascending(placedAt, id) : .descending(placedAt, id)
    }
}

extension Reader {
    /// Whether so few rows satisfy the conditions that they are better sorted than looked for in another order.
    fileprivate func isFew(_ source: SQL, _ conditions: [SQL]) throws -> Bool {
        let few = 5000
        let condition = SQL.joined(conditions, separator: " AND ")
        let sql: SQL =
            "SELECT count(*) FROM (SELECT 1 FROM \(source) WHERE \(condition) LIMIT \(few + 1)) AS counted"
        return (try scalar(sql) ?? 0) <= few
    }
}
