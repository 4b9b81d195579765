import Kernel
import Platform

/// Puts a product out of use: it leaves the storefront and lists, and new orders refuse its variants.
struct ArchiveProduct: Action {
    static let name: ActionName = "products.archive"
    static let permission = Permission.productsArchive
    static let summary = "Puts a product out of use; what was sold of it stays as it was."
    static let inverse: ActionName? = "products.unarchive"
    static var emits: [any Event.Type] { [ProductArchived.self] }

    var product: ID<Product>

    func perform(in tx: Transaction) throws -> Product {
        var record = try tx.find(product)
        if record.isArchived { return record }
        record.archivedAt = tx.now
        try tx.save(&record)
        try SearchIndex.refresh(product, in: tx)
        try tx.emit(ProductArchived(product: product))
        return record
    }
}

/// Takes a product back into use, as published or not as it was.
struct UnarchiveProduct: Action {
    static let name: ActionName = "products.unarchive"
    static let permission = Permission.productsArchive
    static let summary = "Takes an archived product back into use, published or not as it was."
    static let inverse: ActionName? = "products.archive"
    static var emits: [any Event.Type] { [ProductUnarchived.self] }

    var product: ID<Product>

    func perform(in tx: Transaction) throws -> Product {
        var record = try tx.find(product)
        if !record.isArchived { return record }
        record.archivedAt = nil
        try tx.save(&record)
        try SearchIndex.refresh(product, in: tx)
        try tx.emit(ProductUnarchived(product: product))
        return record
    }
}
