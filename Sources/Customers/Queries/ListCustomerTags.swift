import Kernel
import Platform
import Store

/// A tag with how many customers have it.
struct CustomerTagCount: Codable, Sendable, Hashable {
    let tag: CustomerTag
    let customers: Int
}

/// The shop's customer tags.
struct ListCustomerTags: ListQuery {
    static let name: QueryName = "customer_tags.list"
    static let permission = Permission.customersRead
    static let summary = "The shop's customer tags by name, with how many customers have each."

    /// Words of the name.
    var q: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<CustomerTagCount> {
        let count: SQL =
            """
            (SELECT count(*) FROM customer_tag_link l WHERE l.tenant = customer_tag.tenant AND l.tag = customer_tag.id)
            """
        var conditions = Conditions(["tenant = \(db.tenant)"])
        try conditions.add(words: q, folded: ["name_key"])
        return try db.page(
            "\(CustomerTag.table.columns), \(count)", from: CustomerTag.table.sql,
            where: conditions, order: .ascending("name_key", "id"), limit: limit, after: after
        ) { row in CustomerTagCount(tag: try CustomerTag(row: &row), customers: try row.next()) }
    }
}
