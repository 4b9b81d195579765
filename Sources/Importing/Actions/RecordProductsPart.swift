import Catalog
import Inventory
import Kernel
import Platform

/// Records some products of an import: each with its variants, pictures and stock as one step, refused alone if need be.
struct RecordProductsPart: Action {
    static let name: ActionName = "imports.record_products"
    static let permission = Permission.importsRun
    static let summary = "Records some products of an import, each with variants, pictures and stock as one step."
    static let route = ActionRoute.internalOnly

    var run: ID<ImportRun>
    var lease: String
    /// How many products the part has; each is the input of its own action, which has it in its own audit row.
    var size: Int
    var products: [ImportedProduct] = []

    enum CodingKeys: String, CodingKey { case run, lease, size }

    init(run: ID<ImportRun>, lease: String, products: [ImportedProduct]) {
        self.run = run
        self.lease = lease
        self.products = products
        size = products.count
    }

    /// What became of the products.
    struct Outcome: Codable, Sendable {
        var new = 0
        var updated = 0
        var unchanged = 0
        var refused: [RecordImportPart.Refused] = []
    }

    func touchedLocations(in db: Reader) throws -> [RawID] {
        let hasStock = products.contains { product in product.stock.contains { $0 != nil } }
        return hasStock ? try Location.standard(in: db).map { [$0.id.raw] } ?? [] : []
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var record = try tx.find(run)
        try record.require(lease: lease)
        var outcome = Outcome()
        for product in products {
            do {
                let (isNew, isChanged) = try tx.nested { try write(product, in: tx) }
                if isNew { outcome.new += 1 } else if isChanged { outcome.updated += 1 } else { outcome.unchanged += 1 }
            } catch let problem as Problem where problem.kind != .internal && problem.kind != .unavailable {
                outcome.refused.append(
                    .init(number: product.handle, reason: problem.inWords, lines: product.rows))
            }
        }
        record.counts.products += outcome.new
        record.counts.updated += outcome.updated
        record.counts.alreadyThere += outcome.unchanged
        record.updatedAt = tx.now
        try tx.save(&record)
        return outcome
    }

    private func write(_ imported: ImportedProduct, in tx: Transaction) throws -> (isNew: Bool, isChanged: Bool) {
        var product = imported.product
        product.importID = run.reference
        let done = try tx.perform(product)
        let isStockChanged = try setStock(imported, done.variants, in: tx)
        return (done.isNew, done.isChanged || isStockChanged)
    }

    /// Counts what differs at the default location; where nothing does, nothing is written.
    private func setStock(_ imported: ImportedProduct, _ variants: [VariantRef], in tx: Transaction) throws -> Bool {
        guard imported.stock.contains(where: { $0 != nil }), let location = try Location.standard(in: tx) else {
            return false
        }
        let levels = try Stock.levels(of: variants.map(\.id), at: location.id, in: tx)
        let onHand = Dictionary(levels.map { ($0.variant, $0.onHand) }, uniquingKeysWith: { first, _ in first })
        var settings: [StockSetting] = []
        for (variant, wanted) in zip(variants, imported.stock) {
            guard let wanted, variant.isStocked, onHand[variant.id] ?? .zero != wanted else { continue }
            settings.append(StockSetting(variant: variant.id, location: location.id, quantity: wanted))
        }
        if settings.isEmpty { return false }
        try tx.perform(SetStock(settings, note: "Import of \(imported.handle)"))
        return true
    }
}

extension Problem {
    /// The problem in one line of a report.
    var inWords: String {
        let details = errors.prefix(3).map { (error: FieldError) -> String in "\(error.field): \(error.message)" }
        if !details.isEmpty { return details.joined(separator: " ") }
        return [title, detail].compactMap { $0 }.joined(separator: " ")
    }
}
