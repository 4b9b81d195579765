import Customers
import Kernel
import Platform
import Store

/// What somebody asked for and what it costs: the source of truth for what was ordered. Its lines are copies of
/// facts, so that what the catalogue says later never changes an order.
///
/// `total = subtotal − discount + shipping + tax`, where the subtotal is the sum of the lines, to the minor unit.
public struct Order: Record {
    /// `ord_…`
    public static let idPrefix = "ord"
    /// Its table.
    public static let table = Table(
        "sales_order",
        """
        number, channel, customer_id, status, payment_state, fulfilment_state, currency, subtotal_minor,
        discount_minor, shipping_minor, tax_minor, total_minor, credited_minor, line_count, units, country, note, source,
        import_id, placed_at, paid_at, fulfilled_at, cancelled_at, cancel_reason, expires_at, deleted_at, created_at,
        paid_minor, tendered_minor, reversed_minor, refunded_minor, allowed_minor, written_off_minor
        """)

    /// The id.
    public let id: ID<Order>
    /// Counts the saves; 1 for an order nobody has touched since it was placed or recorded.
    public var version: Int
    /// The number people use, unique among the shop's orders that are not deleted.
    public let number: String
    /// Where it was sold: `direct`, `web`, `market`, …
    public let channel: String
    /// Who bought; absent for guests.
    public internal(set) var customer: ID<Customer>?
    /// Where it stands.
    public internal(set) var status: Status
    /// Where its money stands.
    public internal(set) var paymentState: PaymentState
    /// Where its goods stand.
    public internal(set) var fulfilmentState: FulfilmentState
    /// The sum of the lines, before discount.
    public let subtotal: Money
    /// What was taken off; divided over the lines by largest remainder.
    public let discount: Money
    /// What sending it costs the customer.
    public let shipping: Money
    /// Tax on top of the lines.
    public let tax: Money
    /// What the customer owes.
    public let total: Money
    /// What credit notes gave back of the total; never more than it.
    public internal(set) var credited: Money
    /// The money that has moved for it; absent where none has.
    public internal(set) var money: OrderMoney?
    /// How many lines it has.
    public let lineCount: Int
    /// The sum of the lines' quantities.
    public let units: Quantity
    /// The country as the merchant writes it.
    public let country: String?
    /// A note for people.
    public let note: String?
    /// Whether it was placed here or recorded from elsewhere.
    public let source: DocumentSource
    /// The import it was recorded by.
    public let importID: Reference?
    /// When the customer ordered.
    public let placedAt: Instant
    /// When it was paid.
    public internal(set) var paidAt: Instant?
    /// When its goods left.
    public internal(set) var fulfilledAt: Instant?
    /// When it was cancelled.
    public internal(set) var cancelledAt: Instant?
    /// Why.
    public internal(set) var cancelReason: CancellationReason?
    /// When it is cancelled if nobody has paid, where that was said for this order; otherwise the shop's window holds.
    public let expiresAt: Instant?
    /// When it was deleted; a deleted order is in no list and no figure, and can be restored.
    public internal(set) var deletedAt: Instant?
    /// When it was written here.
    public let createdAt: Instant

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        number = try row.next()
        channel = try row.next()
        customer = try row.next()
        status = try row.next()
        paymentState = try row.next()
        fulfilmentState = try row.next()
        let currency: Currency = try row.next()
        subtotal = try row.nextMoney(in: currency)
        discount = try row.nextMoney(in: currency)
        shipping = try row.nextMoney(in: currency)
        tax = try row.nextMoney(in: currency)
        total = try row.nextMoney(in: currency)
        credited = try row.nextMoney(in: currency)
        lineCount = try row.next()
        units = try row.next()
        country = try row.next()
        note = try row.next()
        source = try row.next()
        importID = try row.next()
        placedAt = try row.next()
        paidAt = try row.next()
        fulfilledAt = try row.next()
        cancelledAt = try row.next()
        cancelReason = try row.next()
        expiresAt = try row.next()
        deletedAt = try row.next()
        createdAt = try row.next()
        money = try OrderMoney.read(&row, currency)
    }

    init(
        id: ID<Order>, number: String, channel: String, customer: ID<Customer>?, totals: OrderTotals,
        lines: [OrderLine],
        country: String?, note: String?, source: DocumentSource, importID: Reference? = nil, placedAt: Instant,
        expiresAt: Instant? = nil, createdAt: Instant
    ) throws {
        self.id = id
        version = 1
        self.number = number
        self.channel = channel
        self.customer = customer
        status = Self.lifecycle.start
        paymentState = Self.payments.start
        fulfilmentState = Self.fulfilments.start
        subtotal = totals.subtotal
        discount = totals.discount
        shipping = totals.shipping
        tax = totals.tax
        total = totals.total
        credited = .zero(totals.total.currency)
        lineCount = lines.count
        units = try OrderLine.units(of: lines.map(\.quantity))
        self.country = country
        self.note = note
        self.source = source
        self.importID = importID
        self.placedAt = placedAt
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(number)
        values.add(channel)
        values.add(customer)
        values.add(status)
        values.add(paymentState)
        values.add(fulfilmentState)
        values.add(total.currency)
        for amount in [subtotal, discount, shipping, tax, total, credited] { values.add(amount.minorUnits) }
        values.add(lineCount)
        values.add(units)
        values.add(country)
        values.add(note)
        values.add(source)
        values.add(importID)
        values.add(placedAt)
        values.add(paidAt)
        values.add(fulfilledAt)
        values.add(cancelledAt)
        values.add(cancelReason)
        values.add(expiresAt)
        values.add(deletedAt)
        values.add(createdAt)
        moved.bind(&values)
    }

    /// The currency everything in it is in.
    public var currency: Currency { total.currency }
}
