import Kernel
import Orders
import Platform
import Store

/// One thing a provider is asked to do, written down before it is asked. Its id is the key it is asked with, however often;
/// until the provider says what came of it, that is unknown.
public struct PaymentAttempt: Record {
    /// `pat_…`
    public static let idPrefix = "pat"
    /// Its table.
    public static let table = Table(
        "payment_attempt",
        """
        kind, order_id, payment_id, refund_id, part, workflow, provider, source, charge, currency, amount_minor, state,
        reference, code, lookups, next_at, created_at, ended_at
        """)

    /// What the provider is asked for.
    public enum Kind: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        /// To take money for an order.
        case capture
        /// To give money of a payment back.
        case refund
        /// To give back what was taken and is not owed any more.
        case void
    }

    /// What came of it.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        /// Nobody knows yet: it is asked about until somebody does, and never repeated under another key.
        case unknown
        /// The provider has it and has not decided.
        case pending
        /// The money has moved.
        case succeeded
        /// The money has not moved and will not.
        case declined

        /// Whether it is still to be found out.
        public var isOpen: Bool { self == .unknown || self == .pending }
    }

    /// What is known stays known.
    public static let lifecycle = StateMachine<State>(
        startsAt: .unknown,
        [
            .unknown: [.pending, .succeeded, .declined], .pending: [.succeeded, .declined], .succeeded: [],
            .declined: [],
        ])

    /// The id, which is the key the provider is asked with.
    public let id: ID<PaymentAttempt>
    /// Counts the saves.
    public var version: Int
    /// What it is.
    public let kind: Kind
    /// The order.
    public let order: ID<Order>
    /// The payment: of what is given back, or that a capture brought.
    public internal(set) var payment: ID<Payment>?
    /// The refund it is a part of.
    public let refund: ID<Refund>?
    /// Which part.
    public let part: Int?
    /// The workflow that waits for it.
    public let workflow: ID<WorkflowRecord>?
    /// Who is asked.
    public let provider: String
    /// What stands for the card, for captures.
    let source: String?
    /// The provider's name of the charge that is given back.
    public let charge: String?
    /// How much.
    public let amount: Money
    /// What came of it.
    public internal(set) var state: State
    /// The provider's own name of it.
    public internal(set) var reference: String?
    /// Why it was declined, as a code of the provider.
    public internal(set) var code: String?
    /// How often the provider was asked what came of it.
    public internal(set) var lookups: Int
    /// When it is asked next; absent when it is known.
    public internal(set) var nextAt: Instant?
    /// When it was written, before the provider was asked.
    public let createdAt: Instant
    /// When it was known.
    public internal(set) var endedAt: Instant?

    enum CodingKeys: String, CodingKey {
        case id, version, kind, order, payment, refund, part, workflow, provider, charge, amount, state, reference, code
        case lookups, nextAt, createdAt, endedAt
    }

    init(
        id: ID<PaymentAttempt>, _ kind: Kind, order: ID<Order>, payment: ID<Payment>? = nil,
        refund: (id: ID<Refund>, part: Int)? = nil, workflow: ID<WorkflowRecord>? = nil, provider: String,
        source: String? = nil, charge: String? = nil, amount: Money, at now: Instant
    ) {
        self.id = id
        version = 1
        self.kind = kind
        self.order = order
        self.payment = payment
        self.refund = refund?.id
        part = refund?.part
        self.workflow = workflow
        self.provider = provider
        self.source = source
        self.charge = charge
        self.amount = amount
        state = .unknown
        lookups = 0
        nextAt = now + Self.waits[0]
        createdAt = now
    }

    /// Reads what is shown of it; what stands for the card is not.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(ID<PaymentAttempt>.self, forKey: .id)
        version = try values.decode(Int.self, forKey: .version)
        kind = try values.decode(Kind.self, forKey: .kind)
        order = try values.decode(ID<Order>.self, forKey: .order)
        payment = try values.decodeIfPresent(ID<Payment>.self, forKey: .payment)
        refund = try values.decodeIfPresent(ID<Refund>.self, forKey: .refund)
        part = try values.decodeIfPresent(Int.self, forKey: .part)
        workflow = try values.decodeIfPresent(ID<WorkflowRecord>.self, forKey: .workflow)
        provider = try values.decode(String.self, forKey: .provider)
        source = nil
        charge = try values.decodeIfPresent(String.self, forKey: .charge)
        amount = try values.decode(Money.self, forKey: .amount)
        state = try values.decode(State.self, forKey: .state)
        reference = try values.decodeIfPresent(String.self, forKey: .reference)
        code = try values.decodeIfPresent(String.self, forKey: .code)
        lookups = try values.decode(Int.self, forKey: .lookups)
        nextAt = try values.decodeIfPresent(Instant.self, forKey: .nextAt)
        createdAt = try values.decode(Instant.self, forKey: .createdAt)
        endedAt = try values.decodeIfPresent(Instant.self, forKey: .endedAt)
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        kind = try row.next()
        order = try row.next()
        payment = try row.next()
        refund = try row.next()
        part = try row.next()
        workflow = try row.next()
        provider = try row.next()
        source = try row.next()
        charge = try row.next()
        let currency: Currency = try row.next()
        amount = try row.nextMoney(in: currency)
        state = try row.next()
        reference = try row.next()
        code = try row.next()
        lookups = try row.next()
        nextAt = try row.next()
        createdAt = try row.next()
        endedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(kind)
        values.add(order)
        values.add(payment)
        values.add(refund)
        values.add(part)
        values.add(workflow)
        values.add(provider)
        values.add(source)
        values.add(charge)
        values.add(amount.currency)
        values.add(amount.minorUnits)
        values.add(state)
        values.add(reference)
        values.add(code)
        values.add(lookups)
        values.add(nextAt)
        values.add(createdAt)
        values.add(endedAt)
    }
}

extension PaymentAttempt {
    /// How long until the provider is asked what came of it: the first time, the second time and so on; the last wait is
    /// that of all further ones.
    static let waits: [TimeSpan] = [.seconds(15), .minutes(3), .hours(1), .days(1)]
    /// After so many questions without an answer somebody is told.
    static let patience = 4

    /// The attempts for a refund, the first first.
    static func all(of refund: ID<Refund>, in db: Reader) throws -> [PaymentAttempt] {
        try db.records(PaymentAttempt.self, where: "refund_id = \(refund)", tail: "ORDER BY id")
    }

    /// What providers are asked to take for an order and have not answered yet.
    static func underWay(for order: Order, in db: Reader) throws -> Money {
        let minor: Int64? = try db.scalar(
            """
            SELECT sum(amount_minor) FROM payment_attempt WHERE tenant = \(db.tenant) AND order_id = \(order.id)
                AND kind = 'capture' AND state IN ('unknown', 'pending')
            """)
        return Money(minor ?? 0, order.currency)
    }

    /// Writes it, and sees to it that somebody finds out what came of it, whatever happens to who asks first.
    func begin(in tx: Transaction) throws {
        try tx.insert(self)
        try tx.enqueue(LookUpAttempt(attempt: id), at: nextAt, key: id.description)
    }
}
