import Kernel
import Platform
import Store

/// A word that products have, standing for one that was looked for.
struct SearchCandidate {
    /// The word as products have it.
    let word: String
    /// How well it stands: 100 for the word itself, less for a longer one that begins so, least for a misspelling.
    let points: Int
    /// How many products have it.
    let products: Int
}

/// What was looked for, word by word, each with the words of the catalogue it may mean.
struct SearchTerms {
    /// How many words of a query count.
    static let wordLimit = 6
    /// How many words one may stand for.
    static let candidateLimit = 30

    /// The text as it was asked, on one line.
    let text: String
    /// For each word that means anything here: what it may mean. The rarest comes first: it finds the products,
    /// the others rank them.
    let slots: [[SearchCandidate]]

    init(_ text: String, in db: Reader) throws {
        self.text = text
        var seen: Set<String> = []
        let words = SearchWords.words(of: text).filter { seen.insert($0).inserted }.prefix(Self.wordLimit)
        slots = try words.map { try Self.candidates(for: $0, in: db) }.filter { !$0.isEmpty }
            .sorted { Self.products($0) < Self.products($1) }
    }

    private static func products(_ slot: [SearchCandidate]) -> Int { slot.reduce(0) { $0 + $1.products } }

    private static func candidates(for word: String, in db: Reader) throws -> [SearchCandidate] {
        let whole = try beginning(with: word, in: db)
        return whole.isEmpty ? try resembling(word, in: db) : whole
    }

    /// The word itself and those that begin with it.
    private static func beginning(with word: String, in db: Reader) throws -> [SearchCandidate] {
        // A single letter has no piece that all words beginning with it share: it stands for itself.
        let gram = word.count < 2 ? "" : SearchWords.firstGram(of: word)
        let pattern = word.count < 2 ? word : "\(word)%"
        let sql: SQL =
            """
            SELECT g.word, (SELECT count(*) FROM product_search_word w WHERE w.tenant = g.tenant AND w.word = g.word)
            FROM product_search_gram g
            WHERE g.tenant = \(db.tenant) AND g.gram = \(gram) AND g.word LIKE \(pattern)
            ORDER BY length(g.word), g.word LIMIT \(candidateLimit)
            """
        return try db.rows(sql) { row -> SearchCandidate in
            let found: String = try row.next()
            return SearchCandidate(
                word: found, points: found == word ? 100 : max(50, 80 - found.count + word.count),
                products: try row.next())
        }.filter { $0.products > 0 }
    }

    /// The words that differ from it by no more letters than a slip of the fingers.
    private static func resembling(_ word: String, in db: Reader) throws -> [SearchCandidate] {
        let limit = SearchWords.allowedEdits(in: word)
        if limit == 0 { return [] }
        let grams = SearchWords.grams(of: word).sorted()
        let sql: SQL =
            """
            SELECT n.word, (SELECT count(*) FROM product_search_word w WHERE w.tenant = \(db.tenant) AND w.word = n.word)
            FROM (
                SELECT word, count(*) AS shared FROM product_search_gram
                WHERE tenant = \(db.tenant) AND gram IN \(list: grams) AND length(word) >= \(word.count - limit)
                    AND length(word) <= \(word.count + limit)
                GROUP BY word ORDER BY shared DESC, word LIMIT 100
            ) n
            """
        let near = try db.rows(sql) { row -> SearchCandidate? in
            let found: String = try row.next()
            guard let edits = SearchWords.edits(from: word, to: found, limit: limit) else { return nil }
            return SearchCandidate(word: found, points: 45 - 15 * edits, products: try row.next())
        }
        let found = near.compactMap { $0 }.filter { $0.products > 0 }
        return Array(found.sorted { ($1.points, $0.word) < ($0.points, $1.word) }.prefix(candidateLimit))
    }
}
