import Kernel
import Platform

/// Moves goods from one location to another; both ledgers change in one step.
struct TransferStock: Action {
    static let name: ActionName = "inventory.transfer"
    static let permission = Permission.inventoryTransfer
    static let summary = "Moves goods from one location to another, as one document; never more than is free there."
    static var emits: [any Event.Type] { [StockChanged.self] }

    var from: ID<Location>
    var to: ID<Location>
    var lines: [StockLine]
    var note: String?

    func touchedLocations(in db: Reader) throws -> [RawID] { [from.raw, to.raw] }

    func perform(in tx: Transaction) throws -> StockReceipt {
        try Validation.note(note)
        var check = Validation()
        check.check(from != to, "to", "same_location", "Goods move to another location.")
        try check.finish()
        let resolved = try ResolvedLines(lines, .positive, in: tx)
        let document = try StockDocument.open(.transfer, note: note, in: tx)
        let moves = resolved.lines.map { line -> StockMovement in
            StockMovement(
                line.quantity, of: line.variant.id, from: .location(from), to: .location(to), reason: .transfer,
                document: document.id.reference)
        }
        return StockReceipt(document: document, levels: try StockLedger.post(moves, in: tx))
    }
}
