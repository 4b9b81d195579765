import Kernel
import Platform
import Store

/// The ranked products for what was looked for, as a piece of SQL with the columns `product` and `score`. A SKU or
/// barcode that is just what was typed comes first, then SKUs that begin so, then products by their words: how many
/// of the words they have, and how well.
enum SearchRanking {
    /// How many products with the rarest word are looked at.
    static let breadth = 10_000

    /// What a product that comes first has for points, less its place among them: more than words can give.
    static let pinned = 1_000_000_000

    static func sql(_ terms: SearchTerms, tenant: Int64) -> SQL { scored(terms, withCodes: true, tenant: tenant) }

    /// The same for what was looked for and what means the same, of which the best counts; `pins` come before all of it.
    static func sql(_ searches: [SearchTerms], pins: [ID<Product>], tenant: Int64) -> SQL {
        let others = searches.dropFirst().filter { !$0.slots.isEmpty }
        var parts = searches.prefix(1).map { scored($0, withCodes: true, tenant: tenant) }
        parts += others.map { scored($0, withCodes: false, tenant: tenant) }
        if !pins.isEmpty { parts.append(first(pins, tenant: tenant)) }
        if parts.count == 1 { return parts[0] }
        let all = SQL.joined(parts.map { "SELECT product, score FROM \($0) one" as SQL }, separator: " UNION ALL ")
        return "(SELECT product, max(score) AS score FROM (\(all)) ruled GROUP BY product)"
    }

    private static func scored(_ terms: SearchTerms, withCodes: Bool, tenant: Int64) -> SQL {
        let words = terms.slots.isEmpty ? [] : [words(terms.slots, tenant: tenant)]
        let pieces = (withCodes ? codes(terms.text, tenant: tenant) : []) + words
        let all = SQL.joined(pieces, separator: " UNION ALL ")
        return "(SELECT product, CAST(sum(points) AS BIGINT) AS score FROM (\(all)) scored GROUP BY product)"
    }

    /// The products that come first, as far as they are in use.
    private static func first(_ pins: [ID<Product>], tenant: Int64) -> SQL {
        let places = pins.enumerated().map { place, pin -> SQL in "WHEN \(pin) THEN \(pinned - place)" }
        return """
            (SELECT id AS product, CAST(CASE id \(SQL.joined(places, separator: " ")) END AS BIGINT) AS score FROM product
                WHERE tenant = \(tenant) AND id IN \(list: pins) AND archived_at IS NULL)
            """
    }

    /// SKUs and barcodes: as typed, each word of it, and as a beginning.
    private static func codes(_ text: String, tenant: Int64) -> [SQL] {
        let whole = SKU.normalised(text)
        let parts = Set(
            [whole] + text.split(separator: " ").prefix(SearchTerms.wordLimit).map { SKU.normalised(String($0)) })
        let owned: SQL = "\(VariantRef.source) AND p.archived_at IS NULL"
        let exact: SQL =
            """
            SELECT v.product, 100000 AS points FROM \(owned)
            WHERE v.tenant = \(tenant) AND v.sku IN \(list: parts.sorted())
            """
        let scanned: SQL =
            "SELECT v.product, 100000 FROM \(owned) WHERE v.tenant = \(tenant) AND v.barcode = \(text)"
        guard whole.count >= 2 else { return [exact, scanned] }
        // Letters alone are more likely a word than the beginning of a SKU.
        let points: SQL = whole.contains(where: \.isNumber) ? "10000" : "40"
        let beginning: SQL =
            """
            SELECT product, \(points) FROM (
                SELECT v.product FROM \(owned)
                WHERE v.tenant = \(tenant) AND \(SKUPrefix.condition(whole)) ORDER BY v.sku LIMIT 500) s
            GROUP BY product
            """
        return [exact, scanned, beginning]
    }

    /// A join whose left side is read first. SQLite would guess otherwise, and read every product for one that is found.
    static let inOrder: SQL = "\(sqlite: "CROSS JOIN", postgres: "JOIN")"

    /// Products that have the rarest word, with points for it and for each other word of the query they have.
    private static func words(_ slots: [[SearchCandidate]], tenant: Int64) -> SQL {
        // The limit stands inside, so that the words choose the index.
        let rarest: SQL =
            """
            (SELECT product, word FROM product_search_word
            WHERE tenant = \(tenant) AND word IN \(list: slots[0].map(\.word)) LIMIT \(breadth))
            """
        let found: SQL =
            """
            SELECT h.product, 1000 + max(q.column3) AS points
            FROM \(rarest) h \(inOrder) \(values(slots[...0])) q ON q.column2 = h.word
            GROUP BY h.product
            """
        if slots.count == 1 { return found }
        let ranked: SQL =
            """
            SELECT product, 1000 + best FROM (
                SELECT w.product, q.column1, max(q.column3) AS best
                FROM \(rarest) h
                \(inOrder) product_search_word w ON w.tenant = \(tenant) AND w.product = h.product
                \(inOrder) \(values(slots[1...])) q ON q.column2 = w.word
                GROUP BY w.product, q.column1) others
            """
        return "\(found) UNION ALL \(ranked)"
    }

    /// The words looked for as rows of slot, word and points.
    private static func values(_ slots: ArraySlice<[SearchCandidate]>) -> SQL {
        let rows = slots.enumerated().flatMap { slot, candidates in
            candidates.map { candidate -> SQL in "(\(slot), \(candidate.word), \(candidate.points))" }
        }
        return "(VALUES \(SQL.joined(rows, separator: ", ")))"
    }
}
