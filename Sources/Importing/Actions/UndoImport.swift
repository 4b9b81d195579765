import Catalog
import Customers
import Inventory
import Kernel
import Orders
import Platform
import Store

/// Begins to take an import back. The rest is done in parts: by the command line at once, by the server in the
/// background.
public struct UndoImport: Action {
    /// imports.undo
    public static let name: ActionName = "imports.undo"
    /// Who may.
    public static let permission = Permission.importsUndo
    /// For people.
    public static let summary = "Takes an import back: its untouched documents, customers and articles are removed."
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The import.
    public var `import`: ID<ImportRun>
    /// Whether an import counts as stopped that says it is running: its process is gone.
    public var evenIfRunning: Bool?

    /// The import to take back.
    public init(import: ID<ImportRun>, evenIfRunning: Bool? = nil) {
        self.import = `import`
        self.evenIfRunning = evenIfRunning
    }

    /// Moves it to `undoing`; an import that is being undone already stays so.
    public func perform(in tx: Transaction) throws -> ImportRun {
        var record = try tx.find(`import`)
        if record.state == .undoing { return record }
        if record.state == .running {
            guard evenIfRunning == true else { throw Problem.importStillRunning(record) }
            try record.move(to: .interrupted, at: tx.now)
        }
        try record.move(to: .undoing, at: tx.now)
        record.lease = ""
        try tx.save(&record)
        return record
    }
}

/// Does the next part of taking an import back: documents first, then what they stood on. Performed until it is done.
struct UndoImportPart: Action {
    static let name: ActionName = "imports.undo_part"
    static let permission = Permission.importsUndo
    static let summary = "Does the next part of taking an import back; performed until it is done."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ImportUndone.self] }

    var run: ID<ImportRun>

    /// What this part removed.
    struct Outcome: Codable, Sendable {
        var orders = 0
        var creditNotes = 0
        var stockDocuments = 0
        var customers = 0
        var products = 0
        /// Orders and credit notes that stay; known when done.
        var kept = 0
        /// The first of them.
        var keptDocuments: [Reference] = []
        var isDone = false
    }

    /// The next import of the shop that is being undone.
    static func due(in db: Reader) throws -> UndoImportPart? {
        let run: ID<ImportRun>? = try db.scalar(
            "SELECT id FROM import_run WHERE tenant = \(db.tenant) AND state = 'undoing' ORDER BY id LIMIT 1")
        return run.map { UndoImportPart(run: $0) }
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var record = try tx.find(run)
        if record.state == .undone { return Outcome(isDone: true) }
        guard record.state == .undoing else { throw Problem.importTakenOver(record) }
        let importID = run.reference
        var outcome = Outcome()
        let trade = try tx.perform(WithdrawImported(importID: importID))
        outcome.orders = trade.orders
        outcome.creditNotes = trade.creditNotes
        guard trade.isDone else { return outcome }
        outcome.kept = trade.keptCount
        outcome.keptDocuments = trade.kept
        let stock = try tx.perform(WithdrawStockDocuments(importID: importID))
        outcome.stockDocuments = stock.documents
        guard stock.isDone else { return outcome }
        outcome.customers = try removeCustomers(importID, includingTagged: record.kind == .customers, in: tx)
        outcome.products = try removeProducts(importID, in: tx)
        if outcome.customers > 0 || outcome.products > 0 { return outcome }
        try tx.execute("DELETE FROM import_document WHERE tenant = \(tx.tenant) AND import_id = \(run)")
        try record.move(to: .undone, at: tx.now)
        try tx.save(&record)
        try tx.emit(ImportUndone(run: run, kept: trade.keptCount))
        outcome.isDone = true
        return outcome
    }

    /// Up to a thousand customers on whom nothing stands.
    private func removeCustomers(_ importID: Reference, includingTagged: Bool, in tx: Transaction) throws -> Int {
        var last: ID<Customer>?
        while true {
            let page = try Customer.untouched(
                from: importID, after: last, limit: 1_000, includingTagged: includingTagged, in: tx)
            if page.isEmpty { return 0 }
            last = page.last
            let named = try TradeUse.customers(among: page, in: tx)
            let free = page.filter { !named.contains($0) }
            if free.isEmpty { continue }
            let removed = try tx.perform(
                WithdrawImportedCustomers(importID: importID, customers: free, includingTagged: includingTagged)
            ).removed
            if removed > 0 { return removed }
        }
    }

    /// Up to a thousand products on which nothing stands.
    private func removeProducts(_ importID: Reference, in tx: Transaction) throws -> Int {
        var last: ID<Product>?
        var named: Set<ID<Variant>>?
        while true {
            let page = try Product.untouched(from: importID, after: last, limit: 1_000, in: tx)
            if page.isEmpty { return 0 }
            last = page.last?.product
            let sold = try named ?? TradeUse.variants(in: tx)
            named = sold
            let moved = try Stock.used(among: page.flatMap(\.variants), in: tx)
            let free = page.filter { (_, variants) -> Bool in
                variants.allSatisfy { !sold.contains($0) && !moved.contains($0) }
            }
            if free.isEmpty { continue }
            let removed = try tx.perform(
                WithdrawImportedProducts(importID: importID, products: free.map(\.product))
            ).removed
            if removed > 0 { return removed }
        }
    }
}
