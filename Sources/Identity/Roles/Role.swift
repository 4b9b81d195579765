import Kernel
import Platform
import Store

/// A role of the shop's own making: a named list of permission patterns.
public struct Role: Record {
    /// `role_…`
    public static let idPrefix = "role"
    /// Its table.
    public static let table = Table("role", "key, title, permissions, created_at")

    /// The id.
    public let id: ID<Role>
    /// Counts the saves.
    public var version: Int
    /// The short name memberships hold; never changes.
    public let key: String
    /// What people call it.
    public internal(set) var title: String
    /// Patterns: `orders.*`, `*.read`, `orders.cancel`.
    public internal(set) var permissions: [String]
    /// When it was made.
    public let createdAt: Instant

    init(id: ID<Role>, key: String, title: String, permissions: [String], createdAt: Instant) {
        self.id = id
        version = 1
        self.key = key
        self.title = title
        self.permissions = permissions
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        key = try row.next()
        title = try row.next()
        permissions = PatternList.split(try row.next())
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(key)
        values.add(title)
        values.add(PatternList.join(permissions))
        values.add(createdAt)
    }

    /// The shop's role of that name.
    static func keyed(_ key: String, in db: Reader) throws -> Role? {
        try db.records(Role.self, where: "key = \(key)").first
    }
}
