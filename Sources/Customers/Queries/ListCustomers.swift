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

/// The shop's customers.
struct ListCustomers: ListQuery {
    static let name: QueryName = "customers.list"
    static let permission = Permission.customersRead
    static let summary =
        "The shop's customers, found by name, number, e-mail, phone or tag; newest first unless sorted."

    /// Words to look for in name, number, e-mail address and phone number, each of which must occur, or an id.
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

    func fetch(in db: Reader) throws -> Page<Customer> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(archived == true ? "archived_at IS NOT NULL" : "archived_at IS NULL")
        conditions.add(try CustomerSearch.conditions(q))
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
        return try db.page(
            Customer.table.columns, from: Customer.table.sql, where: conditions, order: order, limit: limit,
            after: after
        ) { row in try Customer(row: &row) }
    }
}

/// What `q` means: each word must occur somewhere in the folded search text; a phone number is also found by its
/// digits, however it is grouped.
enum CustomerSearch {
    static func conditions(_ q: String?) throws -> [SQL] {
        guard let q else { return [] }
        var check = Validation()
        check.check(q.count <= 200, "q", "too_long", "Look for at most 200 characters.")
        try check.finish()
        if let customer = ID<Customer>(Text.trimmed(q)) { return ["id = \(customer)"] }
        let words = Text.folded(FieldText.line(q)).split(separator: " ").prefix(8)
        let each = words.map { word -> SQL in "search LIKE \(pattern(String(word))) ESCAPE '\\'" }
        let isPhone = q.allSatisfy { $0.isASCIIDigit || " +-()./".contains($0) }
        let digits = q.filter(\.isASCIIDigit)
        if isPhone && digits.count >= 3 && !each.isEmpty {
            let all = SQL.joined(each, separator: " AND ")
            return ["((\(all)) OR search LIKE \(pattern(digits)))"]
        }
        return each
    }

    private static func pattern(_ word: String) -> String {
        var escaped = "%"
        for character in word {
            if character == "%" || character == "_" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped + "%"
    }
}
