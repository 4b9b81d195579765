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

    func fetch(in db: Reader) throws -> Page<StockMove> {
        try db.requireReach(location)
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let variant = try wantedVariant(variant, sku: sku, in: db) { conditions.add("variant_id = \(variant)") }
        if let document {
            conditions.add("document_id = \(document.raw)")
            conditions.add("document_kind = \(document.kind)")
        }
        let isBooked = document != nil || history == true
        if !isBooked { conditions.add("from_place <> 'history' AND to_place <> 'history'") }
        if let q {
            let found = try Variant.found(by: q, in: db).prefix(AnyOf<ID<Variant>>.valueLimit)
            conditions.add(AnyOf(Array(found)), "variant_id", isIndexed: !isBooked && location == nil)
        }
        conditions.add(reason, "reason")
        try conditions.add(at, "at", in: db)
        let page = try db.page(
            StockMove.columns, from: source(in: db), where: conditions,
            order: isBooked ? .descending("id") : .descending("at", "id"), limit: limit, after: after
        ) { row in try StockMove(row: &row) }
        let refs = try Variant.refs(Array(Set(page.data.map(\.variant))), in: db)
        var named = page
        for index in named.data.indices { named.data[index].sku = refs[named.data[index].variant]?.sku }
        return named
    }

    /// All moves, or those with an end at a location: one index for each end.
    private func source(in db: Reader) -> SQL {
        let wanted: [RawID]
        if let location {
            wanted = [location.raw]
        } else if let locations = db.caller.locations {
            wanted = locations.sorted()
        } else {
            return document == nil ? "stock_move" : "stock_move \(StockMove.byDocument)"
        }
        return """
            (SELECT * FROM stock_move WHERE tenant = \(db.tenant) AND from_location IN \(list: wanted)
             UNION ALL
             SELECT * FROM stock_move WHERE tenant = \(db.tenant) AND to_location IN \(list: wanted)
                 AND (from_location IS NULL OR from_location NOT IN \(list: wanted))) AS ends
            """
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
