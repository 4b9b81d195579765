import Catalog
import Kernel
import Platform
import Store

/// A booked move, as people read it in the ledger. Never changed, never removed (but for an import that is undone).
public struct StockMove: Codable, Sendable, Identified {
    /// `mov_…`
    public static let idPrefix = "mov"
    /// The id; ids run in the order of booking.
    public let id: ID<StockMove>
    /// When it happened.
    public let at: Instant
    /// What moved.
    public let variant: ID<Variant>
    /// Its SKU today.
    public internal(set) var sku: String?
    /// How much.
    public let quantity: Quantity
    /// Where it was.
    public let from: StockPlace
    /// Where it went.
    public let to: StockPlace
    /// Why.
    public let reason: StockReason
    /// The document it belongs to.
    public let document: Reference
    /// Who booked it.
    public let principal: String
    /// What somebody wanted to remember.
    public let note: String?

    static let columns: SQL = """
        id, at, variant_id, quantity, from_place, from_location, to_place, to_location, reason, document_kind, document_id, \
        principal, note
        """

    /// SQLite would rather walk the shop's whole ledger in the order of ids than take this index.
    static let byDocument: SQL = "\(sqlite: "INDEXED BY stock_move_document", postgres: "")"

    init(row: inout Row) throws {
        id = try row.next()
        at = try row.next()
        variant = try row.next()
        quantity = try row.next()
        from = try StockPlace(row: &row)
        to = try StockPlace(row: &row)
        reason = try row.next()
        document = Reference(kind: try row.next(), raw: try row.next())
        principal = try row.next()
        note = try row.next()
    }
}

extension StockPlace {
    /// Reads a place and its location.
    init(row: inout Row) throws {
        let kind: Kind = try row.next()
        let location: ID<Location>? = try row.next()
        self.init(kind, location)
    }
}
