import Catalog
import Kernel
import Platform
import Store

/// Computes stock levels again from their moves and reservations, which are never changed. Doing it twice changes nothing.
struct RecountLevels: Action {
    static let name: ActionName = "inventory.recount"
    static let permission = Permission.inventoryRecount
    static let summary = "Computes stock levels again from the moves and reservations they follow from."
    static let limit = 20_000

    /// A variant at a location.
    struct Place: Codable, Sendable {
        let variant: ID<Variant>
        let location: ID<Location>
    }

    /// What is to be computed again.
    var places: [Place]

    struct Outcome: Codable, Sendable {
        /// The levels as they are now.
        let levels: [StockLevel]
    }

    func touchedLocations(in db: Reader) throws -> [RawID] { places.map(\.location.raw) }

    func perform(in tx: Transaction) throws -> Outcome {
        var check = Validation()
        check.check(places.count <= Self.limit, "places", "too_many", "At most \(Self.limit) places at once.")
        try check.finish()
        try Location.require(Set(places.map(\.location)), in: tx)
        let keys = Set(places.map { place in LevelKey(variant: place.variant, location: place.location) })
        let refs = try Variant.refs(Set(keys.map(\.variant)).sorted(), in: tx)
        return Outcome(
            levels: try keys.sorted().map { key in
                guard refs[key.variant] != nil else { throw Problem.notFound(key.variant.reference) }
                return try Self.recount(key, in: tx)
            })
    }

    /// Others who change the level wait, so nothing is counted that they have not finished.
    private static func recount(_ key: LevelKey, in tx: Transaction) throws -> StockLevel {
        try LevelChanges.open(key, in: tx)
        let variant: SQL = "tenant = \(tx.tenant) AND variant_id = \(key.variant)"
        let level: SQL = "\(variant) AND location_id = \(key.location)"
        try tx.execute("UPDATE stock_level SET on_hand = on_hand WHERE \(level)")
        tx.touch(key.variant.reference)
        let moved: Quantity? = try tx.scalar(
            """
            SELECT CAST(coalesce(sum(CASE WHEN to_location = \(key.location) THEN quantity ELSE 0 END
                - CASE WHEN from_location = \(key.location) THEN quantity ELSE 0 END), 0) AS BIGINT)
            FROM stock_move WHERE \(variant)
            """)
        let promised: Quantity? = try tx.scalar(
            """
            SELECT CAST(coalesce(sum(quantity), 0) AS BIGINT) FROM reservation WHERE \(level) AND state = 'active'
            """)
        let (onHand, reserved) = (moved ?? .zero, promised ?? .zero)
        let sql: SQL = """
            UPDATE stock_level SET on_hand = \(onHand), reserved = \(reserved)
            WHERE \(level) AND \(reserved) <= \(onHand) + backorder_limit RETURNING \(StockLevel.columns)
            """
        if let level = try tx.first(sql, { row in try StockLevel(row: &row) }) { return level }
        throw Problem(
            .conflict, "inventory.promised_too_much", "By its moves there are \(onHand), and \(reserved) are promised.",
            remedy: "Release reservations, book goods in or allow backorders there, then try again.",
            details: ["variant": key.variant.description, "location": key.location.description])
    }

    /// The repair of up to so many levels that a query found: of variants at locations.
    static func proposed(_ sql: SQL, in db: Reader) throws -> RecountLevels? {
        let places = try db.rows(sql) { row in Place(variant: try row.next(), location: try row.next()) }
        return places.isEmpty ? nil : RecountLevels(places: places)
    }
}
