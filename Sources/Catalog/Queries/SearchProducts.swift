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
/// slips of the fingers.
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
        let terms = try SearchTerms(text, in: db)
        var filters: [SQL] = ["p.archived_at IS NULL"]
        if let published { filters.append("p.is_published = \(published)") }
        let found: SQL = SearchRanking.sql(terms, tenant: db.tenant)
        let page = try db.page(
            "p.id, p.handle, p.title, p.is_published, f.score",
            from: "\(found) f JOIN product p ON p.tenant = \(db.tenant) AND p.id = f.product",
            where: filters, order: .descending("f.score", "f.product"), limit: limit, after: after
        ) { row in try Found(row: &row) }
        let variants = try Self.variants(of: page.data.map(\.id), typed: SKU.normalised(text), in: db)
        let hits = page.data.map { ProductHit($0, variants[$0.id]) }
        return Page(data: hits, hasMore: page.hasMore, next: page.next)
    }

    /// A product as the ranking finds it.
    struct Found: Codable, Sendable {
        let id: ID<Product>
        let handle: String
        let title: String
        let isPublished: Bool
        let score: Int

        init(row: inout Row) throws {
            id = try row.next()
            handle = try row.next()
            title = try row.next()
            isPublished = try row.next()
            score = try row.next()
        }
    }

    /// What is shown of a product's variants.
    struct Variants {
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
    fileprivate init(_ found: SearchProducts.Found, _ variants: SearchProducts.Variants?) {
        id = found.id
        handle = found.handle
        title = found.title
        isPublished = found.isPublished
        sku = variants?.sku
        price = variants?.price
        self.variants = variants?.count ?? 0
        score = found.score
    }
}
