import Kernel
import Platform
import Store

/// A person. Users belong to no shop: memberships say where they work.
public struct User: Codable, Sendable, Hashable, Identified {
    /// `usr_…`
    public static let idPrefix = "usr"
    /// The id.
    public let id: ID<User>
    /// What colleagues call them.
    public let name: String
    /// The address they sign in with; absent until the set-up of the first owner.
    public let email: String?
    /// Whether they can sign in with a password.
    public let hasPassword: Bool

    /// The columns `init(row:)` reads, of a table that is called `u`.
    static let columns: SQL = "u.id, u.name, u.email, CASE WHEN u.password IS NULL THEN 0 ELSE 1 END"

    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        email = try row.next()
        hasPassword = try row.next()
    }

    init(id: ID<User>, name: String, email: String?, hasPassword: Bool) {
        self.id = id
        self.name = name
        self.email = email
        self.hasPassword = hasPassword
    }

    /// The user behind an address.
    static func withEmail(_ folded: String, in db: Reader) throws -> User? {
        try db.first("SELECT \(columns) FROM user_account u WHERE u.email_folded = \(folded)") { row in
            try User(row: &row)
        }
    }

    /// The user.
    static func get(_ id: ID<User>, in db: Reader) throws -> User? {
        try db.first("SELECT \(columns) FROM user_account u WHERE u.id = \(id)") { row in try User(row: &row) }
    }

    /// Stores a new user without a password.
    static func insert(name: String, email: EmailAddress?, in tx: Transaction) throws -> User {
        let user = User(id: tx.newID(), name: name, email: email?.text, hasPassword: false)
        try tx.execute(
            """
            INSERT INTO user_account (id, email, email_folded, name, created_at)
            VALUES (\(user.id), \((email?.text).dbValue), \((email?.folded).dbValue), \(name), \(tx.now))
            """)
        tx.touch(user.id.reference)
        return user
    }
}

/// An e-mail address that is good for signing in: ASCII, so that no two look or fold alike by accident.
package struct EmailAddress: Sendable, Hashable {
    /// As it was written, without spaces around it.
    package let text: String
    /// Lower case: what is unique and looked up.
    package let folded: String

    /// Nil when the text is no address.
    package init?(_ raw: String) {
        let bytes = Array(raw.utf8)
        guard let first = bytes.firstIndex(where: { $0 > 32 }), let last = bytes.lastIndex(where: { $0 > 32 }) else {
            return nil
        }
        let trimmed = bytes[first...last]
        let parts = trimmed.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard (3...254).contains(trimmed.count), parts.count == 2, !parts[0].isEmpty, parts[0].count <= 64,
            parts[1].contains(UInt8(ascii: ".")) || parts[1].elementsEqual("localhost".utf8),
            parts[1].first != UInt8(ascii: "."), parts[1].last != UInt8(ascii: "."),
            trimmed.allSatisfy({ (33...126).contains($0) && !Self.forbidden.contains($0) })
        else { return nil }
        text = String(decoding: trimmed, as: UTF8.self)
        folded = String(decoding: trimmed.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }

    private static let forbidden = Set("\"(),:;<>[\\]".utf8)
}
