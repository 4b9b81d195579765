import Catalog
import Kernel
import Store

/// One line of a document that happened elsewhere, with the facts as they were then.
public struct RecordedLine: Codable, Sendable, Hashable {
    /// The SKU as it was written; figures group by it trimmed and in upper case.
    public var sku: String
    /// The article, where the shop has it.
    public var variant: ID<Variant>?
    /// What the article was called.
    public var title: String
    /// How many; always positive, also on a return.
    public var quantity: Quantity
    /// The price of one. Nothing means given away; only an adjustment may have a price below nothing.
    public var unitPrice: UnitPrice
    /// The line's own time, where it differs from the document's.
    public var at: Instant?
    /// Whether goods moved: false for services and fees.
    public var movesStock: Bool

    /// A line of an order or a credit note.
    public init(
        sku: String, variant: ID<Variant>?, title: String, quantity: Quantity, unitPrice: UnitPrice, at: Instant? = nil,
        movesStock: Bool
    ) {
        self.sku = sku
        self.variant = variant
        self.title = title
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.at = at
        self.movesStock = movesStock
    }
}

/// A document that was recorded.
public struct RecordedDocument: Codable, Sendable {
    /// The order or credit note.
    public let document: Reference
    /// What it comes to.
    public let total: Money
}

extension RecordedLine {
    /// Refuses what no document can have: every wrong field of every line at once.
    static func check(
        _ lines: [RecordedLine], number: String, currency: Currency, signedPrices: Bool = false
    ) throws {
        var check = Validation()
        check.check((1...100).contains(number.utf8.count), "number", "required", "A number has 1 to 100 bytes.")
        check.check(
            (1...Order.lineLimit).contains(lines.count), "lines", "line_count",
            "A document has 1 to \(Order.lineLimit) lines.")
        for (index, line) in lines.enumerated() where !line.isSound(currency, signedPrices) {
            let field = "lines[\(index)]"
            check.check(line.quantity.isPositive, "\(field).quantity", "not_positive", "A quantity is more than none.")
            check.check(
                signedPrices || !line.unitPrice.isNegative, "\(field).unit_price", "negative",
                "A price is nothing or more.")
            check.check(
                line.unitPrice.currency == currency, "\(field).unit_price", "currency_mismatch",
                "Prices are in the document's currency, \(currency.code).")
            check.check(line.sku.utf8.count <= 200, "\(field).sku", "too_long", "A SKU has at most 200 bytes.")
            check.check(line.title.utf8.count <= 1_000, "\(field).title", "too_long", "A title has at most 1000 bytes.")
        }
        try check.finish()
    }

    private func isSound(_ currency: Currency, _ signedPrices: Bool) -> Bool {
        quantity.isPositive && (signedPrices || !unitPrice.isNegative) && unitPrice.currency == currency
            && sku.utf8.count <= 200 && title.utf8.count <= 1_000
    }
}
