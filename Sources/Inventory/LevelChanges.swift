import Catalog
import Kernel
import Platform
import Store

/// What a document does to stock levels, summed per level and applied in ascending order with guarded statements:
/// a level never promises more than it has plus its backorder limit, whoever else is changing it.
struct LevelChanges {
    struct Change: Equatable {
        var onHand: Int64 = 0
        var reserved: Int64 = 0
        /// Whether the shelf may go below zero as far as the backorder limit allows: for sales, not for transfers.
        var mayOversell = false
    }

    private(set) var changes: [LevelKey: Change] = [:]

    /// The keys in the order in which levels are touched.
    var ascending: [LevelKey] { changes.keys.sorted() }

    /// Adds to a level's change.
    mutating func add(onHand: Int64 = 0, reserved: Int64 = 0, mayOversell: Bool = false, at key: LevelKey) throws {
        var change = changes[key, default: Change()]
        change.onHand = try Quantity(micros: change.onHand).adding(Quantity(micros: onHand)).micros
        change.reserved = try Quantity(micros: change.reserved).adding(Quantity(micros: reserved)).micros
        change.mayOversell = change.mayOversell || mayOversell
        changes[key] = change
    }

    /// Adds what a move does to the levels at its two ends.
    mutating func add(_ move: StockMovement) throws {
        if let location = move.from.location {
            let key = LevelKey(variant: move.variant, location: location)
            try add(onHand: -move.quantity.micros, mayOversell: move.to.kind == .customer, at: key)
        }
        if let location = move.to.location {
            try add(onHand: move.quantity.micros, at: LevelKey(variant: move.variant, location: location))
        }
    }

    /// Changes the levels and answers them as they became. Refuses, naming everything that is short.
    func apply(in tx: Transaction) throws -> [StockLevel] {
        var after: [StockLevel] = []
        var short: [StockShortage] = []
        for key in ascending {
            guard let change = changes[key], change.onHand != 0 || change.reserved != 0 else { continue }
            if let level = try Self.update(key, change, in: tx) {
                after.append(level)
                continue
            }
            try Self.open(key, in: tx)
            if let level = try Self.update(key, change, in: tx) {
                after.append(level)
            } else {
                short.append(StockShortage(level: try StockLevel.of(key, in: tx), change: change))
            }
        }
        if !short.isEmpty { throw try Problem.notEnough(short, in: tx) }
        return after
    }

    /// The guarded statement; nil when there is no such level or the guard holds it back.
    private static func update(_ key: LevelKey, _ change: Change, in tx: Transaction) throws -> StockLevel? {
        let mayGoBelow = change.mayOversell || change.onHand >= 0
        let sql: SQL = """
            UPDATE stock_level SET on_hand = on_hand + \(change.onHand), reserved = reserved + \(change.reserved)
            WHERE tenant = \(tx.tenant) AND variant_id = \(key.variant) AND location_id = \(key.location)
                AND reserved + \(change.reserved) >= 0
                AND on_hand + \(change.onHand) + backorder_limit >= reserved + \(change.reserved)
                AND (\(mayGoBelow) = 1 OR on_hand + \(change.onHand) >= 0)
            RETURNING \(StockLevel.columns)
            """
        return try tx.first(sql) { row in try StockLevel(row: &row) }
    }

    /// Makes sure that there is a level to change.
    static func open(_ key: LevelKey, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO stock_level (tenant, variant_id, location_id, on_hand, reserved, backorder_limit)
            VALUES (\(tx.tenant), \(key.variant), \(key.location), 0, 0, 0) ON CONFLICT DO NOTHING
            """)
    }

    /// What is on the shelf, held still until the transaction ends.
    static func heldOnHand(_ key: LevelKey, in tx: Transaction) throws -> Quantity {
        let sql: SQL = """
            SELECT on_hand FROM stock_level
            WHERE tenant = \(tx.tenant) AND variant_id = \(key.variant) AND location_id = \(key.location)
            \(sqlite: "", postgres: "FOR UPDATE")
            """
        if let held: Quantity = try tx.scalar(sql) { return held }
        try open(key, in: tx)
        return try tx.scalar(sql) ?? .zero
    }
}

/// A level that could not give what was wanted.
struct StockShortage {
    let level: StockLevel
    let wanted: Quantity
    let available: Quantity

    init(level: StockLevel, change: LevelChanges.Change) {
        self.level = level
        wanted = Quantity(micros: max(change.reserved, -change.onHand))
        let free = level.available.micros.addingReportingOverflow(level.backorderLimit.micros).partialValue
        // The shelf itself bounds everything but sales; those may use the backorder limit. What is promised beyond the
        // shelf leaves room on it for everything else.
        let isSale = change.mayOversell || change.reserved > 0
        let room = isSale ? free : min(free, level.onHand.micros)
        available = Quantity(micros: max(0, room))
    }
}
