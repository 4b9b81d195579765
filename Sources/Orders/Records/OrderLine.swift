import Catalog
import Kernel
import Platform
import Store

/// One article of an order, with the facts of the day: code, title, price. Only what came back of it changes.
public struct OrderLine: Codable, Sendable {
    /// Whether it was sold or given away.
    public enum Kind: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case sale, free
    }

    /// Its place in the order: 1, 2, 3 …
    public let line: Int
    /// The article; absent where the code named none.
    public let variant: ID<Variant>?
    /// The SKU trimmed and in upper case: what figures are grouped by.
    public let code: String
    /// The SKU as it was written.
    public let sku: String
    /// What the article was called.
    public let title: String
    /// Sold, or free because the price is nothing.
    public let kind: Kind
    /// How many.
    public let quantity: Quantity
    /// The price of one.
    public let unitPrice: UnitPrice
    /// Price × quantity, rounded half away from zero to the minor unit.
    public let amount: Money
    /// What the rounding took away, exact − amount, in 10⁻¹² of the major unit.
    public let residue: Int64
    /// Its share of the order's discount.
    public let discount: Money
    /// How many came back.
    public let returned: Quantity
    /// What credit notes gave back for it.
    public let credited: Money
    /// When it was ordered; lines of one order may differ.
    public let at: Instant
    /// Whether goods move for it; services and fees have none.
    public let movesStock: Bool

    static let columns: SQL =
        """
        line, variant_id, code, sku, title, kind, quantity, unit_price, amount_minor, amount_residue, discount_minor,
        returned, credited_minor, at, moves_stock
        """

    init(row: inout Row, _ currency: Currency) throws {
        line = try row.next()
        variant = try row.next()
        code = try row.next()
        sku = try row.next()
        title = try row.next()
        kind = try row.next()
        quantity = try row.next()
        unitPrice = UnitPrice(micros: try row.next(), currency)
        amount = try row.nextMoney(in: currency)
        residue = try row.next()
        discount = try row.nextMoney(in: currency)
        returned = try row.next()
        credited = try row.nextMoney(in: currency)
        at = try row.next()
        movesStock = try row.next()
    }

    init(
        line: Int, variant: ID<Variant>?, code: String, sku: String, title: String, quantity: Quantity,
        unitPrice: UnitPrice, priced: LineAmount, discount: Money, at: Instant, movesStock: Bool
    ) {
        self.line = line
        self.variant = variant
        self.code = code
        self.sku = sku
        self.title = title
        kind = unitPrice.isZero ? .free : .sale
        self.quantity = quantity
        self.unitPrice = unitPrice
        amount = priced.amount
        residue = priced.residue
        self.discount = discount
        returned = .zero
        credited = .zero(priced.amount.currency)
        self.at = at
        self.movesStock = movesStock
    }

    /// What the customer pays for it.
    public var net: Money { Money(amount.minorUnits - discount.minorUnits, amount.currency) }

    /// The sum of quantities; refused when it does not fit.
    static func units(of quantities: [Quantity]) throws -> Quantity {
        try quantities.reduce(.zero) { (sum: Quantity, next: Quantity) throws -> Quantity in try sum.adding(next) }
    }

    /// Writes the lines of an order: one statement.
    static func insert(_ lines: [OrderLine], of order: ID<Order>, in tx: Transaction) throws {
        let tenant = tx.tenant.dbValue
        let id = order.dbValue
        var values: [DBValue] = []
        values.reserveCapacity(lines.count * 17)
        for line in lines {
            values += [
                tenant, id, .int(Int64(line.line)), line.variant.dbValue, .text(line.code), .text(line.sku),
                .text(line.title), .text(line.kind.rawValue), .int(line.quantity.micros), .int(line.unitPrice.micros),
                .int(line.amount.minorUnits), .int(line.residue), .int(line.discount.minorUnits), .int(0), .int(0),
                .int(line.at.microseconds), .int(line.movesStock ? 1 : 0),
            ]
        }
        try tx.insertMany(
            into: "order_line",
            columns: [
                "tenant", "order_id", "line", "variant_id", "code", "sku", "title", "kind", "quantity", "unit_price",
                "amount_minor", "amount_residue", "discount_minor", "returned", "credited_minor", "at", "moves_stock",
            ], values: values)
    }
}

extension Order {
    /// The lines, in order. Orders have at most `Order.lineLimit` of them.
    func lines(in db: Reader, limit: Int = Order.lineLimit) throws -> [OrderLine] {
        let currency = currency
        return try db.rows(
            """
            SELECT \(OrderLine.columns) FROM order_line
            WHERE tenant = \(db.tenant) AND order_id = \(id) ORDER BY line LIMIT \(limit)
            """
        ) { row in try OrderLine(row: &row, currency) }
    }

    /// The most lines an order may have.
    public static let lineLimit = 10_000
}
