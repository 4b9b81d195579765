import Kernel
import Platform
import Store

/// A brand in a list, with how much there is of it.
struct BrandRow: Codable, Sendable {
    let id: ID<Brand>
    let version: Int
    let name: String
    /// How many products are of it, archived ones too.
    let products: Int
    let createdAt: Instant
}

/// The shop's brands.
struct ListBrands: ListQuery {
    static let name: QueryName = "brands.list"
    static let permission = Permission.productsRead
    static let summary = "The shop's brands by name, with how many products are of each."

    /// Words of the name.
    var q: String?
    var limit: Int?
    var after: String?

    /// Two statements.
    func fetch(in db: Reader) throws -> Page<BrandRow> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        try conditions.add(words: q, folded: ["name_key"])
        let page = try db.page(
            Brand.table.columns, from: Brand.table.sql, where: conditions,
            order: .ascending("name_key", "id"), limit: limit, after: after
        ) { row in try Brand(row: &row) }
        let counts = try Product.counts(by: "brand", of: page.data.map(\.id), in: db)
        let rows = page.data.map { (brand: Brand) -> BrandRow in
            BrandRow(
                id: brand.id, version: brand.version, name: brand.name, products: counts[brand.id] ?? 0,
                createdAt: brand.createdAt)
        }
        return page.with(rows)
    }
}

/// One brand.
struct GetBrand: Query {
    static let name: QueryName = "brands.get"
    static let permission = Permission.productsRead
    static let summary = "A brand; 'products.list' with it has its products."

    var brand: ID<Brand>

    func fetch(in db: Reader) throws -> Brand { try db.find(brand) }
}

extension Product {
    /// How many products point at each of these by a column of theirs: one statement.
    static func counts<Target: Identified>(
        by column: StaticString, of targets: [ID<Target>], in db: Reader
    ) throws -> [ID<Target>: Int] {
        if targets.isEmpty { return [:] }
        let column = SQL(trusted: "\(column)")
        let sql: SQL = """
            SELECT \(column), count(*) FROM product WHERE tenant = \(db.tenant) AND \(column) IN \(list: targets)
            GROUP BY \(column)
            """
        let pairs = try db.rows(sql) { row -> (ID<Target>, Int) in (try row.next(), try row.next()) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
