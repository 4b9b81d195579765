import Customers
import Kernel
import Orders
import Platform
import Store

/// Money that goes back to a customer for an order, in parts: one for each payment it is taken from.
public struct Refund: Record {
    /// `rfd_…`
    public static let idPrefix = "rfd"
    /// Its table.
    public static let table = Table(
        "refund",
        """
        order_id, customer_id, credit_note_id, state, currency, amount_minor, allowed_minor, reason, created_at, ended_at
        """)

    /// The life of a refund.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        /// Decided; the money has not gone back, or not all of it.
        case pending
        /// All of it went back.
        case completed
        /// Nothing is under way any more, and a part was declined; it stays due, and can be tried again.
        case failed
        /// It will not go back this way; it stays due.
        case cancelled
    }

    /// Ends are final.
    public static let lifecycle = StateMachine<State>(
        startsAt: .pending,
        [
            .pending: [.completed, .failed, .cancelled], .failed: [.pending, .cancelled], .completed: [],
            .cancelled: [],
        ])

    /// The id.
    public let id: ID<Refund>
    /// Counts the saves.
    public var version: Int
    /// The order.
    public let order: ID<Order>
    /// Who gets it; absent for guests.
    public let customer: ID<Customer>?
    /// The credit note it came with, where goods or shipping came back.
    public let creditNote: ID<CreditNote>?
    /// Where it stands.
    public internal(set) var state: State
    /// How much goes back.
    public let amount: Money
    /// What the customer was let off with it, without goods coming back.
    public let allowed: Money
    /// Why.
    public let reason: String
    /// When it was decided.
    public let createdAt: Instant
    /// When it was completed or cancelled.
    public internal(set) var endedAt: Instant?

    init(
        id: ID<Refund>, order: Order, creditNote: ID<CreditNote>?, amount: Money, allowed: Money, reason: String,
        createdAt: Instant
    ) {
        self.id = id
        version = 1
        self.order = order.id
        customer = order.customer
        self.creditNote = creditNote
        state = .pending
        self.amount = amount
        self.allowed = allowed
        self.reason = reason
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        order = try row.next()
        customer = try row.next()
        creditNote = try row.next()
        state = try row.next()
        let currency: Currency = try row.next()
        amount = try row.nextMoney(in: currency)
        allowed = try row.nextMoney(in: currency)
        reason = try row.next()
        createdAt = try row.next()
        endedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(order)
        values.add(customer)
        values.add(creditNote)
        values.add(state)
        values.add(amount.currency)
        values.add(amount.minorUnits)
        values.add(allowed.minorUnits)
        values.add(reason)
        values.add(createdAt)
        values.add(endedAt)
    }
}

/// A part of a refund: taken from one payment, given back by one tender.
public struct RefundPart: Codable, Sendable, Hashable {
    /// Where a part stands.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case pending, paid, failed, cancelled
    }

    /// Its place in the refund: 1, 2, 3 …
    public let part: Int
    /// The payment it is taken from.
    public let payment: ID<Payment>
    /// How the money goes back.
    public let tender: Tender
    /// How much.
    public let amount: Money
    /// Where it stands.
    public internal(set) var state: State
    /// What the bank or the cheque says.
    public internal(set) var reference: String?
    /// When it went back.
    public internal(set) var paidAt: Instant?

    static let columns: SQL = "part, payment_id, tender, currency, amount_minor, state, reference, paid_at"

    init(part: Int, payment: ID<Payment>, tender: Tender, amount: Money) {
        self.part = part
        self.payment = payment
        self.tender = tender
        self.amount = amount
        state = .pending
    }

    init(row: inout Row) throws {
        part = try row.next()
        payment = try row.next()
        tender = try row.next()
        let currency: Currency = try row.next()
        amount = try row.nextMoney(in: currency)
        state = try row.next()
        reference = try row.next()
        paidAt = try row.next()
    }
}

extension Refund {
    /// The refund, whose payments nobody else changes before this transaction is over.
    static func held(_ id: ID<Refund>, in tx: Transaction) throws -> Refund {
        try Payment.lock(for: tx.find(id).order, in: tx)
        return try tx.find(id)
    }

    /// The parts, in order.
    func parts(in db: Reader) throws -> [RefundPart] {
        try db.rows(
            """
            SELECT \(RefundPart.columns) FROM refund_part
            WHERE tenant = \(db.tenant) AND refund_id = \(id) ORDER BY part
            """
        ) { row in try RefundPart(row: &row) }
    }

    func insert(_ parts: [RefundPart], in tx: Transaction) throws {
        var values: [DBValue] = []
        for part in parts {
            values += [
                tx.tenant.dbValue, id.dbValue, part.part.dbValue, part.payment.dbValue, part.tender.rawValue.dbValue,
                part.amount.currency.code.dbValue, part.amount.minorUnits.dbValue, part.state.rawValue.dbValue,
            ]
        }
        try tx.insertMany(
            into: "refund_part",
            columns: ["tenant", "refund_id", "part", "payment_id", "tender", "currency", "amount_minor", "state"],
            values: values)
    }

    /// What is about to go back for an order.
    static func pending(for order: Order, in db: Reader) throws -> Money {
        let minor: Int64? = try db.scalar(
            """
            SELECT sum(p.amount_minor) FROM refund r
            JOIN refund_part p ON p.tenant = r.tenant AND p.refund_id = r.id AND p.state = 'pending'
            WHERE r.tenant = \(db.tenant) AND r.order_id = \(order.id) AND r.state = 'pending'
            """)
        return Money(minor ?? 0, order.currency)
    }
}
