import Kernel
import Platform

/// Releases a product for the public storefront. Its variants show as far as they are released themselves.
struct PublishProduct: Action {
    static let name: ActionName = "products.publish"
    static let permission = Permission.productsPublish
    static let summary = "Releases a product for the public storefront."
    static let inverse: ActionName? = "products.unpublish"
    static var emits: [any Event.Type] { [ProductPublicationChanged.self] }

    var product: ID<Product>

    func perform(in tx: Transaction) throws -> Product {
        var record = try tx.find(product)
        if record.isArchived { throw Problem.productArchived }
        try record.setPublished(true, in: tx)
        return record
    }
}

/// Takes a product back from the public storefront.
struct UnpublishProduct: Action {
    static let name: ActionName = "products.unpublish"
    static let permission = Permission.productsPublish
    static let summary = "Takes a product back from the public storefront."
    static let inverse: ActionName? = "products.publish"
    static var emits: [any Event.Type] { [ProductPublicationChanged.self] }

    var product: ID<Product>

    func perform(in tx: Transaction) throws -> Product {
        var record = try tx.find(product)
        try record.setPublished(false, in: tx)
        return record
    }
}

extension Product {
    /// Sets the flag and says so; a flag that is so already changes nothing.
    fileprivate mutating func setPublished(_ flag: Bool, in tx: Transaction) throws {
        if isPublished == flag { return }
        isPublished = flag
        try tx.save(&self)
        try tx.emit(ProductPublicationChanged(product: id, isPublished: flag))
    }
}
