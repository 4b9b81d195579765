import Customers
import Kernel
import Orders
import Platform
import Store

/// Money that came in for an order by one tender. What is given back of it is counted on it, so that never more goes
/// back than came in.
public struct Payment: Record {
    /// `pay_…`
    public static let idPrefix = "pay"
    /// Its table.
    public static let table = Table(
        "payment",
        """
        order_id, customer_id, tender, state, currency, amount_minor, refunded_minor, pending_minor, provider, reference,
        note, received_on, reversed_at, reverse_reason, created_at
        """)

    /// The life of a payment.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        /// It is there.
        case received
        /// It turned out not to be there.
        case reversed
    }

    /// A payment that is taken back stays so.
    public static let lifecycle = StateMachine<State>(startsAt: .received, [.received: [.reversed], .reversed: []])

    /// The id.
    public let id: ID<Payment>
    /// Counts the saves.
    public var version: Int
    /// What was paid.
    public let order: ID<Order>
    /// Who paid; absent for guests.
    public let customer: ID<Customer>?
    /// How.
    public let tender: Tender
    /// Where it stands.
    public internal(set) var state: State
    /// How much.
    public internal(set) var amount: Money
    /// What of it went back.
    public internal(set) var refunded: Money
    /// What of it is about to go back.
    public internal(set) var pending: Money
    /// Who took it, where it was a card.
    public internal(set) var provider: String?
    /// What the bank or the cheque says: a transfer's text, a number; a provider's own name of the charge.
    public let reference: String?
    /// A note for people.
    public let note: String?
    /// The day it came in.
    public let receivedOn: CalendarDate
    /// When it was taken back.
    public internal(set) var reversedAt: Instant?
    /// Why.
    public internal(set) var reverseReason: String?
    /// When it was written here.
    public let createdAt: Instant

    init(
        id: ID<Payment>, order: Order, tender: Tender, amount: Money, reference: String? = nil, note: String? = nil,
        receivedOn: CalendarDate, createdAt: Instant
    ) {
        self.id = id
        version = 1
        self.order = order.id
        customer = order.customer
        self.tender = tender
        state = .received
        self.amount = amount
        refunded = .zero(amount.currency)
        pending = .zero(amount.currency)
        self.reference = reference
        self.note = note
        self.receivedOn = receivedOn
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        order = try row.next()
        customer = try row.next()
        tender = try row.next()
        state = try row.next()
        let currency: Currency = try row.next()
        amount = try row.nextMoney(in: currency)
        refunded = try row.nextMoney(in: currency)
        pending = try row.nextMoney(in: currency)
        provider = try row.next()
        reference = try row.next()
        note = try row.next()
        receivedOn = CalendarDate(dayNumber: try row.next())
        reversedAt = try row.next()
        reverseReason = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(order)
        values.add(customer)
        values.add(tender)
        values.add(state)
        values.add(amount.currency)
        for money in [amount, refunded, pending] { values.add(money.minorUnits) }
        values.add(provider)
        values.add(reference)
        values.add(note)
        values.add(Int64(receivedOn.dayNumber))
        values.add(reversedAt)
        values.add(reverseReason)
        values.add(createdAt)
    }

    /// What can still go back of it.
    public var refundable: Money {
        let left = amount.minorUnits - refunded.minorUnits - pending.minorUnits
        return Money(state == .received ? left : 0, amount.currency)
    }
}

extension Payment {
    /// The payments of an order that are there, the newest first, what was settled elsewhere last.
    static func received(for order: ID<Order>, in db: Reader) throws -> [Payment] {
        let all = try db.records(
            Payment.self, where: "order_id = \(order) AND state = 'received'", tail: "ORDER BY id DESC")
        return all.filter { $0.tender != .elsewhere } + all.filter { $0.tender == .elsewhere }
    }

    /// Lets only one at a time decide what goes back of an order's payments.
    static func lock(for order: ID<Order>, in tx: Transaction) throws {
        try tx.execute("UPDATE payment SET version = version WHERE tenant = \(tx.tenant) AND order_id = \(order)")
    }

    /// What of it is about to go back: refused where more would go back than came in, whoever else asks at the moment.
    static func reserve(_ amount: Money, of payment: ID<Payment>, in tx: Transaction) throws {
        let changed = try tx.execute(
            """
            UPDATE payment SET pending_minor = pending_minor + \(amount.minorUnits), version = version + 1
            WHERE tenant = \(tx.tenant) AND id = \(payment) AND state = 'received'
                AND refunded_minor + pending_minor + \(amount.minorUnits) <= amount_minor
            """)
        if changed != 1 { throw Problem.moreThanCaptured(try tx.find(payment), amount) }
        tx.touch(payment.reference)
    }

    /// It went back, or will not.
    static func settle(_ amount: Money, of payment: ID<Payment>, wentBack: Bool, in tx: Transaction) throws {
        let back = wentBack ? amount.minorUnits : 0
        let changed = try tx.execute(
            """
            UPDATE payment SET pending_minor = pending_minor - \(amount.minorUnits),
                refunded_minor = refunded_minor + \(back), version = version + 1
            WHERE tenant = \(tx.tenant) AND id = \(payment) AND pending_minor >= \(amount.minorUnits)
            """)
        try invariant(changed == 1, "what ends was pending")
        tx.touch(payment.reference)
    }
}

extension Row {
    /// The next column as an amount of the row's currency.
    mutating func nextMoney(in currency: Currency) throws -> Money { Money(try next(Int64.self), currency) }
}
