import Kernel
import Platform
import Store

/// A category in a list, with how much stands there.
struct CategoryRow: Codable, Sendable {
    let id: ID<Category>
    let version: Int
    let name: String
    let parent: ID<Category>?
    /// The names from the root.
    let path: String
    /// How many products stand right there, archived ones too.
    let products: Int
    let createdAt: Instant
}

/// The shop's categories.
struct ListCategories: ListQuery {
    static let name: QueryName = "categories.list"
    static let permission = Permission.productsRead
    static let summary = "The shop's categories by path: the whole tree in order, or what is right below one."

    /// Only those right below this one.
    var parent: ID<Category>?
    /// Words of the path.
    var q: String?
    var limit: Int?
    var after: String?

    /// Two statements.
    func fetch(in db: Reader) throws -> Page<CategoryRow> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let parent { conditions.add("parent = \(parent)") }
        try conditions.add(words: q, folded: ["path_key"])
        let page = try db.page(
            Category.table.columns, from: Category.table.sql, where: conditions, order: .ascending("path_key", "id"),
            limit: limit, after: after
        ) { row in try Category(row: &row) }
        let counts = try Product.counts(by: "category", of: page.data.map(\.id), in: db)
        let rows = page.data.map { (category: Category) -> CategoryRow in
            CategoryRow(
                id: category.id, version: category.version, name: category.name, parent: category.parent,
                path: category.path, products: counts[category.id] ?? 0, createdAt: category.createdAt)
        }
        return page.with(rows)
    }
}

/// One category.
struct GetCategory: Query {
    static let name: QueryName = "categories.get"
    static let permission = Permission.productsRead
    static let summary =
        "A category; 'products.list' with it has what stands there, 'categories.list' what is below it."

    var category: ID<Category>

    func fetch(in db: Reader) throws -> Category { try db.find(category) }
}
