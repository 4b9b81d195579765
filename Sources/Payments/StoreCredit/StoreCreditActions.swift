import Customers
import Kernel
import Ledger
import Orders
import Platform
import Store

/// Gives a customer store credit, which they can spend on orders: for goodwill, at the shop's expense.
public struct IssueStoreCredit: Action {
    /// store_credit.issue
    public static let name: ActionName = "store_credit.issue"
    /// Who may.
    public static let permission = Permission.storeCreditIssue
    /// For people.
    public static let summary = "Gives a customer store credit to spend on orders, for ever or until a moment."
    /// `POST /v1/store-credit`
    public static let route = ActionRoute.create
    /// They have more.
    public static var emits: [any Event.Type] { [StoreCreditIssued.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// Who gets it.
    public var customer: ID<Customer>
    /// How much.
    public var amount: Money
    /// Why.
    public var reason: String
    /// The order it is for, where there is one; it must be the customer's.
    public var order: ID<Order>?
    /// When it runs out; never when absent.
    public var expiresAt: Instant?

    /// Credit for a customer.
    public init(
        customer: ID<Customer>, amount: Money, reason: String, order: ID<Order>? = nil, expiresAt: Instant? = nil
    ) {
        self.customer = customer
        self.amount = amount
        self.reason = reason
        self.order = order
        self.expiresAt = expiresAt
    }

    /// Gives it.
    public func perform(in tx: Transaction) throws -> StoreCreditGrant {
        try RefundReason.check(reason)
        let currency = try tx.shop.currency
        var check = Validation()
        check.check(amount.isPositive, "amount", "not_positive", "An amount is more than nothing.")
        check.check(
            amount.currency == currency, "amount", "currency_mismatch",
            "Store credit is in the shop's currency, \(currency.code).")
        check.check(expiresAt.map { $0 > tx.now } ?? true, "expires_at", "in_the_past", "It runs out in the future.")
        if let order {
            let isTheirs = try tx.find(order).customer == customer
            check.check(isTheirs, "order", "other_customer", "That order is another customer's.")
        }
        try check.finish()
        try Customer.require(customer, in: tx)
        let id: ID<StoreCreditGrant> = tx.newID()
        try Books.post(
            JournalEntry(
                .credit, for: id.reference, about: customer.reference, memo: reason,
                [.debit(try .shop(.goodwill), amount), try .credit(.storeCredit(of: customer.reference), amount)]),
            in: tx)
        let grant = try StoreCredit.note(
            amount, for: customer, reason: reason, order: order, expiresAt: expiresAt, id: id, in: tx)
        try tx.emit(StoreCreditIssued(grant: id, customer: customer, amount: amount, expiresAt: expiresAt))
        return grant
    }
}

/// Ends store credit whose time is over: what is left of it becomes income. At most a hundred grants at once.
struct ExpireStoreCredit: Action {
    static let name: ActionName = "store_credit.expire"
    static let permission = Permission.storeCreditExpire
    static let summary = "Ends store credit whose time is over; what was not spent becomes income."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [StoreCreditExpired.self] }
    static let part = 100

    struct Outcome: Codable, Sendable {
        let expired: Int
    }

    func perform(in tx: Transaction) throws -> Outcome {
        let due = try tx.records(
            StoreCreditGrant.self, where: Self.isOver(at: tx.now), tail: "ORDER BY expires_at, id LIMIT \(Self.part)")
        var expired = 0
        for grant in due {
            do {
                try tx.nested { try expire(grant.id, in: tx) }
                expired += 1
            } catch let problem as Problem where problem.kind == .conflict {
                continue  // somebody spent of it just now
            }
        }
        return Outcome(expired: expired)
    }

    private func expire(_ id: ID<StoreCreditGrant>, in tx: Transaction) throws {
        var grant = try tx.find(id)
        let lost = grant.remaining
        try Books.post(
            JournalEntry(
                .credit, for: id.reference, about: grant.customer.reference,
                [.debit(.storeCredit(of: grant.customer.reference), lost), try .credit(.shop(.breakage), lost)]),
            in: tx)
        grant.remaining = .zero(lost.currency)
        grant.expired = lost
        try tx.save(&grant)
        try tx.emit(StoreCreditExpired(grant: id, customer: grant.customer, amount: lost))
    }

    private static func isOver(at now: Instant) -> SQL { "expires_at <= \(now) AND remaining_minor > 0" }

    /// The action to perform in a shop where something is due.
    static func due(in db: Reader) throws -> (any Action)? {
        let found = try db.records(StoreCreditGrant.self, where: isOver(at: db.now), tail: "LIMIT 1")
        return found.isEmpty ? nil : ExpireStoreCredit()
    }
}
