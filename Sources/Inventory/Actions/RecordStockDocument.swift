import Catalog
import Kernel
import Platform
import Store

/// Records a document from before the shop ran on Martlet that only moved stock: a write-off, a free issue. Its moves
/// have `history` at one end, so no shelf changes.
public struct RecordStockDocument: Action {
    /// `stock_documents.record`
    public static let name: ActionName = "stock_documents.record"
    /// Who may.
    public static let permission = Permission.inventoryRecord
    /// What it promises.
    public static let summary = "Records an imported document that only moved stock, without touching any shelf."
    /// Only imports perform it.
    public static let route = ActionRoute.internalOnly

    /// Goods of one variant; a negative quantity left, a positive one was found.
    public struct Line: Codable, Sendable, Hashable {
        /// What.
        public var variant: ID<Variant>
        /// By how much stock changed; not zero.
        public var change: Quantity
        /// When, where that differs from the document.
        public var at: Instant?

        /// A change of one variant.
        public init(variant: ID<Variant>, change: Quantity, at: Instant? = nil) {
            self.variant = variant
            self.change = change
            self.at = at
        }
    }

    var number: String
    var kind: StockDocument.Kind
    var at: Instant
    var lines: [Line]
    var note: String?
    var party: Reference?
    var importID: Reference?

    /// A document with the merchant's own number and date; `party` is who got or gave the goods, where one is named.
    public init(
        number: String, kind: StockDocument.Kind, at: Instant, lines: [Line], note: String? = nil,
        party: Reference? = nil, importID: Reference? = nil
    ) {
        self.number = number
        self.kind = kind
        self.at = at
        self.lines = lines
        self.note = note
        self.party = party
        self.importID = importID
    }

    /// Inserts the document and its moves.
    public func perform(in tx: Transaction) throws -> StockDocument {
        var check = Validation()
        check.written(number, "number", limit: 100, isRequired: true)
        check.check(!lines.isEmpty, "lines", "required", "Give at least one line.")
        for (index, line) in lines.enumerated() {
            check.check(!line.change.isZero, "lines[\(index)].change", "zero", "Give a change, up or down.")
        }
        try check.finish()
        try Validation.note(note)
        let document = StockDocument(
            id: tx.newID(), number: number, kind: kind, at: at, note: note, party: party, importID: importID,
            createdAt: tx.now)
        try tx.insert(document)
        try Stock.recordHistory(try lines.map { line in try move(line, document.id.reference) }, in: tx)
        return document
    }

    private func move(_ line: Line, _ document: Reference) throws -> StockMovement {
        let at = line.at ?? at
        if line.change.isPositive { return .pastFind(line.change, of: line.variant, at: at, document: document) }
        let reason: StockReason = kind == .freeIssue ? .freeIssue : .writeOff
        return .pastLoss(try line.change.negated, of: line.variant, at: at, document: document, reason: reason)
    }
}

/// Takes the stock documents of an import back out, some hundred at a time; performed until `isDone`.
public struct WithdrawStockDocuments: Action {
    /// `stock_documents.withdraw_import`
    public static let name: ActionName = "stock_documents.withdraw_import"
    /// Who may.
    public static let permission = Permission.inventoryRecord
    /// What it promises.
    public static let summary = "Removes stock documents that an import recorded, with their moves, in portions."
    /// Only the undo of an import performs it.
    public static let route = ActionRoute.internalOnly

    var importID: Reference
    var limit: Int

    /// At most `limit` documents of an import.
    public init(importID: Reference, limit: Int = 500) {
        self.importID = importID
        self.limit = limit
    }

    /// What was removed.
    public struct Outcome: Codable, Sendable {
        /// How many documents.
        public let documents: Int
        /// How many moves.
        public let moves: Int
        /// Whether none is left.
        public let isDone: Bool
    }

    /// Deletes documents and their history moves.
    public func perform(in tx: Transaction) throws -> Outcome {
        let size = max(1, min(limit, 1_000))
        tx.touch(importID)
        let found: [ID<StockDocument>] = try tx.rows(
            "SELECT id FROM stock_document WHERE tenant = \(tx.tenant) AND import_id = \(importID) ORDER BY id LIMIT \(size + 1)"
        ) { row in try row.next() }
        let batch = Array(found.prefix(size))
        if batch.isEmpty { return Outcome(documents: 0, moves: 0, isDone: true) }
        let moves = try Stock.withdrawHistory(of: batch.map(\.reference), in: tx)
        let documents = try tx.execute(
            "DELETE FROM stock_document WHERE tenant = \(tx.tenant) AND id IN \(list: batch)")
        return Outcome(documents: documents, moves: moves, isDone: found.count <= size)
    }
}
