import Kernel
import Platform
import Store

/// A product in a list, with what people want to see of its variants, brand, category and pictures.
struct ProductRow: Codable, Sendable {
    let id: ID<Product>
    let version: Int
    let handle: String
    let title: String
    let description: String?
    let brand: ID<Brand>?
    let brandName: String?
    let category: ID<Category>?
    /// The names from the root.
    let categoryPath: String?
    let optionNames: [String]
    let isPublished: Bool
    /// How many variants it has.
    let variants: Int
    /// The SKU, where there is one variant.
    let sku: String?
    /// The lowest price of its variants.
    let priceFrom: UnitPrice?
    /// The highest price of its variants.
    let priceTo: UnitPrice?
    /// The first picture.
    let image: ProductImage?
    let createdAt: Instant
    let archivedAt: Instant?
    let importID: Reference?

    /// The rows of products: two statements, and one each where they have brands and categories.
    static func rows(of products: [Product], in db: Reader) throws -> [ProductRow] {
        if products.isEmpty { return [] }
        let ids = products.map(\.id)
        let offers = try Offer.offers(of: ids, in: db)
        let images = try ProductImage.first(of: ids, in: db)
        let brands = try db.records(Brand.self, ids: products.compactMap(\.brand))
        let categories = try db.records(Category.self, ids: products.compactMap(\.category))
        let names = Dictionary(brands.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let paths = Dictionary(categories.map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
        return products.map { product in
            ProductRow(
                product, brandName: product.brand.flatMap { names[$0] },
                categoryPath: product.category.flatMap { paths[$0] }, offers[product.id], images[product.id])
        }
    }

    private init(
        _ product: Product, brandName: String?, categoryPath: String?, _ offer: Offer?, _ image: ProductImage?
    ) {
        id = product.id
        version = product.version
        handle = product.handle
        title = product.title
        description = product.description
        brand = product.brand
        self.brandName = brandName
        category = product.category
        self.categoryPath = categoryPath
        optionNames = product.optionNames
        isPublished = product.isPublished
        variants = offer?.count ?? 0
        sku = offer?.count == 1 ? offer?.sku : nil
        priceFrom = offer?.from
        priceTo = offer?.to
        self.image = image
        createdAt = product.createdAt
        archivedAt = product.archivedAt
        importID = product.importID
    }
}

/// What a product's variants are sold at.
private struct Offer {
    let count: Int
    let sku: String?
    let from: UnitPrice?
    let to: UnitPrice?

    static func offers(of products: [ID<Product>], in db: Reader) throws -> [ID<Product>: Offer] {
        var found: [ID<Product>: Offer] = [:]
        try db.each(
            """
            SELECT product, count(*), min(sku), min(currency), min(price_micros), max(price_micros) FROM variant
            WHERE tenant = \(db.tenant) AND product IN \(list: products) GROUP BY product
            """
        ) { row in
            let product: ID<Product> = try row.next()
            let count: Int = try row.next()
            let sku: String? = try row.next()
            let currency: Currency = try row.next()
            found[product] = Offer(
                count: count, sku: sku, from: try row.nextPrice(in: currency), to: try row.nextPrice(in: currency))
        }
        return found
    }
}

extension ProductImage {
    /// The first picture of each product that has one.
    fileprivate static func first(of products: [ID<Product>], in db: Reader) throws -> [ID<Product>: ProductImage] {
        var found: [ID<Product>: ProductImage] = [:]
        try db.each(
            """
            SELECT product, url, alt FROM product_image
            WHERE tenant = \(db.tenant) AND product IN \(list: products) AND position = 1
            """
        ) { row in found[try row.next()] = ProductImage(url: try row.next(), alt: try row.next()) }
        return found
    }
}
