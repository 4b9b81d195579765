import Kernel
import Platform

/// Makes or changes one product with its variants and images, found by its handle, all in one transaction. Every field
/// is cleaned and checked, and every wrong one is named; then nothing is changed. Absent fields stay, an empty text
/// clears its field, images are replaced as a list, variants that are not mentioned stay. Doing it again changes nothing.
public struct UpsertProduct: Action {
    public static let name: ActionName = "products.upsert"
    public static let permission = Permission.productsUpsert
    public static let summary = "Makes or changes a product by its handle, with variants and images, as one step."
    public static var emits: [any Event.Type] {
        [
            ProductCreated.self, ProductUpdated.self, ProductPublicationChanged.self, VariantCreated.self,
            VariantUpdated.self, VariantPublicationChanged.self,
        ]
    }

    /// How many variants a product may have.
    public static let variantLimit = 250

    /// What the product is found by; made fit for addresses.
    public var handle: String
    /// The name people read; a new product needs one.
    public var title: String?
    /// Plain text or HTML; kept as plain text.
    public var description: String?
    /// Who makes it, by name; made when the shop has none of that name.
    public var brand: String?
    /// Where it stands in the tree, `Kitchen > Cake stands`; made as far as it is missing.
    public var category: String?
    /// What its variants differ in, at most three.
    public var optionNames: [String]?
    /// Whether it is released for the public storefront; a new product is not unless this says so.
    public var isPublished: Bool?
    /// Its variants, found by SKU, or by their options where they have none. A new product needs at least one.
    public var variants: [VariantInput]
    /// Its images, in place of those it had.
    public var images: [ProductImage]?
    /// The import that asks.
    public var importID: Reference?

    /// What is said; the rest stays.
    public init(
        handle: String, title: String? = nil, description: String? = nil, brand: String? = nil, category: String? = nil,
        optionNames: [String]? = nil, isPublished: Bool? = nil, variants: [VariantInput] = [],
        images: [ProductImage]? = nil, importID: Reference? = nil
    ) {
        self.handle = handle
        self.title = title
        self.description = description
        self.brand = brand
        self.category = category
        self.optionNames = optionNames
        self.isPublished = isPublished
        self.variants = variants
        self.images = images
        self.importID = importID
    }

    /// What came of it.
    public struct Outcome: Codable, Sendable {
        /// The product.
        public let product: ID<Product>
        /// Whether it was made.
        public let isNew: Bool
        /// Whether anything is different from before.
        public let isChanged: Bool
        /// The variants that were mentioned, in the order they were.
        public let variants: [VariantRef]
    }

    public func perform(in tx: Transaction) throws -> Outcome {
        var upsert = try ProductUpsert(self, in: tx)
        try upsert.check()
        let isChanged = try tx.writingProduct { try upsert.write() }
        return Outcome(
            product: upsert.product.id, isNew: upsert.isNew, isChanged: isChanged,
            variants: upsert.mentioned.map { VariantRef($0.after, of: upsert.product) })
    }
}
