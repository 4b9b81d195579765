import Catalog
import Customers
import Kernel
import Platform
import Store

/// The document that gives money back: for goods that came back, or as an adjustment of what is owed. It is never
/// changed; an error is corrected by another document.
public struct CreditNote: Record {
    /// `crn_…`
    public static let idPrefix = "crn"
    /// Its table.
    public static let table = Table(
        "credit_note",
        """
        number, kind, customer_id, order_id, currency, shipping_minor, tax_minor, total_minor, line_count, units, country,
        reason, source, import_id, issued_at, deleted_at, created_at
        """)

    /// What it gives back for.
    public enum Kind: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable, FilterValue {
        /// Goods that came back. Amounts are positive: what the customer gets.
        case `return`
        /// A correction of what is owed without goods. Amounts are signed: negative where the merchant gets less.
        case adjustment
    }

    /// The id.
    public let id: ID<CreditNote>
    /// Counts the saves.
    public var version: Int
    /// The number people use, unique among the shop's credit notes that are not deleted.
    public let number: String
    /// Return or adjustment.
    public let kind: Kind
    /// Who gets it.
    public internal(set) var customer: ID<Customer>?
    /// The order it belongs to, where that is known.
    public let order: ID<Order>?
    /// Shipping given back.
    public let shipping: Money
    /// Tax given back.
    public let tax: Money
    /// The sum of the lines, shipping and tax.
    public let total: Money
    /// How many lines it has.
    public let lineCount: Int
    /// The sum of the lines' quantities.
    public let units: Quantity
    /// The country as the merchant writes it.
    public let country: String?
    /// Why.
    public let reason: String?
    /// Whether it was made here or recorded from elsewhere.
    public let source: DocumentSource
    /// The import it was recorded by.
    public let importID: Reference?
    /// When it was issued.
    public let issuedAt: Instant
    /// When it was deleted.
    public internal(set) var deletedAt: Instant?
    /// When it was written here.
    public let createdAt: Instant

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        number = try row.next()
        kind = try row.next()
        customer = try row.next()
        order = try row.next()
        let currency: Currency = try row.next()
        shipping = try row.nextMoney(in: currency)
        tax = try row.nextMoney(in: currency)
        total = try row.nextMoney(in: currency)
        lineCount = try row.next()
        units = try row.next()
        country = try row.next()
        reason = try row.next()
        source = try row.next()
        importID = try row.next()
        issuedAt = try row.next()
        deletedAt = try row.next()
        createdAt = try row.next()
    }

    init(
        id: ID<CreditNote>, number: String, kind: Kind, customer: ID<Customer>?, order: ID<Order>?,
        lines: [CreditNoteLine], shipping: Money, tax: Money, country: String?, reason: String?,
        source: DocumentSource, importID: Reference? = nil, issuedAt: Instant, createdAt: Instant
    ) throws {
        self.id = id
        version = 1
        self.number = number
        self.kind = kind
        self.customer = customer
        self.order = order
        self.shipping = shipping
        self.tax = tax
        total = try Money.sum(lines.map(\.amount), in: shipping.currency).adding(shipping).adding(tax)
        lineCount = lines.count
        units = try OrderLine.units(of: lines.map(\.quantity))
        self.country = country
        self.reason = reason
        self.source = source
        self.importID = importID
        self.issuedAt = issuedAt
        self.createdAt = createdAt
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(number)
        values.add(kind)
        values.add(customer)
        values.add(order)
        values.add(total.currency)
        for amount in [shipping, tax, total] { values.add(amount.minorUnits) }
        values.add(lineCount)
        values.add(units)
        values.add(country)
        values.add(reason)
        values.add(source)
        values.add(importID)
        values.add(issuedAt)
        values.add(deletedAt)
        values.add(createdAt)
    }

    /// The currency everything in it is in.
    public var currency: Currency { total.currency }
}
