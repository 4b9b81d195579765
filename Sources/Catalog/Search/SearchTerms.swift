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

    /// What a text looks for: one statement, and one more where words are misspelt.
    init(_ text: String, in db: Reader) throws {
        let words = Self.words(of: text)
        self.init(text, words, try Self.candidates(for: words, in: db))
    }

    /// What each of some texts looks for: as many statements as for one.
    static func of(_ texts: [String], in db: Reader) throws -> [SearchTerms] {
        let words = texts.map { text in Self.words(of: text) }
        let candidates = try candidates(for: Set(words.joined()).sorted(), in: db)
        return zip(texts, words).map { text, words in SearchTerms(text, words, candidates) }
    }

    private init(_ text: String, _ words: [String], _ candidates: [String: [SearchCandidate]]) {
        self.text = text
        slots = words.compactMap { candidates[$0] }.sorted { Self.products($0) < Self.products($1) }
    }

    private static func words(of text: String) -> [String] {
        var seen: Set<String> = []
        return Array(SearchWords.words(of: text).filter { seen.insert($0).inserted }.prefix(wordLimit))
    }

    private static func products(_ slot: [SearchCandidate]) -> Int { slot.reduce(0) { $0 + $1.products } }

    /// What each word may mean; words that mean nothing here are left out.
    private static func candidates(for words: [String], in db: Reader) throws -> [String: [SearchCandidate]] {
        let whole = try beginnings(of: words, in: db)
        let near = try resembling(words.filter { whole[$0] == nil }, in: db)
        return whole.merging(near) { whole, _ in whole }
    }

    /// The words themselves and those that begin with them.
    private static func beginnings(of words: [String], in db: Reader) throws -> [String: [SearchCandidate]] {
        if words.isEmpty { return [:] }
        let parts = words.enumerated().map { index, word -> SQL in
            // A single letter has no piece that all words beginning with it share: it stands for itself.
            let gram = word.count < 2 ? "" : SearchWords.firstGram(of: word)
            let pattern = word.count < 2 ? word : "\(word)%"
            return """
                SELECT * FROM (SELECT \(index) AS place, g.word,
                    (SELECT count(*) FROM product_search_word w WHERE w.tenant = g.tenant AND w.word = g.word) AS products
                FROM product_search_gram g
                WHERE g.tenant = \(db.tenant) AND g.gram = \(gram) AND g.word LIKE \(pattern)
                ORDER BY length(g.word), g.word LIMIT \(candidateLimit)) part
                """
        }
        var found: [String: [SearchCandidate]] = [:]
        try db.each(SQL.joined(parts, separator: " UNION ALL ")) { row in
            let word = words[try row.next()]
            let other: String = try row.next()
            let candidate = SearchCandidate(
                word: other, points: other == word ? 100 : max(50, 80 - other.count + word.count),
                products: try row.next())
            if candidate.products > 0 { found[word, default: []].append(candidate) }
        }
        return found
    }

    /// The words that differ from them by no more letters than a slip of the fingers.
    private static func resembling(_ words: [String], in db: Reader) throws -> [String: [SearchCandidate]] {
        let words = words.filter { SearchWords.allowedEdits(in: $0) > 0 }
        if words.isEmpty { return [:] }
        let parts = words.enumerated().map { index, word -> SQL in
            let limit = SearchWords.allowedEdits(in: word)
            return """
                SELECT \(index) AS place, n.word, (SELECT count(*) FROM product_search_word w
                    WHERE w.tenant = \(db.tenant) AND w.word = n.word) AS products
                FROM (
                    SELECT word, count(*) AS shared FROM product_search_gram
                    WHERE tenant = \(db.tenant) AND gram IN \(list: SearchWords.grams(of: word).sorted())
                        AND length(word) >= \(word.count - limit) AND length(word) <= \(word.count + limit)
                    GROUP BY word ORDER BY shared DESC, word LIMIT 100
                ) n
                """
        }
        var near: [String: [SearchCandidate]] = [:]
        try db.each(SQL.joined(parts, separator: " UNION ALL ")) { row in
            let word = words[try row.next()]
            let other: String = try row.next()
            let limit = SearchWords.allowedEdits(in: word)
            guard let edits = SearchWords.edits(from: word, to: other, limit: limit) else { return }
            let candidate = SearchCandidate(word: other, points: 45 - 15 * edits, products: try row.next())
            if candidate.products > 0 { near[word, default: []].append(candidate) }
        }
        return near.mapValues { found in
            Array(found.sorted { ($1.points, $0.word) < ($0.points, $1.word) }.prefix(candidateLimit))
        }
    }
}
