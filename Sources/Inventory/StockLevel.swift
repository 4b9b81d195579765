import Catalog
import Kernel
import Platform
import Store

/// What the shop has of a variant at a location. It is the sum of the moves and of the active reservations, kept
/// beside them in the same transactions, and never set by hand.
public struct StockLevel: Codable, Sendable, Hashable {
    /// What.
    public let variant: ID<Variant>
    /// Where.
    public let location: ID<Location>
    /// On the shelf. Below zero only as far as the backorder limit allows.
    public let onHand: Quantity
    /// Promised to documents that have not shipped.
    public let reserved: Quantity
    /// How much more may be promised or shipped than there is; none unless somebody allowed it.
    public let backorderLimit: Quantity
    /// On hand less reserved; below zero when backordered.
    public let available: Quantity

    static let columns: SQL = "variant_id, location_id, on_hand, reserved, backorder_limit"

    init(row: inout Row) throws {
        variant = try row.next()
        location = try row.next()
        onHand = try row.next()
        reserved = try row.next()
        backorderLimit = try row.next()
        available = try onHand - reserved
    }

    private init(none variant: ID<Variant>, at location: ID<Location>) {
        self.variant = variant
        self.location = location
        onHand = .zero
        reserved = .zero
        backorderLimit = .zero
        available = .zero
    }

    /// The level of a variant at a location; an empty one where nothing was ever moved.
    static func of(_ key: LevelKey, in db: Reader) throws -> StockLevel {
        let sql: SQL = """
            SELECT \(columns) FROM stock_level
            WHERE tenant = \(db.tenant) AND variant_id = \(key.variant) AND location_id = \(key.location)
            """
        return try db.first(sql) { row in try StockLevel(row: &row) } ?? StockLevel(none: key.variant, at: key.location)
    }
}

/// Where a level lives. The order of keys is the order in which every transaction touches levels, so that two of them
/// can never wait for each other.
struct LevelKey: Hashable, Comparable {
    let variant: ID<Variant>
    let location: ID<Location>

    static func < (a: LevelKey, b: LevelKey) -> Bool {
        a.variant != b.variant ? a.variant < b.variant : a.location < b.location
    }
}
