import Kernel
import Platform
import Store

/// The work of `UpsertProduct`: the product as it was and as it becomes.
struct ProductUpsert {
    /// A mentioned variant, nil before when it is new.
    struct Mention {
        /// Its place in the input.
        let index: Int
        let before: Variant?
        var after: Variant
    }

    private let input: UpsertProduct
    private let tx: Transaction
    private let original: Product?
    private let existing: [Variant]
    private let currency: Currency
    private(set) var product: Product
    private(set) var mentioned: [Mention] = []
    private var images: [ProductImage]?
    private var brandName: String?
    private var categoryPath: [String]?

    var isNew: Bool { original == nil }

    init(_ input: UpsertProduct, in tx: Transaction) throws {
        self.input = input
        self.tx = tx
        let handle = SlugFormat.slug(FieldText.line(input.handle), maximumLength: Product.handleLimit)
        let found = try tx.records(Product.self, where: "handle = \(handle)").first
        // Loaded by its id, the product's audit entry shows it before and after.
        original = try found.map { try tx.find($0.id) }
        existing = try original.map { try Variant.all(of: $0.id, in: tx) } ?? []
        currency = try tx.shop.currency
        product =
            original
            ?? Product(id: tx.newID(), handle: handle, title: "", createdAt: tx.now, importID: input.importID)
    }

    /// Cleans and checks everything; throws one problem that names every wrong field.
    mutating func check() throws {
        var check = Validation()
        var product = self.product
        let title = original == nil ? input.title ?? "" : input.title
        try check.attempt {
            try product.take(
                ProductInput(
                    handle: original == nil ? input.handle : nil, title: title, description: input.description,
                    optionNames: input.optionNames))
        }
        if let flag = input.isPublished { product.isPublished = flag }
        self.product = product
        brandName = input.brand.map { check.line($0, "brand", limit: 120) }
        categoryPath = input.category.map { CategoryPath.names(in: $0, &check) }
        images = try check.attempt { try input.images.map { try ProductImage.cleaned($0) } } ?? nil
        check.check(
            !existing.isEmpty || !input.variants.isEmpty, "variants", "required",
            "A product needs at least one variant.")
        check.check(
            input.variants.count <= UpsertProduct.variantLimit, "variants", "too_many",
            "At most \(UpsertProduct.variantLimit) variants.")
        try checkVariants(&check)
        try check.finish()
    }

    private mutating func checkVariants(_ check: inout Validation) throws {
        var seen: Set<String> = []
        for (index, input) in input.variants.prefix(UpsertProduct.variantLimit).enumerated() {
            let path = "variants[\(index)]"
            guard let mention = try check.attempt(under: path, { try mention(input, index: index) }) else { continue }
            check.check(
                seen.insert(mention.after.sku).inserted, "\(path).sku", "twice", "This variant is mentioned twice.")
            mentioned.append(mention)
        }
        let skus = mentioned.filter { $0.before?.sku != $0.after.sku }.map(\.after.sku)
        let owners = try Variant.bySKU(skus, in: tx).filter { $0.value.product != product.id }
        for mention in mentioned {
            guard let owner = owners[mention.after.sku] else { continue }
            check.add(
                "variants[\(mention.index)].sku", "sku_taken", "The SKU \(owner.sku) belongs to \"\(owner.title)\".")
        }
    }

    /// What becomes of one mentioned variant.
    private func mention(_ input: VariantInput, index: Int) throws -> Mention {
        var check = Validation()
        let options = input.options.map { check.options($0, "options") }
        try check.finish()
        let sku = input.sku.map(FieldText.line)?.nilIfEmpty.map(SKU.normalised)
        let before = existing.first { variant in
            if let sku { return variant.sku == sku }
            return variant.options == options ?? []
        }
        var variant =
            before
            ?? Variant(
                id: tx.newID(), product: product.id, sku: "", title: "", currency: currency, createdAt: tx.now)
        var said = input
        said.sku = sku ?? before?.sku ?? SKU.derived(handle: product.handle, options: options ?? [])
        said.title = input.title.map(FieldText.line)?.nilIfEmpty ?? title(options, of: before)
        try variant.take(said)
        if let flag = input.isPublished { variant.isPublished = flag }
        if before == nil { variant.position = (existing.map(\.position).max() ?? 0) + index + 1 }
        return Mention(index: index, before: before, after: variant)
    }

    /// What a variant is called when nobody says: its options, or the product where there are none.
    private func title(_ options: [String]?, of before: Variant?) -> String {
        if let before, options == nil { return before.title == original?.title ? product.title : before.title }
        let named = (options ?? []).filter { $0 != "Default Title" }
        return named.isEmpty ? product.title.nilIfEmpty ?? "?" : named.joined(separator: " / ")
    }

    /// Writes what differs; answers whether anything did.
    mutating func write() throws -> Bool {
        if let brandName { product.brand = try brandName.nilIfEmpty.map { try Brand.ensured($0, in: tx).id } }
        if let categoryPath { product.category = try Category.ensured(categoryPath, in: tx)?.id }
        var isChanged = try writeProduct()
        for index in mentioned.indices where try write(&mentioned[index]) { isChanged = true }
        if let images, try ProductImage.replace(product.id, with: images, in: tx) { isChanged = true }
        guard isChanged else { return false }
        tx.touch(product.id.reference)
        try SearchIndex.refresh(product.id, in: tx)
        if isNew {
            try tx.emit(ProductCreated(product: product.id, handle: product.handle, title: product.title))
        } else {
            try tx.emit(ProductUpdated(product: product.id))
        }
        if product.isPublished != (original?.isPublished ?? false) {
            try tx.emit(ProductPublicationChanged(product: product.id, isPublished: product.isPublished))
        }
        return true
    }

    private mutating func writeProduct() throws -> Bool {
        if original == nil {
            try tx.insert(product)
        } else if product != original {
            try tx.save(&product)
        } else {
            return false
        }
        return true
    }

    private func write(_ mention: inout Mention) throws -> Bool {
        guard let before = mention.before else {
            try tx.insert(mention.after)
            try tx.emit(VariantCreated(product: product.id, variant: mention.after.id, sku: mention.after.sku))
            return true
        }
        guard mention.after != before else { return false }
        _ = try tx.get(before.id)
        try tx.save(&mention.after)
        try tx.emit(VariantUpdated(product: product.id, variant: before.id, sku: mention.after.sku))
        if mention.after.isPublished != before.isPublished {
            try tx.emit(
                VariantPublicationChanged(
                    product: product.id, variant: before.id, isPublished: mention.after.isPublished))
        }
        return true
    }
}
