import Kernel
import Platform
import Store

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

    func fetch(in db: Reader) throws -> Page<Category> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let parent { conditions.add("parent = \(parent)") }
        try conditions.add(words: q, folded: ["path_key"])
        return try db.page(
            Category.table.columns, from: Category.table.sql, where: conditions, order: .ascending("path_key", "id"),
            limit: limit, after: after
        ) { row in try Category(row: &row) }
    }
}
