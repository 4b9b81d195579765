import Kernel
import Platform
import Store

/// The order of the list of products.
enum ProductSort: String, Codable, Sendable, CaseIterable {
    /// Latest first.
    case newest
    /// Earliest first.
    case oldest
    /// By title, from A.
    case title
}

/// The shop's products.
struct ListProducts: ListQuery {
    static let name: QueryName = "products.list"
    static let permission = Permission.productsRead
    static let summary = "The shop's products by words, brand, category or state, newest first unless sorted."

    /// Words of title, brand and options, the beginning of a SKU, a barcode, a handle or an id.
    var q: String?
    /// Only those released for the public storefront, or only those that are not.
    var published: Bool?
    /// True for the archived ones; otherwise only those in use.
    var archived: Bool?
    /// Whose they are; `empty` for those of no brand.
    var brand: AnyOf<ID<Brand>?>?
    /// Where they stand in the tree; `empty` for those that stand nowhere.
    var category: AnyOf<ID<Category>?>?
    /// When they were made, in days of the shop's calendar.
    var created: DayRange?
    /// Newest first when absent.
    var sort: ProductSort?
    var limit: Int?
    var after: String?

    /// One statement for the page and four for what the rows show of other records; up to three more to look for `q`.
    func fetch(in db: Reader) throws -> Page<ProductRow> {
        let page = try db.page(
            Product.table.columns, from: Product.table.sql, where: conditions(in: db), order: order, limit: limit,
            after: after
        ) { row in try Product(row: &row) }
        return page.with(try ProductRow.rows(of: page.data, in: db))
    }

    private func conditions(in db: Reader) throws -> Conditions {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(archived == true ? "archived_at IS NOT NULL" : "archived_at IS NULL")
        if let published { conditions.add("is_published = \(published)") }
        // The indexes by brand and category go on in the order of ids.
        let isByID = q == nil && sort != .title
        conditions.add(brand, "brand", isIndexed: isByID)
        conditions.add(category, "category", isIndexed: isByID)
        try conditions.add(created, "created_at", ids: "id", in: db)
        if let q { conditions.add("id IN \(list: try CatalogSearch.products(q, in: db))") }
        return conditions
    }

    private var order: Keyset {
        switch sort ?? .newest {
        case .newest: .descending("id")
        case .oldest: .ascending("id")
        case .title: .ascending("title_key", "id")
        }
    }
}
