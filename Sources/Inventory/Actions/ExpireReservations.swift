import Kernel
import Platform
import Store

/// Frees stock that was promised until a time that has passed.
struct ExpireReservations: Action {
    static let name: ActionName = "inventory.expire_reservations"
    static let permission = Permission.inventoryRecord
    static let summary = "Frees stock whose reservation has run out, some hundred reservations at a time."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [StockReleased.self] }

    /// How many reservations at a time.
    static let batch = 200

    /// Performed by the installation whenever something has run out.
    static let sweep = Sweep("inventory.expire_reservations") { db in
        let due: Int64? = try db.scalar(
            """
            SELECT 1 FROM reservation
            WHERE tenant = \(db.tenant) AND state = 'active' AND expires_at IS NOT NULL AND expires_at <= \(db.now) LIMIT 1
            """)
        return due == nil ? nil : ExpireReservations()
    }

    func perform(in tx: Transaction) throws -> ChangedReservations {
        let due: [ID<Reservation>] = try tx.rows(
            """
            SELECT id FROM reservation
            WHERE tenant = \(tx.tenant) AND state = 'active' AND expires_at IS NOT NULL AND expires_at <= \(tx.now)
            ORDER BY expires_at, id LIMIT \(Self.batch)
            """
        ) { row in try row.next() }
        let ended = try Reservation.end("id IN \(list: due.sorted())", as: .expired, in: tx)
        try Reservation.free(ended, in: tx)
        let documents = Dictionary(grouping: ended, by: \.document)
        for reservations in documents.values.sorted(by: { a, b in a[0].id < b[0].id }) {
            try tx.emit(
                StockReleased(document: reservations[0].document, lines: reservations.map(\.line), state: .expired))
        }
        return ChangedReservations(reservations: ended)
    }
}
