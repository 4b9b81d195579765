import Catalog
import Kernel
import Platform
import Store

/// The levels an action changed, as they became.
public struct ChangedLevels: Codable, Sendable {
    /// Levels in ascending order of variant and location.
    public let levels: [StockLevel]
}

/// The reservations an action made or ended.
struct ChangedReservations: Codable, Sendable {
    let reservations: [Reservation]
}

/// Books moves for a document of another module. See `Stock.record`.
struct RecordMoves: Action {
    static let name: ActionName = "inventory.record"
    static let permission = Permission.inventoryRecord
    static let summary = "Books moves of goods that belong to a document, guarded against overselling."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [StockChanged.self] }

    var moves: [StockMovement]

    func touchedLocations(in db: Reader) throws -> [RawID] {
        moves.flatMap { move in [move.from.location?.raw, move.to.location?.raw].compactMap { $0 } }
    }

    func perform(in tx: Transaction) throws -> ChangedLevels {
        let refs = try Variant.refs(moves.map(\.variant), in: tx)
        for move in moves {
            guard let ref = refs[move.variant] else { throw Problem.notFound(move.variant.reference) }
            if !ref.isStocked { throw Problem.badMove(move, "'\(ref.sku)' is not stocked.") }
        }
        if let document = moves.first?.document { tx.touch(document) }
        return ChangedLevels(levels: try StockLedger.post(moves, in: tx))
    }
}

/// Promises stock to a document. See `Stock.reserve`.
struct ReserveStock: Action {
    static let name: ActionName = "inventory.reserve"
    static let permission = Permission.inventoryRecord
    static let summary = "Promises stock at a location to a document, if there is enough."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [StockReserved.self] }

    var document: Reference
    var location: ID<Location>
    var lines: [StockDemand]
    var expiresAt: Instant?

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> ChangedReservations {
        tx.touch(document)
        var changes = LevelChanges()
        for line in lines {
            guard line.quantity.isPositive, line.quantity <= StockLedger.largestMove else {
                throw Problem(
                    .invalid, "inventory.bad_demand", "A reservation is for more than none.", field: "quantity")
            }
            try changes.add(
                reserved: line.quantity.micros, mayOversell: true,
                at: LevelKey(variant: line.variant, location: location))
        }
        try Location.require([location], in: tx)
        _ = try changes.apply(in: tx)
        let made = changes.ascending.map { key -> Reservation in
            let quantity = Quantity(micros: changes.changes[key]?.reserved ?? 0)
            return Reservation(
                id: tx.newID(), variant: key.variant, location: location, quantity: quantity, document: document,
                createdAt: tx.now, expiresAt: expiresAt)
        }
        try Reservation.insert(made, in: tx)
        try tx.emit(StockReserved(document: document, lines: made.map(\.line), expiresAt: expiresAt))
        return ChangedReservations(reservations: made)
    }
}

/// Frees what is promised to a document. See `Stock.release`.
struct ReleaseStock: Action {
    static let name: ActionName = "inventory.release"
    static let permission = Permission.inventoryRecord
    static let summary = "Frees the stock that is still promised to a document."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [StockReleased.self] }

    var document: Reference

    func perform(in tx: Transaction) throws -> ChangedReservations {
        tx.touch(document)
        let ended = try Reservation.end(
            Reservation.belong(to: document), using: Reservation.byDocument, as: .released, in: tx)
        try Reservation.free(ended, in: tx)
        if !ended.isEmpty {
            try tx.emit(StockReleased(document: document, lines: ended.map(\.line), state: .released))
        }
        return ChangedReservations(reservations: ended)
    }
}

/// Ships what is promised to a document. See `Stock.ship`.
struct ShipStock: Action {
    static let name: ActionName = "inventory.ship"
    static let permission = Permission.inventoryRecord
    static let summary = "Moves the stock that is promised to a document from its locations to the customer."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [StockChanged.self] }

    var document: Reference

    func perform(in tx: Transaction) throws -> ChangedReservations {
        tx.touch(document)
        let ended = try Reservation.end(
            Reservation.belong(to: document), using: Reservation.byDocument, as: .fulfilled, in: tx)
        var changes = LevelChanges()
        var moves: [StockMovement] = []
        for reservation in ended {
            let micros = reservation.quantity.micros
            try changes.add(onHand: -micros, reserved: -micros, mayOversell: true, at: reservation.key)
            moves.append(
                StockMovement(
                    reservation.quantity, of: reservation.variant, from: .location(reservation.location), to: .customer,
                    reason: .sale, document: document))
        }
        let levels = try changes.apply(in: tx)
        try StockLedger.insert(moves, in: tx)
        try StockLedger.announce(levels, changes, moves, in: tx)
        return ChangedReservations(reservations: ended)
    }
}

extension Reservation {
    /// Writes new reservations in few statements.
    static func insert(_ made: [Reservation], in tx: Transaction) throws {
        let rows = made.map { (reservation: Reservation) -> [DBValue] in
            [
                tx.tenant.dbValue, .id(reservation.id.raw), .int(1), .id(reservation.variant.raw),
                .id(reservation.location.raw), .int(reservation.quantity.micros), .text(reservation.document.kind),
                .id(reservation.document.raw), .text(reservation.state.rawValue), reservation.createdAt.dbValue,
                reservation.expiresAt.dbValue,
            ]
        }
        try tx.insertMany(
            into: "reservation",
            columns: [
                "tenant", "id", "version", "variant_id", "location_id", "quantity", "document_kind", "document_id",
                "state",
                "created_at", "expires_at",
            ], rows: rows)
    }

    /// Gives the levels back what ended reservations held.
    static func free(_ ended: [Reservation], in tx: Transaction) throws {
        var changes = LevelChanges()
        for reservation in ended { try changes.add(reserved: -reservation.quantity.micros, at: reservation.key) }
        _ = try changes.apply(in: tx)
    }
}
