import Kernel
import Platform
import Store

/// A product that was found.
struct ProductHit: Codable, Sendable, Hashable {
    let id: ID<Product>
    let handle: String
    let title: String
    let isPublished: Bool
    /// The SKU that was meant, or the first one.
    let sku: String?
    /// The first variant's price.
    let price: UnitPrice?
    let variants: Int
    /// How well it fits: larger is better, and nothing else is promised.
    let score: Int
}

/// Finds products by what people type: SKU, the beginning of a SKU, barcode, or words of title, brand and options, with
/// slips of the fingers, and as the shop's published search rules have it.
struct SearchProducts: ListQuery {
    static let name: QueryName = "products.search"
    static let permission = Permission.productsRead
    static let summary = "Finds products by SKU, barcode or words, also misspelt ones; the best first."

    /// What to look for.
    var q: String
    /// Only those released for the public storefront, or only those that are not.
    var published: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ProductHit> {
        var check = Validation()
        let text = check.line(q, "q", limit: 200, isRequired: true)
        try check.finish()
        let search = try SearchRules.matching(text, in: db).search
        var filters = search.conditions
        if let published {
            filters.append(
                """
                EXISTS (SELECT 1 FROM product p
                    WHERE p.tenant = \(db.tenant) AND p.id = f.product AND p.is_published = \(published))
                """)
        }
        let ranked = try db.page(
            "f.product, f.score", from: try search.source(in: db), where: filters, order: RuledSearch.order,
            limit: limit, after: after
        ) { row in Ranked(product: try row.next(), score: try row.next()) }
        let hits = try Self.hits(ranked.data, typed: SKU.normalised(text), in: db)
        return ranked.with(hits)
    }

    /// A product as the ranking finds it.
    private struct Ranked: Codable, Sendable {
        let product: ID<Product>
        let score: Int
    }

    private static func hits(_ ranked: [Ranked], typed: String, in db: Reader) throws -> [ProductHit] {
        let ids = ranked.map(\.product)
        let products = try db.records(Product.self, where: "id IN \(list: ids)")
        let byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let variants = try variants(of: ids, typed: typed, in: db)
        return try ranked.map { found in
            guard let product = byID[found.product] else { throw Problem.notFound(found.product.reference) }
            return ProductHit(product, variants[found.product], score: found.score)
        }
    }

    /// What is shown of a product's variants.
    fileprivate struct Variants {
        var sku: String
        var price: UnitPrice?
        var count: Int
    }

    private static func variants(
        of products: [ID<Product>], typed: String, in db: Reader
    ) throws -> [ID<Product>: Variants] {
        var found: [ID<Product>: Variants] = [:]
        let sql: SQL =
            """
            SELECT product, sku, currency, price_micros FROM variant
            WHERE tenant = \(db.tenant) AND product IN \(list: products) ORDER BY product, position, id
            """
        try db.each(sql) { row in
            let product: ID<Product> = try row.next()
            let sku: String = try row.next()
            let price = try row.nextPrice(in: try row.next())
            var all = found[product] ?? Variants(sku: sku, price: price, count: 0)
            all.count += 1
            if sku.hasPrefix(typed) && !all.sku.hasPrefix(typed) || sku == typed { (all.sku, all.price) = (sku, price) }
            found[product] = all
        }
        return found
    }
}

extension ProductHit {
    fileprivate init(_ product: Product, _ variants: SearchProducts.Variants?, score: Int) {
        id = product.id
        handle = product.handle
        title = product.title
        isPublished = product.isPublished
        sku = variants?.sku
        price = variants?.price
        self.variants = variants?.count ?? 0
        self.score = score
    }
}
