import Kernel
import Platform

/// Adds a product with its variants. It is unpublished: releasing it has its own action and its own permission.
struct CreateProduct: Action {
    static let name: ActionName = "products.create"
    static let permission = Permission.productsCreate
    static let summary = "Adds a product with its variants, unpublished; without variants it gets one of its own name."
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [ProductCreated.self] }

    var title: String
    /// Made from the title when absent.
    var handle: String?
    /// Plain text or HTML; kept as plain text.
    var description: String?
    var brand: ID<Brand>?
    var category: ID<Category>?
    /// What its variants differ in, at most three.
    var optionNames: [String]?
    var variants: [VariantInput]?

    func perform(in tx: Transaction) throws -> ProductDetail {
        var product = Product(id: tx.newID(), handle: "", title: "", createdAt: tx.now)
        var check = Validation()
        let wish = SlugFormat.slug(title, maximumLength: Product.handleLimit - 8).nilIfEmpty ?? "\(product.id)"
        try check.attempt {
            try product.take(
                ProductInput(
                    handle: handle?.nilIfEmpty ?? wish, title: title, description: description, optionNames: optionNames
                ))
        }
        product.brand = try check.existing(brand, "brand", in: tx)
        product.category = try check.existing(category, "category", in: tx)
        if handle?.nilIfEmpty == nil { product.handle = try FreeHandle.among([product.handle], in: tx)[0] }
        let variants = try newVariants(of: product, &check, in: tx)
        try check.finish()
        try tx.writingProduct {
            try tx.insert(product)
            for variant in variants { try tx.insert(variant) }
            try SearchIndex.refresh(product.id, in: tx)
        }
        try tx.emit(ProductCreated(product: product.id, handle: product.handle, title: product.title))
        return try ProductDetail(product, in: tx)
    }

    private func newVariants(of product: Product, _ check: inout Validation, in tx: Transaction) throws -> [Variant] {
        let inputs = variants ?? []
        check.check(
            inputs.count <= UpsertProduct.variantLimit, "variants", "too_many",
            "At most \(UpsertProduct.variantLimit) variants.")
        if inputs.isEmpty { return [try NewVariant.made(VariantInput(), of: product, position: 1, in: tx)] }
        var found: [Variant] = []
        for (index, input) in inputs.prefix(UpsertProduct.variantLimit).enumerated() {
            let variant = try check.attempt(under: "variants[\(index)]") {
                try NewVariant.made(input, of: product, position: index + 1, in: tx)
            }
            if let variant { found.append(variant) }
        }
        return found
    }
}

/// A variant that is about to be added.
enum NewVariant {
    /// The variant a caller describes; SKU and title are made of handle and options where they are absent.
    static func made(_ input: VariantInput, of product: Product, position: Int, in tx: Transaction) throws -> Variant {
        var check = Validation()
        let options = check.options(input.options ?? [], "options")
        var variant = Variant(
            id: tx.newID(), product: product.id, sku: "", title: "", currency: try tx.shop.currency, createdAt: tx.now)
        var said = input
        said.sku = input.sku?.nilIfEmpty ?? SKU.derived(handle: product.handle, options: options)
        let made = options.isEmpty ? product.title.nilIfEmpty ?? "?" : options.joined(separator: " / ")
        said.title = input.title?.nilIfEmpty ?? made
        try variant.take(said)
        variant.position = position
        return variant
    }
}

extension Validation {
    /// The id of a record that must exist; notes an error when it does not.
    mutating func existing<R: Record>(_ id: ID<R>?, _ field: String, in db: Reader) throws -> ID<R>? {
        guard let id else { return nil }
        let isThere = try db.get(id) != nil
        check(isThere, field, "unknown", "There is no such \(field) in this shop.")
        return id
    }
}
