import Catalog
import Kernel

/// What the shop's catalogue says: taken over as it is, since what a product is called or costs is nobody's sum.
struct CatalogueModel: Sendable {
    struct Article: Sendable {
        let sku: String
        let price: UnitPrice?
        let isStocked: Bool
    }

    /// By the variant's id.
    private(set) var articles: [String: Article] = [:]
    /// The variants of SKUs.
    private(set) var variants: [String: String] = [:]
    /// The ids of all variants, in order.
    private(set) var ids: [String] = []
    /// The ids of those that are counted, in order.
    private(set) var stocked: [String] = []

    /// Takes in variants as they are.
    mutating func learn(_ changed: [Variant]) {
        if changed.isEmpty { return }
        for variant in changed {
            let id = variant.id.description
            if let earlier = articles[id]?.sku, earlier != variant.sku, variants[earlier] == id { variants[earlier] = nil }
            articles[id] = Article(sku: variant.sku, price: variant.price, isStocked: variant.isStocked)
            variants[variant.sku] = id
        }
        ids = articles.keys.sorted()
        stocked = ids.filter { id in articles[id]?.isStocked ?? false }
    }

    /// The variant that a line of an input names.
    func variant(of line: JSON) -> String? {
        line["variant"]?.string ?? line["sku"]?.string.flatMap { variants[SKU.normalised($0)] }
    }
}
