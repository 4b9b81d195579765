import Kernel
import Platform
import Store

/// Somebody who buys from the shop. Known to the merchant by `number`, which is unique in the shop; an e-mail
/// address belongs to one customer at most. Customers are archived, never deleted: their orders stay theirs.
public struct Customer: Record, Hashable {
    /// `cus_…`
    public static let idPrefix = "cus"
    /// The last three columns are made from the others by `bind`, for searching and sorting.
    public static let table = Table(
        "customer",
        """
        number, name, email, phone, country, note, created_at, archived_at, import_id, name_key, email_key, search
        """)

    /// The id within the shop.
    public let id: ID<Customer>
    /// Counts the saves.
    public var version: Int
    /// The merchant's own reference, such as `17850`; `C-000001` and on when the merchant gave none.
    public internal(set) var number: String
    /// The name people read.
    public internal(set) var name: String
    /// The e-mail address as it was given.
    public internal(set) var email: String?
    /// The phone number as it was given.
    public internal(set) var phone: String?
    /// The country as the merchant writes it.
    public internal(set) var country: String?
    /// What the merchant wants to remember.
    public internal(set) var note: String?
    /// When the customer became known here.
    public let createdAt: Instant
    /// Since when the customer is out of use; nil while in use.
    public internal(set) var archivedAt: Instant?
    /// The import that brought the customer, if one did.
    public let importID: Reference?

    init(id: ID<Customer>, number: String, name: String, createdAt: Instant, importID: Reference? = nil) {
        self.id = id
        version = 1
        self.number = number
        self.name = name
        self.createdAt = createdAt
        self.importID = importID
    }

    /// Reads the columns in their declared order.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        number = try row.next()
        name = try row.next()
        email = try row.next()
        phone = try row.next()
        country = try row.next()
        note = try row.next()
        createdAt = try row.next()
        archivedAt = try row.next()
        importID = try row.next()
        row.skip(3)
    }

    /// Writes the columns in their declared order.
    public func bind(_ values: inout Binder) {
        values.add(number)
        values.add(name)
        values.add(email)
        values.add(phone)
        values.add(country)
        values.add(note)
        values.add(createdAt)
        values.add(archivedAt)
        values.add(importID)
        values.add(nameKey)
        values.add(emailKey)
        values.add(searchText)
    }

    /// Whether the customer is out of use.
    public var isArchived: Bool { archivedAt != nil }
}

extension Customer {
    /// What the list is sorted by.
    var nameKey: String { Text.folded(name) }
    /// What makes an e-mail address unique: spelling in capitals does not make another one.
    var emailKey: String? { email.map(Text.folded) }
    /// What `q` is looked for in: folded, with the phone number once more as bare digits.
    var searchText: String {
        let digits = phone.map { $0.filter(\.isASCIIDigit) }
        return [number, name, email, phone, digits].compactMap { $0 }.map(Text.folded).joined(separator: " ")
    }
}

extension Character {
    /// Whether it is one of 0 to 9.
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
