import Kernel
import Platform
import Store

/// The shop's variants by SKU.
struct ListVariants: ListQuery {
    static let name: QueryName = "variants.list"
    static let permission = Permission.productsRead
    static let summary =
        "The shop's variants by SKU: all, of one product, or found by SKU, barcode or words of the title."

    var product: ID<Product>?
    /// How the SKU begins.
    var sku: String?
    var barcode: String?
    /// The beginning of a SKU, a barcode, an id, or words of the product.
    var q: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<VariantRef> {
        var filters: [SQL] = ["v.tenant = \(db.tenant)", "p.archived_at IS NULL"]
        if let product { filters.append("v.product = \(product)") }
        if let prefix = sku.map(SKU.normalised)?.nilIfEmpty { filters.append(SKUPrefix.condition(prefix)) }
        if let barcode { filters.append("v.barcode = \(barcode)") }
        if let q { filters.append("v.id IN \(list: try Variant.found(by: q, in: db))") }
        return try db.page(
            VariantRef.columns, from: VariantRef.source,
            where: filters, order: .ascending("v.sku"), limit: limit, after: after
        ) { row in try VariantRef(row: &row) }
    }
}

/// The range of SKUs that begin alike, which an index answers on both engines.
enum SKUPrefix {
    static func condition(_ prefix: String) -> SQL {
        "v.sku >= \(prefix) AND v.sku < \(prefix + "\u{10FFFF}")"
    }
}

/// One variant.
struct GetVariant: Query {
    static let name: QueryName = "variants.get"
    static let permission = Permission.productsRead
    static let summary = "A variant with its prices, options and flags."

    var variant: ID<Variant>

    func fetch(in db: Reader) throws -> Variant { try db.find(variant) }
}
