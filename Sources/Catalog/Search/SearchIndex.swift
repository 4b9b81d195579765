import Kernel
import Platform
import Store

/// Keeps what products are found by in step with the catalogue, in the transaction of the change. Titles, brands,
/// variant titles and options are indexed; SKUs and barcodes are looked up where they are. Archived products have no
/// words, so that a search need not look at what it would not show.
enum SearchIndex {
    /// Indexes products that have no words yet.
    static func add(_ products: [(id: ID<Product>, words: Set<String>)], in tx: Transaction) throws {
        try learn(products.reduce(into: Set<String>()) { all, product in all.formUnion(product.words) }, in: tx)
        var values: [DBValue] = []
        for product in products {
            for word in product.words.sorted() { values += [tx.tenant.dbValue, product.id.dbValue, word.dbValue] }
        }
        try tx.insertMany(into: "product_search_word", columns: ["tenant", "product", "word"], values: values)
    }

    /// Brings a product's words in step with what is stored of it.
    static func refresh(_ product: ID<Product>, in tx: Transaction) throws {
        let wanted = try words(of: [product], in: tx)[product] ?? []
        let stored = Set<String>(
            try tx.rows("SELECT word FROM product_search_word WHERE tenant = \(tx.tenant) AND product = \(product)") {
                row in try row.next()
            })
        let gone = stored.subtracting(wanted)
        if !gone.isEmpty {
            try tx.send(
                """
                DELETE FROM product_search_word
                WHERE tenant = \(tx.tenant) AND product = \(product) AND word IN \(list: gone.sorted())
                """)
        }
        let new = wanted.subtracting(stored)
        if !new.isEmpty { try add([(product, new)], in: tx) }
    }

    /// The words products ought to be found by, from what is stored of them; archived ones are left out.
    static func words(of products: [ID<Product>], in db: Reader) throws -> [ID<Product>: Set<String>] {
        var texts: [ID<Product>: [String]] = [:]
        let titles: SQL =
            """
            SELECT p.id, p.title, b.name FROM product p
            LEFT JOIN brand b ON b.tenant = p.tenant AND b.id = p.brand
            WHERE p.tenant = \(db.tenant) AND p.id IN \(list: products) AND p.archived_at IS NULL
            """
        try db.each(titles) { row in
            let id: ID<Product> = try row.next()
            texts[id] = [try row.next() as String?, try row.next() as String?].compactMap { $0 }
        }
        let variants: SQL =
            """
            SELECT product, title, option1, option2, option3 FROM variant
            WHERE tenant = \(db.tenant) AND product IN \(list: products) ORDER BY product, position, id
            """
        try db.each(variants) { row in
            let id: ID<Product> = try row.next()
            for _ in 0..<4 {
                if let text: String = try row.next() as String? { texts[id]?.append(text) }
            }
        }
        return texts.mapValues { SearchWords.words(of: $0) }
    }

    /// Adds words that are new to the shop's vocabulary. Words nobody uses any more may stay: they find nothing.
    private static func learn(_ words: Set<String>, in tx: Transaction) throws {
        let all = words.sorted()
        var known: Set<String> = []
        for start in stride(from: 0, to: all.count, by: 512) {
            let part = all[start..<min(start + 512, all.count)]
            let sql: SQL =
                """
                SELECT word FROM product_search_gram
                WHERE tenant = \(tx.tenant) AND gram = '' AND word IN \(list: part)
                """
            try tx.each(sql) { row in known.insert(try row.next()) }
        }
        for word in all where !known.contains(word) {
            for gram in [""] + SearchWords.grams(of: word).sorted() {
                // Somebody else may learn the same word in this very moment.
                try tx.send(
                    """
                    INSERT INTO product_search_gram (tenant, gram, word) VALUES (\(tx.tenant), \(gram), \(word))
                    ON CONFLICT (tenant, gram, word) DO NOTHING
                    """)
            }
        }
    }
}
