import Kernel
import Platform
import Store

/// Makes sure that variants with these SKUs exist: makes the missing ones in bulk, each as a product of its own, and
/// answers all of them. Variants that exist stay as they are. New products are unpublished: what history mentions is
/// not thereby on sale. Imports perform it once per batch of documents.
public struct EnsureVariants: Action {
    public static let name: ActionName = "catalog.ensure_variants"
    public static let permission = Permission.catalogEnsure
    public static let summary = "Makes the variants that are missing among these SKUs and answers all of them."
    public static let route = ActionRoute.internalOnly
    public static var emits: [any Event.Type] { [ProductCreated.self] }

    /// At most this many variants at once.
    public static let limit = 1_000

    /// One variant as a file knows it.
    public struct Entry: Codable, Sendable, Hashable {
        /// The merchant's code.
        public var sku: String
        /// The name; the SKU when the file has none.
        public var title: String?
        /// What it costs, in the shop's currency.
        public var price: UnitPrice?
        /// False for services and fees, of which there is no stock.
        public var isStocked: Bool

        /// A variant of which only the SKU must be known.
        public init(sku: String, title: String? = nil, price: UnitPrice? = nil, isStocked: Bool = true) {
            self.sku = sku
            self.title = title
            self.price = price
            self.isStocked = isStocked
        }
    }

    /// All variants asked for, and how many were made.
    public struct Outcome: Codable, Sendable {
        /// By SKU in its one spelling (`SKU.normalised`).
        public let variants: [String: VariantRef]
        /// How many were missing.
        public let created: Int
    }

    /// The variants; a SKU that occurs twice counts once, its first entry.
    public var variants: [Entry]
    /// The import that asks.
    public var importID: Reference?

    /// The variants of a batch.
    public init(variants: [Entry], importID: Reference? = nil) {
        self.variants = variants
        self.importID = importID
    }

    public func perform(in tx: Transaction) throws -> Outcome {
        let wanted = try cleaned(in: tx)
        let known = try Variant.bySKU(wanted.map(\.variant.sku), in: tx)
        var missing = wanted.filter { known[$0.variant.sku] == nil }
        if missing.isEmpty { return Outcome(variants: known, created: 0) }
        let handles = try FreeHandle.among(missing.map(\.product.handle), in: tx)
        for index in missing.indices { missing[index].product.handle = handles[index] }
        let made = missing
        try tx.writingProduct {
            try tx.insertBare(made.map(\.product))
            try tx.insertBare(made.map(\.variant))
            try SearchIndex.add(
                made.map { ($0.product.id, SearchWords.words(of: [$0.product.title])) }, in: tx)
        }
        var all = known
        for (product, variant) in made {
            all[variant.sku] = VariantRef(variant, of: product)
            tx.touch(product.id.reference)
            try tx.emit(ProductCreated(product: product.id, handle: product.handle, title: product.title))
        }
        return Outcome(variants: all, created: made.count)
    }

    /// The entries as products of one variant, each SKU once; every wrong field of every entry is named.
    private func cleaned(in tx: Transaction) throws -> [(product: Product, variant: Variant)] {
        var check = Validation()
        check.check(variants.count <= Self.limit, "variants", "too_many", "At most \(Self.limit) variants at once.")
        try check.finish()
        let currency = try tx.shop.currency
        var seen: Set<String> = []
        var found: [(product: Product, variant: Variant)] = []
        for (index, entry) in variants.enumerated() where seen.insert(SKU.normalised(entry.sku)).inserted {
            try check.attempt(under: "variants[\(index)]") {
                found.append(try entry.bare(currency: currency, importID: importID, in: tx))
            }
        }
        try check.finish()
        return found
    }
}

extension EnsureVariants.Entry {
    /// The entry as a product of one variant.
    fileprivate func bare(
        currency: Currency, importID: Reference?, in tx: Transaction
    ) throws -> (product: Product, variant: Variant) {
        var product = Product(id: tx.newID(), handle: "", title: "", createdAt: tx.now, importID: importID)
        var variant = Variant(
            id: tx.newID(), product: product.id, sku: "", title: "", currency: currency, createdAt: tx.now)
        // An empty SKU is refused as a SKU, not once more as a title.
        let name = title.map(FieldText.line)?.nilIfEmpty ?? FieldText.line(sku).nilIfEmpty ?? "?"
        try variant.take(VariantInput(sku: sku, title: name, price: price, isStocked: isStocked))
        let handle = SlugFormat.slug("\(name) \(sku)", maximumLength: Product.handleLimit)
        // A SKU of signs alone has no slug; its id is one.
        try product.take(ProductInput(handle: handle.nilIfEmpty ?? "\(product.id)", title: name))
        return (product, variant)
    }
}

extension Transaction {
    /// Inserts many records of one kind without an audit entry of each; the caller touches them.
    fileprivate func insertBare(_ products: [Product]) throws {
        try insertMany(
            into: "product",
            columns: [
                "tenant", "id", "version", "handle", "title", "is_published", "created_at", "import_id", "title_key",
            ],
            rows: products.map { product -> [DBValue] in
                [
                    tenant.dbValue, product.id.dbValue, product.version.dbValue, product.handle.dbValue,
                    product.title.dbValue, product.isPublished.dbValue, product.createdAt.dbValue,
                    product.importID.dbValue, Text.folded(product.title).dbValue,
                ]
            })
    }

    fileprivate func insertBare(_ variants: [Variant]) throws {
        try insertMany(
            into: "variant",
            columns: [
                "tenant", "id", "version", "product", "sku", "title", "currency", "price_micros", "is_published",
                "is_stocked", "position", "created_at",
            ],
            rows: variants.map { variant -> [DBValue] in
                [
                    tenant.dbValue, variant.id.dbValue, variant.version.dbValue, variant.product.dbValue,
                    variant.sku.dbValue, variant.title.dbValue, variant.currency.dbValue, variant.price.dbValue,
                    variant.isPublished.dbValue, variant.isStocked.dbValue, variant.position.dbValue,
                    variant.createdAt.dbValue,
                ]
            })
    }
}
