import Kernel
import Platform
import Store

/// A rule that was found for what somebody typed, by one of its phrases.
struct FoundRule: Sendable {
    let rule: ID<SearchRule>
    let kind: SearchRuleKind
    let phrase: String
    let content: SearchRuleContent

    /// The words of the phrase.
    var words: [String] { phrase.split(separator: " ").map(String.init) }
}

/// The published rules for what somebody typed, and what they make of it.
///
/// Synonyms and redirects are about their words wherever those stand next to each other in what was typed; pins and
/// hides about a search for just their words. Redirects come first: the other rules are those for the words that are
/// searched in the end. A redirect leads once, never on.
struct SearchRules: Sendable {
    /// How many searches one becomes at most.
    static let textLimit = 12
    /// How many words of what was typed are looked at.
    private static let wordLimit = 20
    /// How many rules one search follows, the oldest.
    private static let ruleLimit = 200

    /// What was typed.
    let text: String
    /// In the order in which the rules were made.
    let found: [FoundRule]
    private var words: [String] { SearchWords.words(of: text) }

    /// The rules that hold now: one statement.
    static func matching(_ text: String, in db: Reader) throws -> SearchRules {
        SearchRules(text: text, found: try lookUp(runs(in: text), in: db))
    }

    /// The rules that hold now, and the same with the draft of one of them in the place of what was published of it,
    /// whenever that is to hold: one statement.
    static func matching(
        _ text: String, drafted rule: SearchRule, in db: Reader
    ) throws -> (now: SearchRules, drafted: SearchRules) {
        var phrases = runs(in: text)
        let draft = rule.draft
        if let target = draft.target(rule.kind), !phrases.isDisjoint(with: draft.phrases) { phrases.insert(target) }
        // Rules that were found for where the draft leads do nothing to a search that does not lead there.
        let now = try lookUp(phrases, in: db)
        let others = now.filter { $0.rule != rule.id }
        phrases.formUnion(others.compactMap { other in other.content.target(other.kind) })
        let own = draft.phrases.filter(phrases.contains).map { phrase in
            FoundRule(rule: rule.id, kind: rule.kind, phrase: phrase, content: draft)
        }
        let drafted = (others + own).sorted { $0.rule.raw < $1.rule.raw }
        return (SearchRules(text: text, found: now), SearchRules(text: text, found: drafted))
    }

    /// What is searched in the end.
    var search: RuledSearch {
        let words = redirected
        let first = words == self.words ? text : words.joined(separator: " ")
        var texts = [first]
        for other in variations(of: words) where texts.count < Self.textLimit && !texts.contains(other) {
            texts.append(other)
        }
        let whole = words.joined(separator: " ")
        func named(_ kind: SearchRuleKind) -> [ID<Product>] {
            found.filter { $0.kind == kind && $0.phrase == whole }.flatMap { $0.content.products.map(\.product) }
        }
        let hidden = Set(named(.hide))
        var seen = hidden
        let pins = named(.pin).filter { seen.insert($0).inserted }
        return RuledSearch(texts: texts, pins: pins, hidden: hidden.sorted())
    }

    /// What was typed, with other words where redirects say so; from the left, the longest phrase first.
    private var redirected: [String] {
        let redirects = found.filter { $0.kind == .redirect }.sorted { $0.words.count > $1.words.count }
        if redirects.isEmpty { return words }
        var rest = words[...]
        var result: [String] = []
        while let word = rest.first {
            let rule = redirects.first { rest.starts(with: $0.words) }
            result += rule?.content.target(.redirect).map { [$0] } ?? [word]
            rest = rest.dropFirst(rule?.words.count ?? 1)
        }
        return result.flatMap { $0.split(separator: " ").map(String.init) }
    }

    /// The searches that mean the same, each with one synonym in the place of its phrase.
    private func variations(of words: [String]) -> [String] {
        found.filter { $0.kind == .synonym }.flatMap { rule -> [String] in
            let phrase = rule.words
            let places = words.indices.filter { words[$0...].starts(with: phrase) }
            return places.flatMap { place in
                rule.content.alternatives(to: rule.phrase).map { other in
                    (words[..<place] + [other] + words[(place + phrase.count)...]).joined(separator: " ")
                }
            }
        }
    }

    /// Every group of words that stand next to each other.
    private static func runs(in text: String) -> Set<String> {
        let words = SearchWords.words(of: text).prefix(wordLimit)
        var runs: Set<String> = []
        for start in words.indices {
            for end in start..<min(start + SearchTerms.wordLimit, words.endIndex) {
                runs.insert(words[start...end].joined(separator: " "))
            }
        }
        return runs
    }

    /// The rules that hold now for some phrases, and for the phrases that redirects lead to from them.
    private static func lookUp(_ phrases: Set<String>, in db: Reader) throws -> [FoundRule] {
        if phrases.isEmpty { return [] }
        return try db.rows(statement(phrases.sorted(), tenant: db.tenant, at: db.now)) { row in
            FoundRule(
                rule: try row.next(), kind: try row.next(), phrase: try row.next(),
                content: try SearchRuleContent(text: try row.next()))
        }
    }

    static func statement(_ phrases: [String], tenant: Int64, at now: Instant) -> SQL {
        let rule: SQL = "\(SearchRanking.inOrder) search_rule r ON r.tenant = f.tenant AND r.id = f.rule"
        return """
            SELECT r.id, r.kind, f.phrase, r.published FROM search_rule_phrase f \(rule)
            WHERE f.tenant = \(tenant) AND f.phrase IN \(list: phrases) AND \(holds("f", now))
            UNION
            SELECT r.id, r.kind, f.phrase, r.published FROM search_rule_phrase l
            \(SearchRanking.inOrder) search_rule_phrase f ON f.tenant = l.tenant AND f.phrase = l.leads_to \(rule)
            WHERE l.tenant = \(tenant) AND l.phrase IN \(list: phrases) AND \(holds("l", now)) AND \(holds("f", now))
            ORDER BY 1, 3 LIMIT \(ruleLimit)
            """
    }

    private static func holds(_ phrase: StaticString, _ now: Instant) -> SQL {
        let phrase = SQL.raw(phrase)
        return """
            (\(phrase).starts_at IS NULL OR \(phrase).starts_at <= \(now))
            AND (\(phrase).ends_at IS NULL OR \(phrase).ends_at > \(now))
            """
    }
}

/// A search once the rules have had their say.
struct RuledSearch: Sendable, Hashable {
    /// What is searched, and what means the same.
    let texts: [String]
    /// The products that come first, in this order.
    let pins: [ID<Product>]
    /// The products that are left out.
    let hidden: [ID<Product>]

    /// Best first.
    static let order = Keyset.descending("f.score", "f.product")

    /// The products found with their scores, as a piece of SQL called `f`; one or two statements are run to make it.
    func source(in db: Reader) throws -> SQL { try Self.sources([self], in: db)[0] }

    /// The same for several searches, with as many statements as for one.
    static func sources(_ searches: [RuledSearch], in db: Reader) throws -> [SQL] {
        var terms = try SearchTerms.of(searches.flatMap(\.texts), in: db)[...]
        return searches.map { search in
            let own = Array(terms.prefix(search.texts.count))
            terms = terms.dropFirst(search.texts.count)
            return "\(SearchRanking.sql(own, pins: search.pins, tenant: db.tenant)) f"
        }
    }

    /// What rows of the source must satisfy.
    var conditions: [SQL] { hidden.isEmpty ? ["f.score > 0"] : ["f.score > 0", "f.product NOT IN \(list: hidden)"] }
}
