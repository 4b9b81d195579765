import Kernel
import Platform
import Store

/// A picture of a product, by address. Pictures are replaced as a list, in their order.
public struct ProductImage: Codable, Sendable, Hashable {
    /// How many a product may have.
    public static let limit = 100

    /// Where it is: http or https.
    public var url: String
    /// What it shows, for those who cannot see it.
    public var alt: String?

    /// A picture at an address.
    public init(url: String, alt: String? = nil) {
        self.url = url
        self.alt = alt
    }

    static func all(of product: ID<Product>, in db: Reader) throws -> [ProductImage] {
        try db.rows(
            """
            SELECT url, alt FROM product_image WHERE tenant = \(db.tenant) AND product = \(product) ORDER BY position
            """
        ) { row in ProductImage(url: try row.next(), alt: try row.next()) }
    }

    /// The pictures cleaned and checked; every wrong field is named at once.
    static func cleaned(_ images: [ProductImage]) throws -> [ProductImage] {
        var check = Validation()
        check.check(images.count <= limit, "images", "too_many", "A product has at most \(limit) images.")
        var cleaned: [ProductImage] = []
        for (index, image) in images.prefix(limit).enumerated() {
            let url = check.line(image.url, "images[\(index)].url", limit: 2_000, isRequired: true)
            let isWeb = url.lowercased().hasPrefix("https://") || url.lowercased().hasPrefix("http://")
            check.check(
                isWeb && !url.contains(" "), "images[\(index)].url", "bad_url",
                "An image needs an http or https address.")
            let alt = image.alt.map { check.line($0, "images[\(index)].alt", limit: 500) }?.nilIfEmpty
            cleaned.append(ProductImage(url: url, alt: alt))
        }
        try check.finish()
        return cleaned
    }

    /// Puts these in place of the pictures a product had. Answers whether anything changed.
    static func replace(_ product: ID<Product>, with images: [ProductImage], in tx: Transaction) throws -> Bool {
        if try all(of: product, in: tx) == images { return false }
        try tx.send("DELETE FROM product_image WHERE tenant = \(tx.tenant) AND product = \(product)")
        let rows = images.enumerated().map { index, image -> [DBValue] in
            [tx.tenant.dbValue, product.dbValue, (index + 1).dbValue, image.url.dbValue, image.alt.dbValue]
        }
        try tx.insertMany(into: "product_image", columns: ["tenant", "product", "position", "url", "alt"], rows: rows)
        return true
    }
}
