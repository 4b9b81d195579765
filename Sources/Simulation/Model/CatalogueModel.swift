import Catalog
import Kernel

/// What the shop's catalogue says: taken over as it is, since what a product is called or costs is nobody's sum.
struct CatalogueModel: Sendable {
    struct Article: Sendable {
        let sku: String
        let product: String
        let price: UnitPrice?
        let isStocked: Bool
    }

    /// The shop's currency.
    let currency: Currency
    /// By the variant's id.
    private(set) var articles: [String: Article] = [:]
    /// The variants of SKUs.
    private(set) var variants: [String: String] = [:]
    /// The ids of all variants, in order.
    private(set) var ids: [String] = []
    /// The products that are put away.
    private var archived: Set<String> = []
    /// The ids of those that can be ordered, in order.
    private(set) var sold: [String] = []
    /// The ids of those that are counted, in order.
    private(set) var stocked: [String] = []

    init(_ currency: Currency = .eur) { self.currency = currency }

    /// Everything is to be taken in anew.
    mutating func forget() {
        (articles, variants) = ([:], [:])
        sort()
    }

    /// Takes in variants as they are.
    mutating func learn(_ changed: [Variant]) {
        if changed.isEmpty { return }
        for variant in changed {
            let id = variant.id.description
            if let earlier = articles[id]?.sku, earlier != variant.sku, variants[earlier] == id {
                variants[earlier] = nil
            }
            articles[id] = Article(
                sku: variant.sku, product: variant.product.description, price: variant.price,
                isStocked: variant.isStocked)
            variants[variant.sku] = id
        }
        sort()
    }

    /// A product was put away, or is sold again.
    mutating func put(_ product: String, away isAway: Bool) {
        if isAway { archived.insert(product) } else { archived.remove(product) }
        sort()
    }

    private mutating func sort() {
        ids = articles.keys.sorted()
        sold = ids.filter { id in
            guard let article = articles[id] else { return false }
            return article.price?.currency == currency && !archived.contains(article.product)
        }
        stocked = ids.filter { id in articles[id]?.isStocked ?? false }
    }

    /// The variant that a line of an input names.
    func variant(of line: JSON) -> String? {
        line["variant"]?.string ?? line["sku"]?.string.flatMap { variants[SKU.normalised($0)] }
    }
}
