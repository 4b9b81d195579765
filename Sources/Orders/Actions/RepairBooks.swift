import Kernel
import Ledger
import Platform
import Store

/// Posts what the books lack of documents, and takes back what they have too much: for documents from before the shop
/// kept books, and for what a nightly check found. The documents stay as they are. Doing it twice posts nothing.
struct RepairBooks: Action {
    static let name: ActionName = "orders.repair_books"
    static let permission = Permission.ordersRepair
    static let summary = "Posts what the books lack of orders and credit notes, which stay as they are."
    static let limit = 20_000
    private static let portion = 500

    /// Orders whose money is to be looked at.
    var orders: [ID<Order>]
    /// Credit notes that belong to no order.
    var creditNotes: [ID<CreditNote>]

    struct Outcome: Codable, Sendable {
        /// How many entries were posted.
        let entries: Int
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var check = Validation()
        let count = orders.count + creditNotes.count
        check.check(count <= Self.limit, "orders", "too_many", "At most \(Self.limit) documents at once.")
        try check.finish()
        var posted = 0
        for start in stride(from: 0, to: orders.count, by: Self.portion) {
            let found = try locked(orders[start...].prefix(Self.portion), in: tx)
            posted += try post(BooksComparison.of(found, in: tx), in: tx)
        }
        for start in stride(from: 0, to: creditNotes.count, by: Self.portion) {
            let found = try locked(creditNotes[start...].prefix(Self.portion), in: tx)
            posted += try post(BooksComparison.of(found.filter { note in note.order == nil }, in: tx), in: tx)
        }
        return Outcome(entries: posted)
    }

    /// Nobody else changes or repairs them meanwhile.
    private func locked<R: Record>(_ ids: ArraySlice<ID<R>>, in tx: Transaction) throws -> [R] {
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE")"
        return try tx.records(R.self, where: "id IN \(list: Array(ids))", tail: "ORDER BY id \(locking)")
    }

    private func post(_ comparisons: [BooksComparison], in tx: Transaction) throws -> Int {
        var posted = 0
        for comparison in comparisons {
            guard let entry = try comparison.missingEntry() else { continue }
            try Books.collect(entry, in: tx)
            tx.touch(comparison.document)
            posted += 1
        }
        return posted
    }

    /// The repair of what is wrong with the first so many documents; nil when the books agree with all of them.
    static func proposed(atMost limit: Int, in db: Reader) throws -> RepairBooks? {
        var repair = RepairBooks(orders: [], creditNotes: [])
        try BooksComparison.each(in: db) { comparison in
            if comparison.fault == nil { return true }
            if let order = ID<Order>(comparison.document.description) { repair.orders.append(order) }
            if let note = ID<CreditNote>(comparison.document.description) { repair.creditNotes.append(note) }
            return repair.orders.count + repair.creditNotes.count < min(limit, Self.limit)
        }
        return repair.orders.isEmpty && repair.creditNotes.isEmpty ? nil : repair
    }
}
