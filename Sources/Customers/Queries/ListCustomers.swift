import Kernel
import Platform
import Store

/// The order of the list of customers.
enum CustomerSort: String, Codable, Sendable, CaseIterable {
    /// Latest first.
    case newest
    /// Earliest first.
    case oldest
    /// By name, from A.
    case name
}

/// A customer in a list, with the names of their tags.
struct CustomerSummary: Codable, Sendable, Hashable {
    let id: ID<Customer>
    let version: Int
    let number: String
    let name: String
    let email: String?
    let phone: String?
    let country: String?
    let note: String?
    let createdAt: Instant
    let archivedAt: Instant?
    /// The import that brought the customer, if one did.
    let importID: Reference?
    /// The names of their tags, by name.
    let tags: [String]

    init(_ customer: Customer, tags: [String]) {
        id = customer.id
        version = customer.version
        number = customer.number
        name = customer.name
        email = customer.email
        phone = customer.phone
        country = customer.country
        note = customer.note
        createdAt = customer.createdAt
        archivedAt = customer.archivedAt
        importID = customer.importID
        self.tags = tags
    }
}

/// The shop's customers.
struct ListCustomers: ListQuery {
    static let name: QueryName = "customers.list"
    static let permission = Permission.customersRead
    static let summary =
        "The shop's customers, found by name, number, e-mail, phone or tag; newest first unless sorted."

    /// Beginnings of words in name, number, e-mail address and phone number, all of which must occur; the last digits
    /// of a number; or an id.
    var q: String?
    /// Only customers with this tag.
    var tagID: ID<CustomerTag>?
    /// Where they live, as the merchant writes it; `empty` for those of no known country.
    var country: AnyOf<String?>?
    /// When they became known, in days of the shop's calendar.
    var created: DayRange?
    /// True for the archived ones; otherwise only those in use.
    var archived: Bool?
    /// Newest first when absent.
    var sort: CustomerSort?
    var limit: Int?
    var after: String?

    /// Two statements: the page, and the tags of those on it; one more to weigh the words of `q`.
    func fetch(in db: Reader) throws -> Page<CustomerSummary> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(archived == true ? "archived_at IS NOT NULL" : "archived_at IS NULL")
        if let search = try CustomerSearch(q) { conditions.add(try search.conditions(in: db)) }
        // The index by country goes on in the order of ids.
        conditions.add(country, "country", isIndexed: q == nil && sort != .name)
        try conditions.add(created, "created_at", ids: "id", in: db)
        if let tagID {
            conditions.add(
                "id IN (SELECT customer FROM customer_tag_link WHERE tenant = \(db.tenant) AND tag = \(tagID))")
        }
        let order: Keyset =
            switch sort ?? .newest {
            case .newest: .descending("id")
            case .oldest: .ascending("id")
            case .name: .ascending("name_key", "id")
            }
        let page = try db.page(
            Customer.table.columns, from: Customer.table.sql, where: conditions, order: order, limit: limit,
            after: after
        ) { row in try Customer(row: &row) }
        let tags = try CustomerTag.names(of: page.data.map(\.id), in: db)
        return page.with(page.data.map { customer in CustomerSummary(customer, tags: tags[customer.id] ?? []) })
    }
}
