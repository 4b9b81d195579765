import Kernel
import Platform
import Store

/// The order of the list of products.
enum ProductSort: String, Codable, Sendable, CaseIterable {
    /// Latest first.
    case newest
    /// By title, from A.
    case title
}

/// The shop's products.
struct ListProducts: ListQuery {
    static let name: QueryName = "products.list"
    static let permission = Permission.productsRead
    static let summary = "The shop's products, newest first unless sorted; 'products.search' finds them by words."

    /// Only those released for the public storefront, or only those that are not.
    var published: Bool?
    /// True for the archived ones; otherwise only those in use.
    var archived: Bool?
    var brand: ID<Brand>?
    var category: ID<Category>?
    /// Newest first when absent.
    var sort: ProductSort?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Product> {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        filters.append(archived == true ? "archived_at IS NOT NULL" : "archived_at IS NULL")
        if let published { filters.append("is_published = \(published)") }
        if let brand { filters.append("brand = \(brand)") }
        if let category { filters.append("category = \(category)") }
        let order: Keyset =
            switch sort ?? .newest {
            case .newest: .descending("id")
            case .title: .ascending("title_key", "id")
            }
        return try db.page(
            Product.table.columns, from: Product.table.sql, where: filters, order: order, limit: limit, after: after
        ) { row in try Product(row: &row) }
    }
}
