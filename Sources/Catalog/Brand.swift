import Kernel
import Platform
import Store

/// Who makes or labels products; unique by name in the shop, whatever the spelling.
public struct Brand: Record, Hashable {
    /// `brand_…`
    public static let idPrefix = "brand"
    /// `name_key` is made from the name by `bind`.
    public static let table = Table("brand", "name, created_at, name_key")

    /// The id within the shop.
    public let id: ID<Brand>
    /// Counts the saves.
    public var version: Int
    /// The name people read. Products are found by it, so it does not change.
    public let name: String
    /// When it was made.
    public let createdAt: Instant

    init(id: ID<Brand>, name: String, createdAt: Instant) {
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

    static func named(_ name: String, in db: Reader) throws -> Brand? {
        try db.records(Brand.self, where: "name_key = \(Text.folded(name))").first
    }
}
