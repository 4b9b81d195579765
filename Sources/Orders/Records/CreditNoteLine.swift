import Catalog
import Kernel
import Platform
import Store

/// One article of a credit note.
public struct CreditNoteLine: Codable, Sendable {
    /// Its place in the credit note: 1, 2, 3 …
    public let line: Int
    /// The line of the order that it gives back, where the order is known.
    public let orderLine: Int?
    /// The article; absent where the code named none.
    public let variant: ID<Variant>?
    /// The SKU trimmed and in upper case.
    public let code: String
    /// The SKU as it was written.
    public let sku: String
    /// What the article was called.
    public let title: String
    /// How many; positive.
    public let quantity: Quantity
    /// The price of one.
    public let unitPrice: UnitPrice
    /// What is given back: positive on a return, signed on an adjustment.
    public let amount: Money
    /// Exact − amount in 10⁻¹² of the major unit, where the amount is price × quantity.
    public let residue: Int64
    /// When it came back.
    public let at: Instant
    /// Whether goods move for it.
    public let movesStock: Bool

    static let columns: SQL =
        """
        line, order_line, variant_id, code, sku, title, quantity, unit_price, amount_minor, amount_residue, at, moves_stock
        """

    init(row: inout Row, _ currency: Currency) throws {
        line = try row.next()
        orderLine = try row.next()
        variant = try row.next()
        code = try row.next()
        sku = try row.next()
        title = try row.next()
        quantity = try row.next()
        unitPrice = UnitPrice(micros: try row.next(), currency)
        amount = try row.nextMoney(in: currency)
        residue = try row.next()
        at = try row.next()
        movesStock = try row.next()
    }

    init(
        line: Int, orderLine: Int?, variant: ID<Variant>?, code: String, sku: String, title: String, quantity: Quantity,
        unitPrice: UnitPrice, amount: Money, residue: Int64, at: Instant, movesStock: Bool
    ) {
        self.line = line
        self.orderLine = orderLine
        self.variant = variant
        self.code = code
        self.sku = sku
        self.title = title
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.amount = amount
        self.residue = residue
        self.at = at
        self.movesStock = movesStock
    }

    /// Writes the lines of a credit note: one statement.
    static func insert(_ lines: [CreditNoteLine], of note: ID<CreditNote>, in tx: Transaction) throws {
        let tenant = tx.tenant.dbValue
        let id = note.dbValue
        var values: [DBValue] = []
        values.reserveCapacity(lines.count * 14)
        for line in lines {
            values += [
                tenant, id, .int(Int64(line.line)), line.orderLine.dbValue, line.variant.dbValue, .text(line.code),
                .text(line.sku), .text(line.title), .int(line.quantity.micros), .int(line.unitPrice.micros),
                .int(line.amount.minorUnits), .int(line.residue), .int(line.at.microseconds),
                .int(line.movesStock ? 1 : 0),
            ]
        }
        try tx.insertMany(
            into: "credit_note_line",
            columns: [
                "tenant", "credit_note_id", "line", "order_line", "variant_id", "code", "sku", "title", "quantity",
                "unit_price", "amount_minor", "amount_residue", "at", "moves_stock",
            ], values: values)
    }
}

extension CreditNote {
    /// The lines, in order.
    func lines(in db: Reader, limit: Int = Order.lineLimit) throws -> [CreditNoteLine] {
        let currency = currency
        return try db.rows(
            """
            SELECT \(CreditNoteLine.columns) FROM credit_note_line
            WHERE tenant = \(db.tenant) AND credit_note_id = \(id) ORDER BY line LIMIT \(limit)
            """
        ) { row in try CreditNoteLine(row: &row, currency) }
    }
}
