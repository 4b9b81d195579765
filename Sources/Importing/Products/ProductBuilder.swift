import Catalog
import Kernel

/// One product of a file, ready to be recorded, with what is on the shelf of each variant.
struct ImportedProduct: Sendable {
    let handle: String
    var product: UpsertProduct
    /// In the order of the variants; nil where the file says nothing.
    var stock: [Quantity?]
    let rows: Int
}

/// Makes one product of the rows that share its handle: the first that names it carries the product; rows with a price
/// are its variants; every row may add a picture.
struct ProductBuilder {
    let currency: Currency

    func product(_ handle: String, _ rows: [ProductRow]) -> ImportedProduct {
        func first(_ field: KeyPath<ProductRow, String?>) -> String? {
            rows.lazy.compactMap { $0[keyPath: field] }.first
        }
        let isPublished = Self.isPublished(first(\.[ProductFields.published]), first(\.[ProductFields.status]))
        let variantRows = rows.filter { (row: ProductRow) -> Bool in row.price != nil }
        let names = [ProductFields.name1, ProductFields.name2, ProductFields.name3].compactMap { field in
            rows.lazy.compactMap { (row: ProductRow) -> String? in row[field] }.first
        }
        let isPlain = names == ["Title"] && variantRows.allSatisfy { Self.options(of: $0) == ["Default Title"] }
        var seen: [[String]: Int] = [:]
        let variants = variantRows.map { (row: ProductRow) -> VariantInput in
            let options = isPlain ? [] : Self.options(of: row)
            seen[options, default: 0] += 1
            return variant(row, options, handle: handle, occurrence: seen[options] ?? 1, isPublished: isPublished)
        }
        let product = UpsertProduct(
            handle: handle, title: first(\.[ProductFields.title]), description: first(\.[ProductFields.body]),
            brand: first(\.[ProductFields.vendor]), category: first(\.[ProductFields.type]),
            optionNames: isPlain ? [] : names, isPublished: isPublished, variants: variants, images: images(rows))
        return ImportedProduct(
            handle: handle, product: product,
            stock: variantRows.map { (row: ProductRow) -> Quantity? in row.quantity.map { Quantity(micros: max(0, $0)) }
            },
            rows: rows.count)
    }

    /// A second variant with the options of another and no SKU gets a number behind its name, so that it is found again.
    private func variant(
        _ row: ProductRow, _ options: [String], handle: String, occurrence: Int, isPublished: Bool?
    ) -> VariantInput {
        var sku = row[ProductFields.sku]
        if sku == nil, occurrence > 1 {
            let parts = [handle] + options + ["\(occurrence)"]
            let slug = SlugFormat.slug(parts.joined(separator: " "), maximumLength: SKU.limit - 4)
            sku = slug.hasSuffix("-\(occurrence)") ? slug : "\(slug)-\(occurrence)"
        }
        func price(_ micros: Int64?) -> UnitPrice? { micros.map { UnitPrice(micros: $0, currency) } }
        let grams = row.grams.map { (micros: Int64) -> Int in Int((micros + 500_000) / 1_000_000) }
        let isGiftCard = row[ProductFields.giftCard]?.lowercased() == "true"
        return VariantInput(
            sku: sku, title: nil, options: options, price: price(row.price), compareAt: price(row.compareAt),
            cost: price(row.cost), barcode: row[ProductFields.barcode], weightGrams: grams,
            isStocked: isGiftCard ? false : nil, isPublished: isPublished)
    }

    private static func options(of row: ProductRow) -> [String] {
        var options = [ProductFields.value1, ProductFields.value2, ProductFields.value3].map { row[$0] ?? "" }
        while options.last == "" { options.removeLast() }
        return options
    }

    /// Each address once, in order.
    private func images(_ rows: [ProductRow]) -> [ProductImage] {
        var seen: Set<String> = []
        return rows.compactMap { (row: ProductRow) -> ProductImage? in
            guard let url = row[ProductFields.image], seen.insert(url).inserted else { return nil }
            return ProductImage(url: url, alt: row[ProductFields.imageAlt])
        }
    }

    /// Published when the column says so and the product is not a draft; nil when the file says nothing.
    private static func isPublished(_ published: String?, _ status: String?) -> Bool? {
        let flag = published.map { ["true", "yes", "1"].contains($0.lowercased()) }
        guard let status else { return flag }
        return status.lowercased() == "active" && flag != false
    }
}
