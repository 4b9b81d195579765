import Kernel
import Store

/// What every page and every action wants to know of a shop: its own record, and the settings it has changed. Read in one
/// statement and kept for the request, or for the transaction, that read it.
public struct ShopSheet: Sendable {
    /// The shop; nil for a number that no shop has.
    public private(set) var shop: Shop?
    /// The settings that are not at their default, as JSON texts.
    private(set) var settings: [String: String] = [:]

    /// A sheet with nothing on it yet.
    public init() {}

    /// The columns that `add` reads, for a longer join: one row for each changed setting, at least one.
    public static let columns: SQL =
        "shop.id, shop.slug, shop.name, shop.currency, shop.time_zone, shop.created_at, setting.key, setting.value"

    /// What follows in such a join, where `tenant` is the shop's number.
    public static func joins(on tenant: SQL) -> SQL {
        "JOIN shop ON shop.tenant = \(tenant) LEFT JOIN setting ON setting.tenant = shop.tenant"
    }

    /// Takes over a row of `columns`.
    public mutating func add(_ row: inout Row) throws {
        shop = try Shop(row: &row)
        let key: String? = try row.next()
        let value: String? = try row.next()
        if let key, let value { settings[key] = value }
    }

    static func of(_ tenant: Int64, in db: Connection) throws -> ShopSheet {
        var sheet = ShopSheet()
        let sql: SQL = """
            SELECT \(columns) FROM shop LEFT JOIN setting ON setting.tenant = shop.tenant WHERE shop.tenant = \(tenant)
            """
        _ = try db.rows(sql) { row in try sheet.add(&row) }
        return sheet
    }
}
