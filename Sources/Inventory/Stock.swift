import Catalog
import Kernel
import Platform
import Store

/// What other modules do to stock, inside their own actions. Every function is all or nothing with the transaction
/// that calls it; all but `recordHistory` leave an audit row and events of their own.
public enum Stock {
    /// Moves goods and answers the levels they changed. Refuses with `inventory.not_enough`, naming every short SKU,
    /// when a location would give more than it has; only moves to customers may use a backorder limit.
    @discardableResult
    public static func record(_ moves: [StockMovement], in tx: Transaction) throws -> [StockLevel] {
        if moves.isEmpty { return [] }
        return try tx.perform(RecordMoves(moves: moves)).levels
    }

    /// Promises stock to a document at a location (the default one when none is named), until `expires` if given.
    /// Variants that are not stocked are left out. Refuses with `inventory.not_enough`, naming every short SKU.
    @discardableResult
    public static func reserve(
        _ lines: [StockDemand], for document: Reference, at location: ID<Location>? = nil, expires: Instant? = nil,
        in tx: Transaction
    ) throws -> [Reservation] {
        try reserve(known: stockedOnly(lines, in: tx), for: document, at: location, expires: expires, in: tx)
    }

    /// As above, for variants of which the caller has read in this transaction that they are stocked: they are not looked
    /// up again.
    @discardableResult
    public static func reserve(
        known lines: [StockDemand], for document: Reference, at location: ID<Location>? = nil, expires: Instant? = nil,
        in tx: Transaction
    ) throws -> [Reservation] {
        if lines.isEmpty { return [] }
        // A location that is named is looked at by the action.
        let chosen = try location ?? Location.choose(nil, in: tx).id
        let action = ReserveStock(document: document, location: chosen, lines: lines, expiresAt: expires)
        return try tx.perform(action).reservations
    }

    /// Frees what is still promised to a document and answers it; nothing happens when nothing is promised.
    @discardableResult
    public static func release(for document: Reference, in tx: Transaction) throws -> [Reservation] {
        if try Reservation.active(for: document, in: tx).isEmpty { return [] }
        return try tx.perform(ReleaseStock(document: document)).reservations
    }

    /// Ships what is promised to a document, location → customer, and answers what left. Nothing happens when nothing
    /// is promised: documents of unstocked variants, or promises that ran out (see `ship(_:for:at:in:)`).
    @discardableResult
    public static func ship(for document: Reference, in tx: Transaction) throws -> [Reservation] {
        if try Reservation.active(for: document, in: tx).isEmpty { return [] }
        return try tx.perform(ShipStock(document: document)).reservations
    }

    /// Ships exactly these lines: whatever of them is no longer promised to the document (its promise ran out) is
    /// promised again first, or refused with `inventory.not_enough`. Promises beyond the lines ship as well.
    @discardableResult
    public static func ship(
        _ lines: [StockDemand], for document: Reference, at location: ID<Location>? = nil, in tx: Transaction
    ) throws -> [Reservation] {
        var promised: [ID<Variant>: Int64] = [:]
        for reservation in try Reservation.active(for: document, in: tx) {
            promised[reservation.variant, default: 0] += reservation.quantity.micros
        }
        var missing: [StockDemand] = []
        for line in lines {
            let covered = min(max(0, promised[line.variant, default: 0]), line.quantity.micros)
            promised[line.variant, default: 0] -= covered
            let rest = line.quantity.micros - covered
            if rest > 0 { missing.append(StockDemand(Quantity(micros: rest), of: line.variant)) }
        }
        if !missing.isEmpty { try reserve(missing, for: document, at: location, in: tx) }
        return try ship(for: document, in: tx)
    }

    /// Takes goods back from a customer, to a location (the default one when none is named).
    /// Variants that are not stocked are left out.
    @discardableResult
    public static func returned(
        _ lines: [StockDemand], for document: Reference, to location: ID<Location>? = nil, in tx: Transaction
    ) throws -> [StockLevel] {
        let stocked = try stockedOnly(lines, in: tx)
        if stocked.isEmpty { return [] }
        let place = StockPlace.location(try Location.choose(location, in: tx).id)
        return try record(
            stocked.map { (line: StockDemand) -> StockMovement in
                StockMovement(
                    line.quantity, of: line.variant, from: .customer, to: place, reason: .customerReturn,
                    document: document)
            }, in: tx)
    }

    /// Books trade that happened before the shop ran on Martlet: moves with `history` at one end, which touch no level.
    /// It is one insert without look-ups, made for half a million lines; the caller's own audit row stands for it, and
    /// the caller leaves out variants that are not stocked.
    public static func recordHistory(_ moves: [StockMovement], in tx: Transaction) throws {
        for move in moves where move.from.kind != .history && move.to.kind != .history {
            throw Problem.badMove(move, "History moves have history at one end.")
        }
        try StockLedger.insert(moves, in: tx)
    }

    /// Takes the history moves of documents out of the ledger again, for undoing an import; answers how many.
    /// Moves of real stock are never touched.
    @discardableResult
    public static func withdrawHistory(of documents: [Reference], in tx: Transaction) throws -> Int {
        var removed = 0
        var rest = documents[...]
        while !rest.isEmpty {
            let part = rest.prefix(256)
            rest = rest.dropFirst(256)
            removed += try tx.execute(
                """
                DELETE FROM stock_move \(StockMove.byDocument) WHERE tenant = \(tx.tenant)
                    AND document_id IN \(list: part.map { (document: Reference) -> RawID in document.raw })
                    AND (from_place = 'history' OR to_place = 'history')
                """)
        }
        return removed
    }
}

extension Stock {
    /// The levels of variants, at one location or at all of them, in ascending order; what was never moved is absent.
    public static func levels(
        of variants: [ID<Variant>], at location: ID<Location>? = nil, in db: Reader
    ) throws -> [StockLevel] {
        if variants.isEmpty { return [] }
        var condition: SQL = "tenant = \(db.tenant) AND variant_id IN \(list: variants.sorted())"
        if let location { condition += " AND location_id = \(location)" }
        return try db.rows(
            "SELECT \(StockLevel.columns) FROM stock_level WHERE \(condition) ORDER BY variant_id, location_id"
        ) { row in try StockLevel(row: &row) }
    }

    /// What is promised to a document at the moment.
    public static func reservations(for document: Reference, in db: Reader) throws -> [Reservation] {
        try Reservation.active(for: document, in: db)
    }

    /// The lines whose variants are stocked; refuses unknown variants with 404.
    private static func stockedOnly(_ lines: [StockDemand], in db: Reader) throws -> [StockDemand] {
        if lines.isEmpty { return [] }
        let refs = try Variant.refs(lines.map(\.variant), in: db)
        return try lines.filter { (line: StockDemand) throws -> Bool in
            guard let ref = refs[line.variant] else { throw Problem.notFound(line.variant.reference) }
            return ref.isStocked
        }
    }
}
