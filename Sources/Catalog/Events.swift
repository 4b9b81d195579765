import Kernel
import Platform

/// A product was added to the catalogue.
public struct ProductCreated: Event {
    public static let name: EventName = "products.created.v1"
    public static let summary = "A product was added to the catalogue."
    /// Which.
    public let product: ID<Product>
    /// Its handle.
    public let handle: String
    /// Its title.
    public let title: String
    /// The product.
    public var subject: Reference { product.reference }
}

/// What is said about a product changed: its texts, variants or images.
public struct ProductUpdated: Event {
    public static let name: EventName = "products.updated.v1"
    public static let summary = "What is said about a product, its variants or its images changed."
    /// Which.
    public let product: ID<Product>
    /// The product.
    public var subject: Reference { product.reference }
}

/// A product was released for the public storefront, or taken back from it.
public struct ProductPublicationChanged: Event {
    public static let name: EventName = "products.publication_changed.v1"
    public static let summary = "A product was released for the public storefront, or taken back from it."
    /// Which.
    public let product: ID<Product>
    /// Whether it is released now.
    public let isPublished: Bool
    /// The product.
    public var subject: Reference { product.reference }
}

/// A variant was released for the public storefront, or taken back from it.
public struct VariantPublicationChanged: Event {
    public static let name: EventName = "variants.publication_changed.v1"
    public static let summary = "A variant was released for the public storefront, or taken back from it."
    /// Its product.
    public let product: ID<Product>
    /// Which.
    public let variant: ID<Variant>
    /// Whether it is released now.
    public let isPublished: Bool
    /// The product: what happens to its variants keeps its order.
    public var subject: Reference { product.reference }
}

/// A product was put out of use.
public struct ProductArchived: Event {
    public static let name: EventName = "products.archived.v1"
    public static let summary = "A product was put out of use; new orders refuse it."
    /// Which.
    public let product: ID<Product>
    /// The product.
    public var subject: Reference { product.reference }
}

/// A product was taken back into use.
public struct ProductUnarchived: Event {
    public static let name: EventName = "products.unarchived.v1"
    public static let summary = "A product was taken back into use."
    /// Which.
    public let product: ID<Product>
    /// The product.
    public var subject: Reference { product.reference }
}

/// A variant was added to a product.
public struct VariantCreated: Event {
    public static let name: EventName = "variants.created.v1"
    public static let summary = "A variant was added to a product."
    /// Its product.
    public let product: ID<Product>
    /// Which.
    public let variant: ID<Variant>
    /// Its SKU.
    public let sku: String
    /// The product: what happens to its variants keeps its order.
    public var subject: Reference { product.reference }
}

/// What is said about a variant changed.
public struct VariantUpdated: Event {
    public static let name: EventName = "variants.updated.v1"
    public static let summary = "What is said about a variant changed."
    /// Its product.
    public let product: ID<Product>
    /// Which.
    public let variant: ID<Variant>
    /// Its SKU.
    public let sku: String
    /// The product: what happens to its variants keeps its order.
    public var subject: Reference { product.reference }
}

/// Products that an import had made were removed with it.
public struct ProductsWithdrawn: Event {
    public static let name: EventName = "products.withdrawn.v1"
    public static let summary = "Products that an import had made were removed when it was undone."
    /// The import.
    public let importID: Reference
    /// Which.
    public let products: [ID<Product>]
    /// The import.
    public var subject: Reference { importID }
}
