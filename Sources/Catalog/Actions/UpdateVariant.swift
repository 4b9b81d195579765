import Kernel
import Platform

/// Changes what is said about a variant. Absent fields stay; an empty text clears its field. Documents made before
/// keep the SKU, title and price they were made with.
struct UpdateVariant: Action {
    static let name: ActionName = "variants.update"
    static let permission = Permission.variantsUpdate
    static let summary = "Changes what is said about a variant; documents made before keep what they say."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [VariantUpdated.self] }

    var variant: ID<Variant>
    var sku: String?
    var title: String?
    var options: [String]?
    var price: UnitPrice?
    var compareAt: UnitPrice?
    var cost: UnitPrice?
    var barcode: String?
    var weightGrams: Int?
    var isStocked: Bool?

    func perform(in tx: Transaction) throws -> Variant {
        var record = try tx.find(variant)
        try record.take(
            VariantInput(
                sku: sku, title: title, options: options, price: price, compareAt: compareAt, cost: cost,
                barcode: barcode, weightGrams: weightGrams, isStocked: isStocked))
        try tx.writingProduct {
            try tx.save(&record)
            try SearchIndex.refresh(record.product, in: tx)
        }
        try tx.emit(VariantUpdated(product: record.product, variant: variant, sku: record.sku))
        return record
    }
}
