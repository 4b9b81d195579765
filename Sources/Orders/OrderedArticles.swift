import Catalog
import Kernel
import Platform

/// An ordered line with what the catalogue says about its article now.
struct OrderedArticle {
    let ref: VariantRef
    let price: UnitPrice
    let quantity: Quantity
}

/// The lines of an order that is being placed, looked up in the catalogue: one statement for ids and one for SKUs,
/// however many lines there are. Every line that cannot be sold is named at once.
struct OrderedArticles {
    let all: [OrderedArticle]
    let currency: Currency

    init(_ lines: [OrderedLine], in db: Reader) throws {
        let ids = lines.compactMap(\.variant)
        let skus = lines.compactMap { (line: OrderedLine) -> String? in line.sku.map(SKU.normalised) }
        let byID = ids.isEmpty ? [:] : try Variant.refs(Array(Set(ids)).sorted(), in: db)
        let bySKU = skus.isEmpty ? [:] : try Variant.bySKU(Array(Set(skus)).sorted(), in: db)
        var check = Validation()
        var found: [OrderedArticle] = []
        for (index, line) in lines.enumerated() {
            let field = "lines[\(index)]"
            let ref = line.variant.flatMap { byID[$0] } ?? line.sku.flatMap { bySKU[SKU.normalised($0)] }
            guard let ref else {
                check.add(field, "unknown_article", "The shop has no such article.")
                continue
            }
            check.check(!ref.isArchived, field, "archived", "'\(ref.sku)' is archived and cannot be ordered.")
            guard let price = ref.price else {
                check.add(field, "no_price", "'\(ref.sku)' has no price and cannot be ordered.")
                continue
            }
            let first = found.first?.price.currency ?? price.currency
            check.check(
                price.currency == first, field, "currency_mismatch", "All lines of an order are in one currency.")
            found.append(OrderedArticle(ref: ref, price: price, quantity: line.quantity))
        }
        try check.finish()
        guard let first = found.first else { throw Problem.validation([]) }
        all = found
        currency = first.price.currency
    }

    /// The lines as they are written.
    func lines(_ priced: [LineAmount], _ totals: OrderTotals, at now: Instant) -> [OrderLine] {
        all.enumerated().map { (index: Int, article: OrderedArticle) -> OrderLine in
            OrderLine(
                line: index + 1, variant: article.ref.id, code: SKU.normalised(article.ref.sku), sku: article.ref.sku,
                title: article.ref.title, quantity: article.quantity, unitPrice: article.price, priced: priced[index],
                discount: totals.lineDiscounts[index], at: now, movesStock: article.ref.isStocked)
        }
    }
}
