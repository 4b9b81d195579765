import Kernel
import Platform
import Store

/// A {{words}} of a shop. Its name is unique in the shop.
public struct {{Record}}: Record, Hashable {
    /// `{{prefix}}_…`
    public static let idPrefix = "{{prefix}}"
    /// The table and its columns, in the order they are read and bound.
    public static let table = Table("{{record_snake}}", "name, created_at")

    /// The id within the shop.
    public let id: ID<{{Record}}>
    /// Counts the saves.
    public var version: Int
    /// The name people read.
    public internal(set) var name: String
    /// When it was made.
    public let createdAt: Instant

    init(id: ID<{{Record}}>, name: String, createdAt: Instant) {
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
    }

    /// Writes the columns in their declared order.
    public func bind(_ values: inout Binder) {
        values.add(name)
        values.add(createdAt)
    }
}
