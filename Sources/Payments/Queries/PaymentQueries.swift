import Customers
import Kernel
import Orders
import Platform
import Store

/// Payments, the newest first.
struct ListPayments: ListQuery {
    static let name: QueryName = "payments.list"
    static let permission = Permission.paymentsRead
    static let summary = "Payments by tender, state, order, customer or day; newest first."

    var tender: AnyOf<Tender>?
    var state: AnyOf<Payment.State>?
    /// The order they are for.
    var order: ID<Order>?
    var customer: ID<Customer>?
    /// The day they came in.
    var received: DayRange?
    var limit: Int?
    var after: String?

    /// One statement, and one for the shop's calendar.
    func fetch(in db: Reader) throws -> Page<Payment> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(tender, "tender")
        conditions.add(state, "state")
        if let order { conditions.add("order_id = \(order)") }
        if let customer { conditions.add("customer_id = \(customer)") }
        try conditions.add(received, dayNumber: "received_on", in: db)
        return try db.page(
            Payment.table.columns, from: Payment.table.sql, where: conditions, order: .descending("id"), limit: limit,
            after: after
        ) { row in try Payment(row: &row) }
    }
}

/// One payment.
struct GetPayment: Query {
    static let name: QueryName = "payments.get"
    static let permission = Permission.paymentsRead
    static let summary = "One payment, with what went back of it."

    var payment: ID<Payment>

    func fetch(in db: Reader) throws -> Payment { try db.find(payment) }
}

/// A refund with its parts.
public struct RefundDetail: Codable, Sendable {
    /// The refund.
    public let refund: Refund
    /// Its parts, in order.
    public let parts: [RefundPart]
    /// What providers were asked for, and what came of it, the first first.
    public let attempts: [PaymentAttempt]

    init(refund: Refund, parts: [RefundPart], attempts: [PaymentAttempt]) {
        self.refund = refund
        self.parts = parts
        self.attempts = attempts
    }

    init(_ refund: Refund, in db: Reader) throws {
        self.refund = refund
        parts = try refund.parts(in: db)
        attempts = parts.contains { $0.tender == .card } ? try PaymentAttempt.all(of: refund.id, in: db) : []
    }
}

/// Refunds, the newest first.
struct ListRefunds: ListQuery {
    static let name: QueryName = "refunds.list"
    static let permission = Permission.refundsRead
    static let summary = "Refunds by state, order or customer; newest first."

    var state: AnyOf<Refund.State>?
    /// The order they are for.
    var order: ID<Order>?
    var customer: ID<Customer>?
    /// When they were decided, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<Refund> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state")
        if let order { conditions.add("order_id = \(order)") }
        if let customer { conditions.add("customer_id = \(customer)") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        return try db.page(
            Refund.table.columns, from: Refund.table.sql, where: conditions, order: .descending("id"), limit: limit,
            after: after
        ) { row in try Refund(row: &row) }
    }
}

/// One refund with its parts.
struct GetRefund: Query {
    static let name: QueryName = "refunds.get"
    static let permission = Permission.refundsRead
    static let summary = "One refund with its parts: of which payment, by which tender, and whether it went back."

    var refund: ID<Refund>

    func fetch(in db: Reader) throws -> RefundDetail { try RefundDetail(db.find(refund), in: db) }
}
