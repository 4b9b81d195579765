import Kernel
import Orders
import Platform
import Store

/// What providers were asked for, the newest first.
struct ListAttempts: ListQuery {
    static let name: QueryName = "payment_attempts.list"
    static let permission = Permission.paymentsRead
    static let summary = "What payment providers were asked for and what came of it; newest first."

    var state: AnyOf<PaymentAttempt.State>?
    var kind: AnyOf<PaymentAttempt.Kind>?
    /// The order they are for.
    var order: ID<Order>?
    /// The payment they brought, or give back.
    var payment: ID<Payment>?
    /// The refund they are parts of.
    var refund: ID<Refund>?
    /// When they were written, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<PaymentAttempt> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state")
        conditions.add(kind, "kind")
        if let order { conditions.add("order_id = \(order)") }
        if let payment { conditions.add("payment_id = \(payment)") }
        if let refund { conditions.add("refund_id = \(refund)") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        return try db.page(
            PaymentAttempt.table.columns, from: PaymentAttempt.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in try PaymentAttempt(row: &row) }
    }
}

/// One of them.
struct GetAttempt: Query {
    static let name: QueryName = "payment_attempts.get"
    static let permission = Permission.paymentsRead
    static let summary = "What a payment provider was asked for, and what came of it."

    var paymentAttempt: ID<PaymentAttempt>

    func fetch(in db: Reader) throws -> PaymentAttempt { try db.find(paymentAttempt) }
}

/// The providers this server is connected to.
struct ListProviders: Query {
    static let name: QueryName = "payments.providers"
    static let permission = Permission.paymentsRead
    static let summary = "The payment providers this server is connected to; the first takes new money."

    struct Provider: Codable, Sendable {
        let name: String
        /// Whether no real money moves.
        let isTest: Bool
        /// Whether it takes new money.
        let isCurrent: Bool
    }

    func fetch(in db: Reader) throws -> [Provider] {
        let providers = try db.registry.strategy(PaymentProviders.self)
        return providers.entries.enumerated().map { index, entry in
            Provider(name: entry.name, isTest: entry.isTest, isCurrent: index == 0)
        }
    }
}
