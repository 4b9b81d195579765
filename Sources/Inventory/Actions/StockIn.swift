import Kernel
import Platform

/// Books goods that arrived: supplier → location.
public struct StockIn: Action {
    /// `inventory.stock_in`
    public static let name: ActionName = "inventory.stock_in"
    /// Who may.
    public static let permission = Permission.inventoryStockIn
    /// What it promises.
    public static let summary = "Books goods that arrived at a location, as one document."
    /// What it emits.
    public static var emits: [any Event.Type] { [StockChanged.self] }

    var location: ID<Location>
    var lines: [StockLine]
    var note: String?

    /// Goods that arrived at a location.
    public init(at location: ID<Location>, lines: [StockLine], note: String? = nil) {
        self.location = location
        self.lines = lines
        self.note = note
    }

    /// The location.
    public func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    /// Books a document with its moves.
    public func perform(in tx: Transaction) throws -> StockReceipt {
        try Validation.note(note)
        let resolved = try ResolvedLines(lines, .positive, in: tx)
        let document = try StockDocument.open(.stockIn, note: note, in: tx)
        let moves = resolved.lines.map { line -> StockMovement in
            StockMovement(
                line.quantity, of: line.variant.id, from: .supplier, to: .location(location), reason: .stockIn,
                document: document.id.reference)
        }
        return StockReceipt(document: document, levels: try StockLedger.post(moves, in: tx))
    }
}
