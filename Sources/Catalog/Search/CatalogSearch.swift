import Kernel
import Platform
import Store

/// What `q` finds in lists that keep their own order: the best so many, which are then sorted. Found by SKU and
/// barcode, by words, by handle and the beginning of the title, and by the id.
enum CatalogSearch {
    /// How many products or variants are found.
    static let breadth = 500

    /// The products found, also archived ones by handle, title and id.
    static func products(_ q: String, in db: Reader) throws -> [ID<Product>] {
        let text = try cleaned(q)
        if let product = ID<Product>(text) { return [product] }
        let terms = try SearchTerms(text, in: db)
        let title = Text.folded(text)
        let ranked: SQL =
            """
            SELECT product AS id FROM (SELECT product FROM \(SearchRanking.sql(terms, tenant: db.tenant)) f
                WHERE f.score > 0 ORDER BY f.score DESC, f.product DESC LIMIT \(breadth)) ranked
            """
        let titled: SQL =
            """
            SELECT id FROM (SELECT id FROM product WHERE tenant = \(db.tenant) AND title_key >= \(title)
                AND title_key < \(title + "\u{10FFFF}") ORDER BY title_key LIMIT \(breadth)) titled
            """
        let handled: SQL = "SELECT id FROM product WHERE tenant = \(db.tenant) AND handle = \(text.lowercased())"
        return try db.rows("\(ranked) UNION \(titled) UNION \(handled)") { row in try row.next() }
    }

    fileprivate static func cleaned(_ q: String) throws -> String {
        var check = Validation()
        let text = check.line(q, "q", limit: 200)
        try check.finish()
        return text
    }
}

extension Variant {
    /// The variants `q` finds by the beginning of the SKU, by barcode, by words of their product or by an id: at most a
    /// thousand, for lists of what belongs to variants.
    public static func found(by q: String, in db: Reader) throws -> [ID<Variant>] {
        let text = try CatalogSearch.cleaned(q)
        if let variant = ID<Variant>(text) { return [variant] }
        let sku = SKU.normalised(text)
        let products = try CatalogSearch.products(text, in: db)
        let breadth = CatalogSearch.breadth
        var parts: [SQL] = [
            "SELECT id FROM variant WHERE tenant = \(db.tenant) AND barcode = \(text)",
            """
            SELECT id FROM (SELECT id FROM variant WHERE tenant = \(db.tenant) AND product IN \(list: products)
                ORDER BY product, position LIMIT \(breadth)) owned
            """,
        ]
        if !sku.isEmpty {
            parts.append(
                """
                SELECT id FROM (SELECT v.id FROM variant v WHERE v.tenant = \(db.tenant)
                    AND \(SKUPrefix.condition(sku)) ORDER BY v.sku LIMIT \(breadth)) named
                """)
        }
        return try db.rows(SQL.joined(parts, separator: " UNION ")) { row in try row.next() }
    }
}
