import Kernel
import Platform

/// A product with everything that belongs to it.
struct ProductDetail: Codable, Sendable, Hashable {
    let product: Product
    let brand: Brand?
    let category: Category?
    let variants: [Variant]
    let images: [ProductImage]

    init(_ product: Product, in db: Reader) throws {
        self.product = product
        brand = try product.brand.flatMap { try db.get($0) }
        category = try product.category.flatMap { try db.get($0) }
        variants = try Variant.all(of: product.id, in: db)
        images = try ProductImage.all(of: product.id, in: db)
    }
}

/// One product.
struct GetProduct: Query {
    static let name: QueryName = "products.get"
    static let permission = Permission.productsRead
    static let summary = "A product with its brand, category, variants and images."

    var product: ID<Product>

    func fetch(in db: Reader) throws -> ProductDetail { try ProductDetail(db.find(product), in: db) }
}
