import Customers
import Kernel
import Ledger
import Orders
import Platform
import Store

/// Store credit that a customer was given once, and what is left of it. What they have altogether is the balance of their
/// account in the books; grants say which of it runs out when.
public struct StoreCreditGrant: Record {
    /// `scg_…`
    public static let idPrefix = "scg"
    /// Its table.
    public static let table = Table(
        "store_credit_grant",
        """
        customer_id, currency, amount_minor, remaining_minor, expired_minor, reason, order_id, refund_id, expires_at,
        created_at
        """)

    /// The id.
    public let id: ID<StoreCreditGrant>
    /// Counts the saves.
    public var version: Int
    /// Whose it is.
    public let customer: ID<Customer>
    /// How much it was.
    public let amount: Money
    /// What of it can still be spent.
    public internal(set) var remaining: Money
    /// What of it ran out unused.
    public internal(set) var expired: Money
    /// Why it was given.
    public let reason: String
    /// The order it was given for, where there is one.
    public let order: ID<Order>?
    /// The refund it came from, where it is one.
    public let refund: ID<Refund>?
    /// When it runs out; never when absent.
    public let expiresAt: Instant?
    /// Since when it is there.
    public let createdAt: Instant

    init(
        id: ID<StoreCreditGrant>, customer: ID<Customer>, amount: Money, remaining: Money, reason: String,
        order: ID<Order>?, refund: ID<Refund>? = nil, expiresAt: Instant? = nil, createdAt: Instant
    ) {
        self.id = id
        version = 1
        self.customer = customer
        self.amount = amount
        self.remaining = remaining
        expired = .zero(amount.currency)
        self.reason = reason
        self.order = order
        self.refund = refund
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        customer = try row.next()
        let currency: Currency = try row.next()
        amount = try row.nextMoney(in: currency)
        remaining = try row.nextMoney(in: currency)
        expired = try row.nextMoney(in: currency)
        reason = try row.next()
        order = try row.next()
        refund = try row.next()
        expiresAt = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(customer)
        values.add(amount.currency)
        for money in [amount, remaining, expired] { values.add(money.minorUnits) }
        values.add(reason)
        values.add(order)
        values.add(refund)
        values.add(expiresAt)
        values.add(createdAt)
    }
}

/// Giving, spending and running out of store credit. The books are written first: they hold the customer's account until
/// the transaction ends, so that grants are never counted by two at once.
enum StoreCredit {
    /// Notes credit that the books have just been given.
    static func note(
        _ amount: Money, for customer: ID<Customer>, reason: String, order: ID<Order>?, refund: ID<Refund>? = nil,
        expiresAt: Instant? = nil, id: ID<StoreCreditGrant>, in tx: Transaction
    ) throws -> StoreCreditGrant {
        let balance = try Books.balance(of: .storeCredit(of: customer.reference), in: amount.currency, tx)
        // What was overdrawn before is paid back by it.
        let remaining = max(0, min(amount.minorUnits, balance.minorUnits))
        let grant = StoreCreditGrant(
            id: id, customer: customer, amount: amount, remaining: Money(remaining, amount.currency), reason: reason,
            order: order, refund: refund, expiresAt: expiresAt, createdAt: tx.now)
        try tx.insert(grant)
        return grant
    }

    /// Takes what the books have just spent from the grants: first what runs out first. What no grant covers is overdrawn.
    static func spend(_ amount: Money, of customer: ID<Customer>, in tx: Transaction) throws {
        var left = amount.minorUnits
        let grants = try tx.records(
            StoreCreditGrant.self,
            where: "customer_id = \(customer) AND currency = \(amount.currency.code) AND remaining_minor > 0",
            tail: "ORDER BY expires_at NULLS LAST, id")
        for var grant in grants where left > 0 {
            let taken = min(left, grant.remaining.minorUnits)
            grant.remaining = Money(grant.remaining.minorUnits - taken, amount.currency)
            left -= taken
            try tx.save(&grant)
        }
    }

    /// Lets the customer's account go as far below zero as the shop allows.
    static func allowOverdraft(of customer: ID<Customer>, _ currency: Currency, in tx: Transaction) throws {
        let limit = try tx.setting(PaymentSettings.overdraft)
        if limit > 0 {
            try Books.limit(.storeCredit(of: customer.reference), to: Money(Int64(limit), currency), in: tx)
        }
    }
}
