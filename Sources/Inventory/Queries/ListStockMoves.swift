import Catalog
import Kernel
import Platform
import Store

/// The ledger, newest first. Moves of real stock in the order they happened; all moves of a document, or imported
/// trade as well when it is asked for, in the order they were booked.
struct ListStockMoves: ListQuery {
    static let name: QueryName = "stock_moves.list"
    static let permission = Permission.inventoryRead
    static let summary =
        "The stock ledger, newest first: what moved from where to where, why, who booked it; 'history' adds imported trade."

    /// The beginning of a SKU, a barcode or words of a product: the moves of the first fifty variants found.
    var q: String?
    var variant: ID<Variant>?
    var sku: String?
    var location: ID<Location>?
    var document: Reference?
    var reason: AnyOf<StockReason>?
    /// When goods moved, in days of the shop's calendar.
    var at: DayRange?
    /// Also the moves of imported trade.
    var history: Bool?
    var limit: Int?
    var after: String?

    /// Three statements; one more to weigh a reason at a location, up to nine more to look for `q` or `sku`.
    func fetch(in db: Reader) throws -> Page<StockMove> {
        try db.requireReach(location)
        var conditions = Conditions(["tenant = \(db.tenant)"])
        let variant = try wantedVariant(variant, sku: sku, in: db)
        if let variant { conditions.add("variant_id = \(variant)") }
        if let document {
            conditions.add("document_id = \(document.raw)")
            conditions.add("document_kind = \(document.kind)")
        }
        let ends = location.map { [$0.raw] } ?? db.caller.locations?.sorted()
        // Imported trade has no location.
        let isBooked = document != nil || (history == true && ends == nil)
        if !isBooked { conditions.add("from_place <> 'history' AND to_place <> 'history'") }
        let isOpen = variant == nil && document == nil && ends == nil
        if let q {
            let found = try Variant.found(by: q, in: db).prefix(AnyOf<ID<Variant>>.valueLimit)
            conditions.add(AnyOf(Array(found)), "variant_id", isIndexed: isOpen)
        }
        conditions.add(reason, "reason", isIndexed: isOpen)
        try conditions.add(at, "at", in: db)
        let source = try source(ends, isNarrow: variant != nil || q != nil, &conditions, in: db)
        let page = try db.page(
            StockMove.columns, from: source, where: conditions,
            order: isBooked ? .descending("id") : .descending("at", "id"), limit: limit, after: after
        ) { row in try StockMove(row: &row) }
        let refs = try Variant.refs(Array(Set(page.data.map(\.variant))), in: db)
        var named = page
        for index in named.data.indices { named.data[index].sku = refs[named.data[index].variant]?.sku }
        return named
    }

    /// All moves, or those with an end at some locations: one index for each end, unless something else leaves few.
    private func source(
        _ ends: [RawID]?, isNarrow: Bool, _ conditions: inout Conditions, in db: Reader
    ) throws -> SQL {
        guard let ends else { return document == nil ? "stock_move" : "stock_move \(StockMove.byDocument)" }
        if try isNarrow || document != nil || isRareReason(in: db) {
            conditions.add("(from_location IN \(list: ends) OR to_location IN \(list: ends))")
            return document == nil ? "stock_move" : "stock_move \(StockMove.byDocument)"
        }
        return """
            (SELECT * FROM stock_move WHERE tenant = \(db.tenant) AND from_location IN \(list: ends)
             UNION ALL
             SELECT * FROM stock_move WHERE tenant = \(db.tenant) AND to_location IN \(list: ends)
                 AND (from_location IS NULL OR from_location NOT IN \(list: ends))) AS ends
            """
    }

    /// Whether so few moves have the reason that they are better read than all those of a location.
    private func isRareReason(in db: Reader) throws -> Bool {
        guard let reason else { return false }
        let few = 5_000
        let some: SQL =
            """
            SELECT 1 FROM stock_move WHERE tenant = \(db.tenant) AND \(reason.sql("reason"))
                AND from_place <> 'history' AND to_place <> 'history' LIMIT \(few + 1)
            """
        return (try db.scalar("SELECT count(*) FROM (\(some)) AS counted") ?? 0) <= few
    }
}

/// What is or was promised to documents.
struct ListReservations: ListQuery {
    static let name: QueryName = "reservations.list"
    static let permission = Permission.inventoryRead
    static let summary = "Reservations, newest first: what is or was promised to which document."

    var state: AnyOf<Reservation.State>?
    var document: Reference?
    var variant: ID<Variant>?
    var location: ID<Location>?
    /// When they were made, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Reservation> {
        try db.requireReach(location)
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state", isIndexed: document == nil && variant == nil)
        if let document { conditions.add(Reservation.belong(to: document)) }
        try conditions.add(created, "created_at", ids: "id", in: db)
        let source: SQL = document == nil ? "reservation" : "reservation \(Reservation.byDocument)"
        if let variant { conditions.add("variant_id = \(variant)") }
        if let location { conditions.add("location_id = \(location)") }
        conditions.add(db.reachableLocations("location_id"))
        return try db.page(
            Reservation.table.columns, from: source, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in try Reservation(row: &row) }
    }
}
