import Kernel
import Platform
import Store

/// One thing that can be bought and counted: a product in one size, colour, pack. Its SKU is unique in the shop.
public struct Variant: Record, Hashable {
    /// `var_…`
    public static let idPrefix = "var"
    /// Prices are millionths of the major unit of `currency`.
    public static let table = Table(
        "variant",
        """
        product, sku, title, currency, price_micros, compare_at_micros, cost_micros, barcode, option1, option2, option3,
        is_published, is_stocked, weight_grams, position, created_at
        """)

    /// The id within the shop.
    public let id: ID<Variant>
    /// Counts the saves.
    public var version: Int
    /// The product it is a variant of.
    public let product: ID<Product>
    /// The merchant's code, in its one spelling.
    public internal(set) var sku: String
    /// What sets it apart, such as `Small / Red`; the product's title where it is the only one.
    public internal(set) var title: String
    /// The currency of its prices.
    public let currency: Currency
    /// What it costs the buyer.
    public internal(set) var price: UnitPrice?
    /// What it used to cost, shown struck out.
    public internal(set) var compareAt: UnitPrice?
    /// What it costs the shop.
    public internal(set) var cost: UnitPrice?
    /// EAN, UPC, ISBN or what the merchant scans.
    public internal(set) var barcode: String?
    /// Its values of the product's options, in their order.
    public internal(set) var options: [String]
    /// Whether owners have released it for the public storefront, together with its product.
    public internal(set) var isPublished: Bool
    /// False for services and fees, of which there is no stock.
    public internal(set) var isStocked: Bool
    /// What one weighs.
    public internal(set) var weightGrams: Int?
    /// Its place among the product's variants, from 1.
    public internal(set) var position: Int
    /// When it was made.
    public let createdAt: Instant

    init(id: ID<Variant>, product: ID<Product>, sku: String, title: String, currency: Currency, createdAt: Instant) {
        self.id = id
        version = 1
        self.product = product
        self.sku = sku
        self.title = title
        self.currency = currency
        options = []
        isPublished = true
        isStocked = true
        position = 1
        self.createdAt = createdAt
    }

    /// Reads the columns in their declared order.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        product = try row.next()
        sku = try row.next()
        title = try row.next()
        let currency: Currency = try row.next()
        self.currency = currency
        price = try row.nextPrice(in: currency)
        compareAt = try row.nextPrice(in: currency)
        cost = try row.nextPrice(in: currency)
        barcode = try row.next()
        options = [try row.next() as String?, try row.next() as String?, try row.next() as String?].compactMap { $0 }
        isPublished = try row.next()
        isStocked = try row.next()
        weightGrams = try row.next()
        position = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns in their declared order.
    public func bind(_ values: inout Binder) {
        values.add(product)
        values.add(sku)
        values.add(title)
        values.add(currency)
        values.add(price)
        values.add(compareAt)
        values.add(cost)
        values.add(barcode)
        for index in 0..<3 { values.add(options.count > index ? options[index] : nil) }
        values.add(isPublished)
        values.add(isStocked)
        values.add(weightGrams)
        values.add(position)
        values.add(createdAt)
    }
}

extension Row {
    /// The next column as a price in a currency.
    mutating func nextPrice(in currency: Currency) throws -> UnitPrice? {
        let micros: Int64? = try next()
        return micros.map { UnitPrice(micros: $0, currency) }
    }
}
