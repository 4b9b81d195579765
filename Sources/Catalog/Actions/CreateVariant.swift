import Kernel
import Platform

/// Adds a variant to a product. It is unpublished: releasing it has its own action and its own permission.
struct CreateVariant: Action {
    static let name: ActionName = "variants.create"
    static let permission = Permission.variantsCreate
    static let summary = "Adds a variant to a product, unpublished."
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [VariantCreated.self] }

    var product: ID<Product>
    var sku: String
    /// Made of the options when absent.
    var title: String?
    var options: [String]?
    var price: UnitPrice?
    var compareAt: UnitPrice?
    var cost: UnitPrice?
    var barcode: String?
    var weightGrams: Int?
    /// False for services and fees; true when absent.
    var isStocked: Bool?

    func perform(in tx: Transaction) throws -> Variant {
        let parent = try tx.find(product)
        let others = try Variant.all(of: product, in: tx)
        var check = Validation()
        check.check(!FieldText.line(sku).isEmpty, "sku", "required", "This must not be empty.")
        check.check(
            others.count < UpsertProduct.variantLimit, "product", "too_many",
            "A product has at most \(UpsertProduct.variantLimit) variants.")
        let input = VariantInput(
            sku: sku, title: title, options: options, price: price, compareAt: compareAt, cost: cost, barcode: barcode,
            weightGrams: weightGrams, isStocked: isStocked)
        let position = (others.map(\.position).max() ?? 0) + 1
        let made = try check.attempt { try NewVariant.made(input, of: parent, position: position, in: tx) }
        try check.finish()
        guard var variant = made else { throw Problem.skuTaken }
        variant.isPublished = false
        let record = variant
        try tx.writingProduct {
            try tx.insert(record)
            try SearchIndex.refresh(product, in: tx)
        }
        try tx.emit(VariantCreated(product: product, variant: record.id, sku: record.sku))
        return record
    }
}
