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

    var variant: ID<Variant>?
    var sku: String?
    var location: ID<Location>?
    var document: Reference?
    var reason: StockReason?
    /// Also the moves of imported trade.
    var history: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<StockMove> {
        try db.requireReach(location)
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let variant = try wantedVariant(variant, sku: sku, in: db) { filters.append("variant_id = \(variant)") }
        if let document {
            filters.append("document_id = \(document.raw)")
            filters.append("document_kind = \(document.kind)")
        }
        if let reason { filters.append("reason = \(reason)") }
        let isBooked = document != nil || history == true
        if !isBooked { filters.append("from_place <> 'history' AND to_place <> 'history'") }
        let page = try db.page(
            StockMove.columns, from: source(in: db), where: filters,
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

    var state: Reservation.State?
    var document: Reference?
    var variant: ID<Variant>?
    var location: ID<Location>?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Reservation> {
        try db.requireReach(location)
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let state { filters.append("state = \(state)") }
        if let document { filters.append(Reservation.belong(to: document)) }
        let source: SQL = document == nil ? "reservation" : "reservation \(Reservation.byDocument)"
        if let variant { filters.append("variant_id = \(variant)") }
        if let location { filters.append("location_id = \(location)") }
        filters += db.reachableLocations("location_id")
        return try db.page(
            Reservation.table.columns, from: source, where: filters, order: .descending("id"),
            limit: limit, after: after
        ) { row in try Reservation(row: &row) }
    }
}
