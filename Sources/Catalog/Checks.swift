import Kernel
import Platform
import Store

/// What `martlet verify` asks of the catalogue.
enum CatalogChecks {
    static let all = [
        Check("catalog.search_in_step", "Products are found by what is stored of them, and by nothing else.") { db in
            var findings: [String] = []
            var last: ID<Product>?
            while findings.count < 100 {
                let products = try products(after: last, in: db)
                guard let end = products.last else { break }
                last = end
                let wanted = try SearchIndex.words(of: products, in: db)
                let stored = try storedWords(of: products, in: db)
                for product in products where wanted[product] ?? [] != stored[product] ?? [] {
                    findings.append("\(product) is indexed as something else")
                }
            }
            return findings
        },
        Check("catalog.vocabulary_complete", "Every word products are found by is found by its pieces.") { db in
            var findings: [String] = []
            let sql: SQL =
                """
                SELECT n.word, (SELECT count(*) FROM product_search_gram g WHERE g.tenant = \(db.tenant) AND g.gram = ''
                    AND g.word = n.word)
                FROM (SELECT DISTINCT word FROM product_search_word WHERE tenant = \(db.tenant)) n
                """
            var used: Set<String> = []
            try db.each(sql) { row in
                let word: String = try row.next()
                used.insert(word)
                if try row.next() as Int != 1, findings.count < 100 {
                    findings.append("'\(word)' is not in the vocabulary")
                }
            }
            let counts: SQL =
                "SELECT word, count(*) FROM product_search_gram WHERE tenant = \(db.tenant) GROUP BY word"
            try db.each(counts) { row in
                let word: String = try row.next()
                let pieces: Int = try row.next()
                if used.contains(word), pieces != SearchWords.grams(of: word).count + 1, findings.count < 100 {
                    findings.append("'\(word)' lacks some of its pieces")
                }
            }
            return findings
        },
        Check("catalog.search_rules_in_step", "Searches look for published rules, and for no others.") { db in
            try SearchRulePhrases.findings(in: db)
        },
        Check("catalog.every_product_has_a_variant", "A product has at least one variant.") { db in
            try db.rows(
                """
                SELECT p.id FROM product p WHERE p.tenant = \(db.tenant) AND NOT EXISTS (
                    SELECT 1 FROM variant v WHERE v.tenant = p.tenant AND v.product = p.id) LIMIT 100
                """
            ) { row in "\(try row.next() as ID<Product>) has no variant" }
        },
    ]

    private static func products(after last: ID<Product>?, in db: Reader) throws -> [ID<Product>] {
        var condition: SQL = "tenant = \(db.tenant)"
        if let last { condition += " AND id > \(last)" }
        return try db.rows("SELECT id FROM product WHERE \(condition) ORDER BY id LIMIT 500") { row in try row.next() }
    }

    private static func storedWords(of products: [ID<Product>], in db: Reader) throws -> [ID<Product>: Set<String>] {
        var found: [ID<Product>: Set<String>] = [:]
        let sql: SQL =
            "SELECT product, word FROM product_search_word WHERE tenant = \(db.tenant) AND product IN \(list: products)"
        try db.each(sql) { row in
            let product: ID<Product> = try row.next()
            found[product, default: []].insert(try row.next())
        }
        return found
    }
}
