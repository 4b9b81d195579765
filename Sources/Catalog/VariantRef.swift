import Kernel
import Platform
import Store

/// What a document needs to know of a variant: which it is, what to call it, what it costs, whether it is counted.
public struct VariantRef: Codable, Sendable, Hashable {
    /// The variant.
    public let id: ID<Variant>
    /// Its product.
    public let product: ID<Product>
    /// The merchant's code, in its one spelling.
    public let sku: String
    /// The product's title, and what sets the variant apart where there are several.
    public let title: String
    /// What it costs the buyer, if it has a price.
    public let price: UnitPrice?
    /// False for services and fees, of which there is no stock.
    public let isStocked: Bool
    /// Whether it and its product are released for the public storefront, and the product is in use.
    public let isPublished: Bool
    /// Whether its product is out of use.
    public let isArchived: Bool

    static let columns: SQL =
        """
        v.id, v.product, v.sku, v.title, p.title, v.currency, v.price_micros, v.is_stocked, v.is_published,
        p.is_published, p.archived_at
        """

    /// Variants with their products, variants first: SQLite would sometimes read every product for a few variants.
    static let source: SQL =
        """
        variant v \(sqlite: "CROSS JOIN", postgres: "JOIN") product p ON p.tenant = v.tenant AND p.id = v.product
        """

    init(row: inout Row) throws {
        id = try row.next()
        product = try row.next()
        sku = try row.next()
        title = Self.title(variant: try row.next(), of: try row.next())
        price = try row.nextPrice(in: try row.next())
        isStocked = try row.next()
        let isReleased: Bool = try row.next()
        let isProductReleased: Bool = try row.next()
        isArchived = try row.next() as Instant? != nil
        isPublished = isReleased && isProductReleased && !isArchived
    }

    init(_ variant: Variant, of product: Product) {
        id = variant.id
        self.product = product.id
        sku = variant.sku
        title = Self.title(variant: variant.title, of: product.title)
        price = variant.price
        isStocked = variant.isStocked
        isArchived = product.isArchived
        isPublished = variant.isPublished && product.isPublished && !product.isArchived
    }

    private static func title(variant: String, of product: String) -> String {
        variant == product ? product : "\(product), \(variant)"
    }
}

extension Variant {
    /// The variants with these SKUs, by SKU in its one spelling; SKUs nobody has are left out.
    public static func bySKU(_ skus: [String], in db: Reader) throws -> [String: VariantRef] {
        var found: [String: VariantRef] = [:]
        let wanted = Array(Set(skus.map(SKU.normalised)))
        for start in stride(from: 0, to: wanted.count, by: 512) {
            let part = wanted[start..<min(start + 512, wanted.count)]
            for ref in try refs(where: "v.sku IN \(list: part)", in: db) { found[ref.sku] = ref }
        }
        return found
    }

    /// The variants with these ids; ids of no variant are left out.
    public static func refs(_ ids: [ID<Variant>], in db: Reader) throws -> [ID<Variant>: VariantRef] {
        var found: [ID<Variant>: VariantRef] = [:]
        let wanted = Array(Set(ids))
        for start in stride(from: 0, to: wanted.count, by: 512) {
            let part = wanted[start..<min(start + 512, wanted.count)]
            for ref in try refs(where: "v.id IN \(list: part)", in: db) { found[ref.id] = ref }
        }
        return found
    }

    /// The variants of these products, each with its product, at most a thousand.
    public static func owned(by products: [ID<Product>], in db: Reader) throws -> [ID<Variant>: ID<Product>] {
        if products.isEmpty { return [:] }
        let sql: SQL = """
            SELECT id, product FROM variant WHERE tenant = \(db.tenant) AND product IN \(list: products)
            ORDER BY product, position LIMIT 1000
            """
        let pairs = try db.rows(sql) { row -> (ID<Variant>, ID<Product>) in (try row.next(), try row.next()) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The variant a new document may name: exists in this shop, and its product is in use. Refuses otherwise.
    public static func require(_ id: ID<Variant>, in db: Reader) throws -> VariantRef {
        guard let ref = try refs([id], in: db)[id] else { throw Problem.variantUnknown(id) }
        if ref.isArchived { throw Problem.variantArchived(ref) }
        return ref
    }

    private static func refs(where condition: SQL, in db: Reader) throws -> [VariantRef] {
        try db.rows(
            """
            SELECT \(VariantRef.columns)
            FROM \(VariantRef.source)
            WHERE v.tenant = \(db.tenant) AND \(condition)
            """
        ) { row in try VariantRef(row: &row) }
    }
}
