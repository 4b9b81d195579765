import Kernel
import Platform

/// Releases a variant for the public storefront, where it shows once its product is released as well.
struct PublishVariant: Action {
    static let name: ActionName = "variants.publish"
    static let permission = Permission.variantsPublish
    static let summary = "Releases a variant for the public storefront, together with its product."
    static let inverse: ActionName? = "variants.unpublish"
    static var emits: [any Event.Type] { [VariantPublicationChanged.self] }

    var variant: ID<Variant>

    func perform(in tx: Transaction) throws -> Variant {
        var record = try tx.find(variant)
        try record.setPublished(true, in: tx)
        return record
    }
}

/// Takes a variant back from the public storefront; its product stays.
struct UnpublishVariant: Action {
    static let name: ActionName = "variants.unpublish"
    static let permission = Permission.variantsPublish
    static let summary = "Takes a variant back from the public storefront; its product stays."
    static let inverse: ActionName? = "variants.publish"
    static var emits: [any Event.Type] { [VariantPublicationChanged.self] }

    var variant: ID<Variant>

    func perform(in tx: Transaction) throws -> Variant {
        var record = try tx.find(variant)
        try record.setPublished(false, in: tx)
        return record
    }
}

extension Variant {
    /// Sets the flag and says so; a flag that is so already changes nothing.
    fileprivate mutating func setPublished(_ flag: Bool, in tx: Transaction) throws {
        if isPublished == flag { return }
        isPublished = flag
        try tx.save(&self)
        try tx.emit(VariantPublicationChanged(product: product, variant: id, isPublished: flag))
    }
}
