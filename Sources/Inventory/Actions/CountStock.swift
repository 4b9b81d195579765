import Catalog
import Kernel
import Platform

/// Sets stock to what was counted: the difference is booked as a move, and the shelf is held still meanwhile.
struct CountStock: Action {
    static let name: ActionName = "inventory.count"
    static let permission = Permission.inventoryCount
    static let summary = "Sets stock at a location to what was counted; differences are booked as moves."
    static let approval = ApprovalRule.byPolicy
    static var emits: [any Event.Type] { [StockChanged.self] }

    var location: ID<Location>
    /// Quantities are what was counted on the shelf.
    var lines: [StockLine]
    var note: String?

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> StockReceipt {
        try Validation.note(note)
        let resolved = try ResolvedLines(lines, .zeroOrMore, unique: true, in: tx)
        try Location.require([location], in: tx)
        let document = try StockDocument.open(.count, note: note, in: tx)
        let counted = resolved.lines.map { line -> CountedLevel in
            CountedLevel(key: LevelKey(variant: line.variant.id, location: location), quantity: line.quantity)
        }
        return StockReceipt(document: document, levels: try CountedLevel.post(counted, document, in: tx))
    }
}

/// What a level has to become.
struct CountedLevel {
    let key: LevelKey
    let quantity: Quantity

    /// Books the differences, in ascending order, and answers the levels that changed.
    static func post(_ counted: [CountedLevel], _ document: StockDocument, in tx: Transaction) throws -> [StockLevel] {
        var moves: [StockMovement] = []
        for line in counted.sorted(by: { a, b in a.key < b.key }) {
            let change = try line.quantity - LevelChanges.heldOnHand(line.key, in: tx)
            if change.isZero { continue }
            moves.append(
                try .correction(
                    change, of: line.key.variant, at: line.key.location, reason: .count, document: document))
        }
        return try StockLedger.post(moves, in: tx)
    }
}
