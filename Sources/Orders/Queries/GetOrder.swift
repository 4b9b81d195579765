import Customers
import Inventory
import Kernel
import Platform

/// An order with everything a person wants to see of it.
public struct OrderDetail: Codable, Sendable {
    /// The order.
    public let order: Order
    /// Who bought; absent for guests.
    public let customer: CustomerRef?
    /// The first lines; `orders.lines` pages through all of them.
    public let lines: [OrderLine]
    /// Whether there are more lines than these.
    public let hasMoreLines: Bool
    /// Where its money stands: what was paid in advance, is owed, has to be given back.
    public let position: OrderPosition
    /// Its credit notes, newest first, at most a hundred.
    public let creditNotes: [CreditNote]
    /// What is promised to it at the moment.
    public let reservations: [Reservation]
    /// Where it can go from here in this shop.
    public let nextStatuses: [Order.Status]
    /// When it will be cancelled unless somebody pays; absent when it need not be paid in time.
    public let dueAt: Instant?
}

/// One order.
public struct GetOrder: Query {
    /// orders.get
    public static let name: QueryName = "orders.get"
    /// Who may.
    public static let permission = Permission.ordersRead
    /// For people.
    public static let summary = "One order with its first lines, customer, credit notes, promised stock and next steps."
    /// How many lines it shows.
    public static let lineLimit = 200

    /// The order.
    public var order: ID<Order>

    /// The order to show.
    public init(order: ID<Order>) { self.order = order }

    /// Reads it.
    public func fetch(in db: Reader) throws -> OrderDetail {
        let record = try db.find(order)
        let machine = try OrderSettings.machine(in: db)
        let lines = try record.lines(in: db, limit: Self.lineLimit + 1)
        let notes = try db.records(
            CreditNote.self, where: "order_id = \(order)", tail: "ORDER BY issued_at DESC, id DESC LIMIT 100")
        let customer = try record.customer.flatMap { id in try Customer.refs([id], in: db)[id] }
        let isPending = record.status == .pending && record.paymentState == .unpaid && record.deletedAt == nil
        return OrderDetail(
            order: record, customer: customer, lines: Array(lines.prefix(Self.lineLimit)),
            hasMoreLines: lines.count > Self.lineLimit, position: record.position, creditNotes: notes,
            reservations: try Stock.reservations(for: order.reference, in: db),
            nextStatuses: record.deletedAt == nil ? machine.moves[record.status] ?? [] : [],
            dueAt: isPending ? try PendingWindow(in: db).end(of: record) : nil)
    }
}

/// The lines of an order, in order.
public struct ListOrderLines: ListQuery {
    /// orders.lines
    public static let name: QueryName = "orders.lines"
    /// Who may.
    public static let permission = Permission.ordersRead
    /// For people.
    public static let summary = "The lines of an order, in order."

    /// The order.
    public var order: ID<Order>
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// The cursor of the page before.
    public var after: String?

    /// The lines of an order.
    public init(order: ID<Order>) { self.order = order }

    /// Reads a page: two statements.
    public func fetch(in db: Reader) throws -> Page<OrderLine> {
        let currency = try db.find(order).currency
        return try db.page(
            OrderLine.columns, from: "order_line", where: ["tenant = \(db.tenant)", "order_id = \(order)"],
            order: .ascending("line"), limit: limit, after: after
        ) { row in try OrderLine(row: &row, currency) }
    }
}
