import Catalog
import Kernel
import Platform

/// One line of goods as people send it: a variant by its id or by its SKU, and a number of units.
public struct StockLine: Codable, Sendable, Hashable {
    /// The variant, when it is not named by SKU.
    public var variant: ID<Variant>?
    /// The SKU, when the variant is not named by id.
    public var sku: String?
    /// How much.
    public var quantity: Quantity

    /// A line that names the variant by id.
    public init(variant: ID<Variant>, quantity: Quantity) {
        self.variant = variant
        self.quantity = quantity
    }

    /// A line that names the variant by SKU.
    public init(sku: String, quantity: Quantity) {
        self.sku = sku
        self.quantity = quantity
    }
}

/// Lines with their variants found, all faults named at once.
struct ResolvedLines {
    /// What a quantity may be.
    enum Amounts { case positive, zeroOrMore, anyButZero }

    /// Variants with quantities, in the order of the lines.
    let lines: [(variant: VariantRef, quantity: Quantity)]

    /// At most this many lines in one document.
    static let limit = 1_000

    /// Finds every variant in at most two statements. Refuses with every wrong line named.
    init(_ input: [StockLine], _ amounts: Amounts, unique: Bool = false, in db: Reader) throws {
        var check = Validation()
        check.check(!input.isEmpty, "lines", "required", "Give at least one line.")
        check.check(input.count <= Self.limit, "lines", "too_many", "Give at most \(Self.limit) lines.")
        try check.finish()
        let byID = try Variant.refs(input.compactMap(\.variant), in: db)
        let bySKU = try Variant.bySKU(input.compactMap(\.sku), in: db)
        var found: [(variant: VariantRef, quantity: Quantity)] = []
        var seen: Set<ID<Variant>> = []
        for (index, line) in input.enumerated() {
            let path = "lines[\(index)]"
            Self.check(line.quantity, amounts, path, &check)
            guard (line.variant == nil) != (line.sku == nil) else {
                check.add(path, "required", "Name the variant by 'variant' or by 'sku', not both.")
                continue
            }
            let field = line.variant == nil ? "\(path).sku" : "\(path).variant"
            let ref = line.variant.flatMap { byID[$0] } ?? line.sku.flatMap { bySKU[SKU.normalised($0)] }
            guard let ref else {
                check.add(field, "unknown", "There is no such variant.")
                continue
            }
            check.check(ref.isStocked, field, "not_stocked", "'\(ref.sku)' is not stocked.")
            let isFirst = seen.insert(ref.id).inserted
            check.check(isFirst || !unique, field, "repeated", "'\(ref.sku)' stands on two lines.")
            found.append((ref, line.quantity))
        }
        try check.finish()
        lines = found
    }

    private static func check(_ quantity: Quantity, _ amounts: Amounts, _ path: String, _ check: inout Validation) {
        let limit = StockLedger.largestMove
        let isWithin = quantity <= limit && quantity.micros >= -limit.micros
        check.check(isWithin, "\(path).quantity", "out_of_range", "At most \(limit) units.")
        switch amounts {
        case .positive:
            check.check(quantity.isPositive, "\(path).quantity", "not_positive", "Give more than none.")
        case .zeroOrMore:
            check.check(!quantity.isNegative, "\(path).quantity", "negative", "Give none or more.")
        case .anyButZero:
            check.check(!quantity.isZero, "\(path).quantity", "zero", "Give a change, up or down.")
        }
    }
}
