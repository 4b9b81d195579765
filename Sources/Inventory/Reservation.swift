import Catalog
import Kernel
import Platform
import Store

/// A promise of stock to a document, until it ships, is released, or runs out.
public struct Reservation: Record {
    /// `rsv_…`
    public static let idPrefix = "rsv"
    /// Its table.
    public static let table = Table(
        "reservation",
        "variant_id, location_id, quantity, document_kind, document_id, state, created_at, expires_at, closed_at")

    /// The life of a reservation.
    public enum State: String, Codable, Sendable, CaseIterable, FilterValue {
        case active, released, fulfilled, expired
    }

    /// Active until one end; ends are final.
    public static let lifecycle = StateMachine<State>(
        startsAt: .active,
        [.active: [.released, .fulfilled, .expired], .released: [], .fulfilled: [], .expired: []])

    /// The id.
    public let id: ID<Reservation>
    /// Counts the saves.
    public var version: Int
    /// What is promised.
    public let variant: ID<Variant>
    /// Where it lies.
    public let location: ID<Location>
    /// How much.
    public let quantity: Quantity
    /// To which document.
    public let document: Reference
    /// Where it stands.
    public let state: State
    /// Since when.
    public let createdAt: Instant
    /// Until when, when it does not wait for ever.
    public let expiresAt: Instant?
    /// When it ended.
    public let closedAt: Instant?

    init(
        id: ID<Reservation>, variant: ID<Variant>, location: ID<Location>, quantity: Quantity, document: Reference,
        createdAt: Instant, expiresAt: Instant?
    ) {
        self.id = id
        version = 1
        self.variant = variant
        self.location = location
        self.quantity = quantity
        self.document = document
        state = .active
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        closedAt = nil
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        variant = try row.next()
        location = try row.next()
        quantity = try row.next()
        document = Reference(kind: try row.next(), raw: try row.next())
        state = try row.next()
        createdAt = try row.next()
        expiresAt = try row.next()
        closedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(variant)
        values.add(location)
        values.add(quantity)
        values.add(document.kind)
        values.add(document.raw)
        values.add(state)
        values.add(createdAt)
        values.add(expiresAt)
        values.add(closedAt)
    }

    var key: LevelKey { LevelKey(variant: variant, location: location) }
    var line: ReservedLine { ReservedLine(variant: variant, location: location, quantity: quantity) }
}

extension Reservation {
    /// The active reservations of a document.
    static func active(for document: Reference, in db: Reader) throws -> [Reservation] {
        let sql: SQL = """
            SELECT \(table.columns) FROM reservation \(byDocument)
            WHERE tenant = \(db.tenant) AND state = 'active' AND \(belong(to: document)) ORDER BY id
            """
        return try db.rows(sql) { row in try Reservation(row: &row) }
    }

    /// Ends the active reservations that match, once: whoever comes second finds none.
    static func end(
        _ condition: SQL, using index: SQL = .empty, as state: State, in tx: Transaction
    ) throws -> [Reservation] {
        let sql: SQL = """
            UPDATE reservation \(index) SET state = \(state), closed_at = \(tx.now), version = version + 1
            WHERE tenant = \(tx.tenant) AND state = 'active' AND (\(condition)) RETURNING \(table.columns)
            """
        let ended = try tx.rows(sql) { row in try Reservation(row: &row) }
        return ended.sorted { a, b in a.id < b.id }
    }

    /// SQLite would rather walk the shop's whole table in the order of ids than take this index.
    static let byDocument: SQL = "\(sqlite: "INDEXED BY reservation_document", postgres: "")"

    static func belong(to document: Reference) -> SQL {
        "document_id = \(document.raw) AND document_kind = \(document.kind)"
    }
}
