import Kernel
import Platform
import Store

/// The ranked products for what was looked for, as a piece of SQL with the columns `product` and `score`. A SKU or
/// barcode that is just what was typed comes first, then SKUs that begin so, then products by their words: how many
/// of the words they have, and how well.
enum SearchRanking {
    /// How many products with the rarest word are looked at.
    static let breadth = 20_000

    static func sql(_ terms: SearchTerms, tenant: Int64) -> SQL {
        let codes = codes(terms.text, tenant: tenant)
        let pieces = terms.slots.isEmpty ? codes : codes + [words(terms.slots, tenant: tenant)]
        let all = SQL.joined(pieces, separator: " UNION ALL ")
        return "(SELECT product, CAST(sum(points) AS BIGINT) AS score FROM (\(all)) scored GROUP BY product)"
    }

    /// SKUs and barcodes: as typed, each word of it, and as a beginning.
    private static func codes(_ text: String, tenant: Int64) -> [SQL] {
        let whole = SKU.normalised(text)
        let parts = Set([whole] + text.split(separator: " ").prefix(SearchTerms.wordLimit).map { SKU.normalised(String($0)) })
        let exact: SQL =
            """
            SELECT DISTINCT product, 100000 AS points FROM variant
            WHERE tenant = \(tenant) AND sku IN \(list: parts.sorted())
            """
        let scanned: SQL = "SELECT DISTINCT product, 100000 FROM variant WHERE tenant = \(tenant) AND barcode = \(text)"
        guard whole.count >= 2 else { return [exact, scanned] }
        // Letters alone are more likely a word than the beginning of a SKU.
        let points: SQL = whole.contains(where: \.isNumber) ? "10000" : "40"
        let beginning: SQL =
            """
            SELECT product, \(points) FROM (
                SELECT v.product FROM variant v
                WHERE v.tenant = \(tenant) AND \(SKUPrefix.condition(whole)) ORDER BY v.sku LIMIT 500) s
            GROUP BY product
            """
        return [exact, scanned, beginning]
    }

    /// Products that have the rarest word, with points for each word of the query they have.
    private static func words(_ slots: [[SearchCandidate]], tenant: Int64) -> SQL {
        let rarest = slots[0].map(\.word)
        let wanted = slots.enumerated().flatMap { slot, candidates in
            candidates.map { candidate -> SQL in
                "(\(slot), \(candidate.word), \(candidate.points))"
            }
        }
        let first: SQL = "SELECT DISTINCT product FROM product_search_word WHERE tenant = \(tenant) AND word IN \(list: rarest)"
        return """
            SELECT product, 1000 + best FROM (
                SELECT w.product, q.column1, max(q.column3) AS best
                FROM (\(first) LIMIT \(breadth)) h
                JOIN product_search_word w ON w.tenant = \(tenant) AND w.product = h.product
                JOIN (VALUES \(SQL.joined(wanted, separator: ", "))) q ON q.column2 = w.word
                GROUP BY w.product, q.column1) ranked
            """
    }
}
