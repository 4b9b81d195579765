import Kernel
import Platform
import Store

/// A word the merchant groups customers by, unique in the shop whatever its spelling in capitals or accents.
public struct CustomerTag: Record, Hashable {
    /// `ctag_…`
    public static let idPrefix = "ctag"
    /// `name_key` is made from the name by `bind`.
    public static let table = Table("customer_tag", "name, created_at, name_key")

    /// The id within the shop.
    public let id: ID<CustomerTag>
    /// Counts the saves.
    public var version: Int
    /// The word.
    public internal(set) var name: String
    /// When it was first used.
    public let createdAt: Instant

    init(id: ID<CustomerTag>, name: String, createdAt: Instant) {
        self.id = id
        version = 1
        self.name = name
        self.createdAt = createdAt
    }

    /// Reads the columns in their declared order.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = try row.next()
        createdAt = try row.next()
        row.skip()
    }

    /// Writes the columns in their declared order.
    public func bind(_ values: inout Binder) {
        values.add(name)
        values.add(createdAt)
        values.add(Text.folded(name))
    }
}

extension CustomerTag {
    /// The name cleaned, or a refusal that names the field.
    static func cleaned(_ name: String, field: String) throws -> String {
        var check = Validation()
        let cleaned = check.line(name, field, limit: 60, isRequired: true)
        try check.finish()
        return cleaned
    }

    /// The tag of a name, in any spelling.
    static func named(_ name: String, in db: Reader) throws -> CustomerTag? {
        try db.records(CustomerTag.self, where: "name_key = \(Text.folded(name))").first
    }

    /// The names of the tags of some customers, by name; who has none is left out. One statement.
    static func names(of customers: [ID<Customer>], in db: Reader) throws -> [ID<Customer>: [String]] {
        if customers.isEmpty { return [:] }
        var names: [ID<Customer>: [String]] = [:]
        let sql: SQL = """
            SELECT l.customer, t.name FROM customer_tag_link l JOIN customer_tag t ON t.tenant = l.tenant AND t.id = l.tag
            WHERE l.tenant = \(db.tenant) AND l.customer IN \(list: customers) ORDER BY t.name_key
            """
        try db.each(sql) { row in
            let customer: ID<Customer> = try row.next()
            names[customer, default: []].append(try row.next())
        }
        return names
    }

    /// The tags of a customer, by name.
    static func tags(of customer: ID<Customer>, in db: Reader) throws -> [CustomerTag] {
        try db.records(
            CustomerTag.self,
            where: """
                id IN (SELECT tag FROM customer_tag_link WHERE tenant = \(db.tenant) AND customer = \(customer))
                """,
            tail: "ORDER BY name_key")
    }
}
