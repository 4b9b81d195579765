import Kernel
import Platform

/// What a caller says about a variant. A field that is absent stays as it is; an empty text clears it.
public struct VariantInput: Codable, Sendable, Hashable {
    /// The merchant's code; made of handle and options when a new variant has none.
    public var sku: String?
    /// What sets it apart; made of the options when a new variant has none.
    public var title: String?
    /// Its values of the product's options, in their order, at most three.
    public var options: [String]?
    /// What it costs the buyer, in the shop's currency.
    public var price: UnitPrice?
    /// What it used to cost, shown struck out.
    public var compareAt: UnitPrice?
    /// What it costs the shop.
    public var cost: UnitPrice?
    /// EAN, UPC, ISBN or what the merchant scans.
    public var barcode: String?
    /// What one weighs.
    public var weightGrams: Int?
    /// False for services and fees, of which there is no stock.
    public var isStocked: Bool?
    /// Whether it is released together with its product; only `products.upsert` listens to it.
    public var isPublished: Bool?

    /// What is said; the rest stays.
    public init(
        sku: String? = nil, title: String? = nil, options: [String]? = nil, price: UnitPrice? = nil,
        compareAt: UnitPrice? = nil, cost: UnitPrice? = nil, barcode: String? = nil, weightGrams: Int? = nil,
        isStocked: Bool? = nil, isPublished: Bool? = nil
    ) {
        self.sku = sku
        self.title = title
        self.options = options
        self.price = price
        self.compareAt = compareAt
        self.cost = cost
        self.barcode = barcode
        self.weightGrams = weightGrams
        self.isStocked = isStocked
        self.isPublished = isPublished
    }
}

extension Variant {
    /// Takes over what was said, cleaned and checked; every wrong field is named at once. The publish flag is not
    /// among it: that has its own actions and its own permission.
    mutating func take(_ input: VariantInput) throws {
        var check = Validation()
        if let text = input.sku { sku = check.sku(text, "sku") }
        if let values = input.options { options = check.options(values, "options") }
        if let text = input.title { title = check.line(text, "title", limit: 300, isRequired: true) }
        if let value = input.price { price = check.price(value, "price", in: currency) }
        if let value = input.compareAt { compareAt = check.price(value, "compare_at", in: currency) }
        if let value = input.cost { cost = check.price(value, "cost", in: currency) }
        if let text = input.barcode { barcode = check.line(text, "barcode", limit: 64).nilIfEmpty }
        if let grams = input.weightGrams {
            check.check(
                (0...1_000_000_000).contains(grams), "weight_grams", "out_of_range", "A weight is 0 or more grams.")
            weightGrams = grams
        }
        if let flag = input.isStocked { isStocked = flag }
        try check.finish()
    }
}

extension Validation {
    /// At most three short values; empty ones at the end are left out.
    mutating func options(_ values: [String], _ field: String) -> [String] {
        check(values.count <= 3, field, "too_many", "A product has at most three options.")
        var cleaned: [String] = []
        for (index, value) in values.prefix(3).enumerated() {
            cleaned.append(line(value, "\(field)[\(index)]", limit: 120))
        }
        while cleaned.last == "" { cleaned.removeLast() }
        for (index, value) in cleaned.enumerated() where value.isEmpty {
            add("\(field)[\(index)]", "required", "An option before the last must not be empty.")
        }
        return cleaned
    }

    /// A price of the shop's currency that is not negative.
    mutating func price(_ price: UnitPrice, _ field: String, in currency: Currency) -> UnitPrice {
        check(
            price.currency == currency, field, "wrong_currency", "Prices of this shop are in \(currency.code).")
        check(!price.isNegative, field, "out_of_range", "A price must not be negative.")
        return price
    }
}
