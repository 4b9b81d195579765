import Kernel
import Platform

/// Changes what is said about a product. Absent fields stay; an empty text clears its field.
struct UpdateProduct: Action {
    static let name: ActionName = "products.update"
    static let permission = Permission.productsUpdate
    static let summary = "Changes what is said about a product; fields left out stay, an empty text clears one."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [ProductUpdated.self] }

    var product: ID<Product>
    var title: String?
    var handle: String?
    /// Plain text or HTML; kept as plain text.
    var description: String?
    var brand: ID<Brand>?
    var category: ID<Category>?
    var optionNames: [String]?
    /// In place of the images it had.
    var images: [ProductImage]?

    func perform(in tx: Transaction) throws -> ProductDetail {
        var record = try tx.find(product)
        var check = Validation()
        try check.attempt {
            try record.take(
                ProductInput(handle: handle, title: title, description: description, optionNames: optionNames))
        }
        if let brand { record.brand = try check.existing(brand, "brand", in: tx) }
        if let category { record.category = try check.existing(category, "category", in: tx) }
        let cleaned = try check.attempt { try images.map { try ProductImage.cleaned($0) } } ?? nil
        try check.finish()
        try tx.writingProduct {
            try tx.save(&record)
            if let cleaned { _ = try ProductImage.replace(product, with: cleaned, in: tx) }
            try SearchIndex.refresh(product, in: tx)
        }
        try tx.emit(ProductUpdated(product: product))
        return try ProductDetail(record, in: tx)
    }
}
