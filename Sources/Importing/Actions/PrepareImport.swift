import Catalog
import Customers
import Kernel
import Platform

/// Makes the customers and articles that documents of an import name and the shop lacks, before the documents come.
struct PrepareImport: Action {
    static let name: ActionName = "imports.prepare"
    static let permission = Permission.importsRun
    static let summary = "Makes the customers and articles that an import names and the shop lacks."
    static let route = ActionRoute.internalOnly

    /// At most this many of each at once.
    static let partLimit = 1_000

    var run: ID<ImportRun>
    var lease: String
    var customers: [EnsureCustomers.Entry]
    var variants: [EnsureVariants.Entry]

    /// All that was asked for.
    struct Outcome: Codable, Sendable {
        /// By number.
        let customers: [String: ID<Customer>]
        /// By SKU in its one spelling.
        let variants: [String: VariantRef]
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var record = try tx.find(run)
        try record.require(lease: lease)
        var outcome = Outcome(customers: [:], variants: [:])
        var made = (customers: 0, products: 0)
        if !customers.isEmpty {
            let ensured = try tx.perform(EnsureCustomers(customers: customers, importID: run.reference))
            made.customers = ensured.created
            outcome = Outcome(customers: ensured.ids, variants: [:])
        }
        if !variants.isEmpty {
            let ensured = try tx.perform(EnsureVariants(variants: variants, importID: run.reference))
            made.products = ensured.created
            outcome = Outcome(customers: outcome.customers, variants: ensured.variants)
        }
        if made != (0, 0) {
            record.counts.customers += made.customers
            record.counts.products += made.products
            record.updatedAt = tx.now
            try tx.save(&record)
        }
        return outcome
    }
}
