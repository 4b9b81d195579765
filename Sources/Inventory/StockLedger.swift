import Catalog
import Kernel
import Platform
import Store

/// The double-entry ledger: moves go in together with what they do to the levels, and are never changed.
enum StockLedger {
    /// The largest quantity of one move, so that no sum can overflow: a thousand million units.
    static let largestMove = Quantity(micros: 1_000_000_000_000_000)

    /// Books moves: levels first, in ascending order under their guards, then the moves, then one event a level.
    static func post(_ moves: [StockMovement], in tx: Transaction) throws -> [StockLevel] {
        var changes = LevelChanges()
        for move in moves {
            try check(move)
            if move.from.kind == .history || move.to.kind == .history {
                throw Problem.badMove(move, "History does not move real stock.")
            }
            try changes.add(move)
        }
        try Location.require(
            Set(moves.flatMap { move in [move.from.location, move.to.location].compactMap { $0 } }), in: tx)
        let levels = try changes.apply(in: tx)
        try insert(moves, in: tx)
        try announce(levels, changes, moves, in: tx)
        return levels
    }

    /// Writes moves and nothing else.
    static func insert(_ moves: [StockMovement], in tx: Transaction) throws {
        let tenant = tx.tenant.dbValue
        let principal = tx.caller.principal.dbValue
        var values: [DBValue] = []
        values.reserveCapacity(moves.count * columns.count)
        for move in moves {
            try check(move)
            let id: ID<StockMove> = tx.newID()
            values.append(tenant)
            values.append(.id(id.raw))
            values.append((move.at ?? tx.now).dbValue)
            values.append(.id(move.variant.raw))
            values.append(.int(move.quantity.micros))
            values.append(.text(move.from.kind.rawValue))
            values.append(move.from.location.dbValue)
            values.append(.text(move.to.kind.rawValue))
            values.append(move.to.location.dbValue)
            values.append(.text(move.reason.rawValue))
            values.append(.text(move.document.kind))
            values.append(.id(move.document.raw))
            values.append(principal)
            values.append(move.note.dbValue)
        }
        try tx.insertMany(into: "stock_move", columns: columns, values: values)
    }

    private static let columns: [StaticString] = [
        "tenant", "id", "at", "variant_id", "quantity", "from_place", "from_location", "to_place", "to_location",
        "reason",
        "document_kind", "document_id", "principal", "note",
    ]

    /// Says what became of each level whose shelf changed.
    static func announce(
        _ levels: [StockLevel], _ changes: LevelChanges, _ moves: [StockMovement], in tx: Transaction
    ) throws {
        var cause: [LevelKey: StockMovement] = [:]
        for move in moves {
            for location in [move.from.location, move.to.location] {
                if let location { cause[LevelKey(variant: move.variant, location: location)] = move }
            }
        }
        for level in levels {
            let key = LevelKey(variant: level.variant, location: level.location)
            guard let move = cause[key], let change = changes.changes[key], change.onHand != 0 else { continue }
            try tx.emit(
                StockChanged(
                    variant: level.variant, location: level.location, change: Quantity(micros: change.onHand),
                    onHand: level.onHand, reserved: level.reserved, available: level.available, reason: move.reason,
                    document: move.document))
        }
    }

    @inline(__always)
    private static func check(_ move: StockMovement) throws {
        guard move.quantity.isPositive, move.quantity <= largestMove else {
            throw Problem.badMove(move, "A move is more than none and at most \(largestMove) units.")
        }
        guard move.from != move.to else { throw Problem.badMove(move, "Goods move from one place to another.") }
        guard move.from.isSound, move.to.isSound else {
            throw Problem.badMove(move, "A location is named for 'location' and for no other place.")
        }
    }
}
