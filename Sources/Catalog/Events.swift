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

/// A search rule was published: searches follow it from now on, or its new draft in place of what they followed before.
struct SearchRulePublished: Event {
    static let name: EventName = "search_rules.published.v1"
    static let summary = "A search rule was published; searches follow it."
    /// Which.
    let searchRule: ID<SearchRule>
    /// What the team calls it.
    let ruleName: String
    /// What it does.
    let kind: SearchRuleKind
    /// The rule.
    var subject: Reference { searchRule.reference }
}

/// A search rule was put out of use.
struct SearchRuleArchived: Event {
    static let name: EventName = "search_rules.archived.v1"
    static let summary = "A search rule was put out of use; searches no longer follow it."
    /// Which.
    let searchRule: ID<SearchRule>
    /// The rule.
    var subject: Reference { searchRule.reference }
}

/// A search rule was taken out of the archive.
struct SearchRuleUnarchived: Event {
    static let name: EventName = "search_rules.unarchived.v1"
    static let summary = "A search rule was taken out of the archive, published or not as it was."
    /// Which.
    let searchRule: ID<SearchRule>
    /// Whether searches follow it again.
    let isPublished: Bool
    /// The rule.
    var subject: Reference { searchRule.reference }
}
