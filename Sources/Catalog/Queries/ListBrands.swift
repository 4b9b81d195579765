import Kernel
import Platform
import Store

/// The shop's brands.
struct ListBrands: ListQuery {
    static let name: QueryName = "brands.list"
    static let permission = Permission.productsRead
    static let summary = "The shop's brands by name."

    /// Words of the name.
    var q: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Brand> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        try conditions.add(words: q, folded: ["name_key"])
        return try db.page(
            Brand.table.columns, from: Brand.table.sql, where: conditions,
            order: .ascending("name_key", "id"), limit: limit, after: after
        ) { row in try Brand(row: &row) }
    }
}
