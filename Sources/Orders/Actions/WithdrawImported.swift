import Inventory
import Kernel
import Ledger
import Platform
import Store

/// Takes back what an import recorded, a part at a time: removes its orders and credit notes that nobody has touched
/// since, with their lines and their history of goods; the books take their entries back. What was changed, or what
/// something else stands on, is kept and named. Performed again until `isDone`.
public struct WithdrawImported: Action {
    /// orders.withdraw_import
    public static let name: ActionName = "orders.withdraw_import"
    /// Who may.
    public static let permission = Permission.ordersWithdrawImport
    /// For people.
    public static let summary = "Removes the untouched orders and credit notes of an import, a part at a time."
    /// No address: undoing an import performs it.
    public static let route = ActionRoute.internalOnly
    /// One event a part.
    public static var emits: [any Event.Type] { [ImportWithdrawn.self] }

    /// At most this many documents at once.
    public static let largestPart = 500

    /// The import.
    public var importID: Reference
    /// At most this many documents this time, 1 to 500.
    public var limit: Int

    /// What came of it.
    public struct Outcome: Codable, Sendable {
        /// How many orders were removed this time.
        public let orders: Int
        /// How many credit notes were removed this time.
        public let creditNotes: Int
        /// Whether nothing removable is left.
        public let isDone: Bool
        /// How many documents of the import stay, known when done.
        public let keptCount: Int
        /// The first of them, at most a hundred.
        public let kept: [Reference]
    }

    /// The next part of an import.
    public init(importID: Reference, limit: Int = WithdrawImported.largestPart) {
        self.importID = importID
        self.limit = limit
    }

    /// Removes the next part.
    public func perform(in tx: Transaction) throws -> Outcome {
        var check = Validation()
        check.check(
            (1...Self.largestPart).contains(limit), "limit", "out_of_range",
            "limit must be from 1 to \(Self.largestPart).")
        try check.finish()
        let notes = try untouchedNotes(in: tx)
        let orders = try untouchedOrders(limit: limit - notes.count, in: tx)
        try remove(notes.map(\.id), in: tx)
        try remove(orders.map(\.id), in: tx)
        let documents = notes.map(\.id.reference) + orders.map(\.id.reference)
        try Stock.withdrawHistory(of: documents, in: tx)
        try Books.withdraw(about: documents, memo: "The import was taken back", in: tx)
        if !documents.isEmpty { try announce(orders, notes, in: tx) }
        tx.touch(importID)
        let isDone = documents.count < limit
        let kept = isDone ? try keptDocuments(in: tx) : (0, [])
        return Outcome(
            orders: orders.count, creditNotes: notes.count, isDone: isDone, keptCount: kept.0, kept: kept.1)
    }

    private struct Found<Entity: Identified> {
        let id: ID<Entity>
        let at: Instant
    }

    /// Credit notes nobody changed.
    private func untouchedNotes(in tx: Transaction) throws -> [Found<CreditNote>] {
        try tx.rows(
            """
            SELECT id, issued_at FROM credit_note
            WHERE tenant = \(tx.tenant) AND import_id = \(importID) AND version = 1
            ORDER BY id LIMIT \(limit) \(sqlite: "", postgres: "FOR UPDATE")
            """
        ) { row in Found(id: try row.next(), at: try row.next()) }
    }

    /// Orders nobody changed and no credit note stands on.
    private func untouchedOrders(limit: Int, in tx: Transaction) throws -> [Found<Order>] {
        if limit < 1 { return [] }
        return try tx.rows(
            """
            SELECT o.id, o.placed_at FROM sales_order o
            WHERE o.tenant = \(tx.tenant) AND o.import_id = \(importID) AND o.version = 1 AND NOT EXISTS (
                SELECT 1 FROM credit_note c WHERE c.tenant = o.tenant AND c.order_id = o.id)
            ORDER BY o.id LIMIT \(limit) \(sqlite: "", postgres: "FOR UPDATE")
            """
        ) { row in Found(id: try row.next(), at: try row.next()) }
    }

    private func remove(_ notes: [ID<CreditNote>], in tx: Transaction) throws {
        if notes.isEmpty { return }
        try tx.execute("DELETE FROM credit_note_line WHERE tenant = \(tx.tenant) AND credit_note_id IN \(list: notes)")
        try tx.execute("DELETE FROM credit_note WHERE tenant = \(tx.tenant) AND id IN \(list: notes)")
    }

    private func remove(_ orders: [ID<Order>], in tx: Transaction) throws {
        if orders.isEmpty { return }
        try tx.execute("DELETE FROM order_line WHERE tenant = \(tx.tenant) AND order_id IN \(list: orders)")
        try tx.execute("DELETE FROM sales_order WHERE tenant = \(tx.tenant) AND id IN \(list: orders)")
    }

    private func announce(_ orders: [Found<Order>], _ notes: [Found<CreditNote>], in tx: Transaction) throws {
        let dates = orders.map(\.at) + notes.map(\.at)
        try tx.emit(
            ImportWithdrawn(
                importID: importID, orders: orders.map(\.id), creditNotes: notes.map(\.id), from: dates.min() ?? tx.now,
                to: dates.max() ?? tx.now))
    }

    /// How many documents of the import are still there, and the first hundred of them, orders first.
    private func keptDocuments(in tx: Transaction) throws -> (Int, [Reference]) {
        let orders: Int? = try tx.scalar(
            "SELECT count(*) FROM sales_order WHERE tenant = \(tx.tenant) AND import_id = \(importID)")
        let notes: Int? = try tx.scalar(
            "SELECT count(*) FROM credit_note WHERE tenant = \(tx.tenant) AND import_id = \(importID)")
        let firstOrders = try tx.rows(
            "SELECT id FROM sales_order WHERE tenant = \(tx.tenant) AND import_id = \(importID) ORDER BY id LIMIT 100"
        ) { row in (try row.next() as ID<Order>).reference }
        let firstNotes = try tx.rows(
            "SELECT id FROM credit_note WHERE tenant = \(tx.tenant) AND import_id = \(importID) ORDER BY id LIMIT 100"
        ) { row in (try row.next() as ID<CreditNote>).reference }
        return ((orders ?? 0) + (notes ?? 0), Array((firstOrders + firstNotes).prefix(100)))
    }
}
