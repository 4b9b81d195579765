import Kernel
import Platform
import Store

/// The shop's search rules.
struct ListSearchRules: ListQuery {
    static let name: QueryName = "search_rules.list"
    static let permission = Permission.searchRulesRead
    static let summary = "The rules of the shop's search by state, kind or words, newest first."
    static let aliases = ["/admin/search/rules"]

    /// Words of the name or of what the rule is about, or an id.
    var q: String?
    var state: AnyOf<SearchRuleState>?
    var kind: AnyOf<SearchRuleKind>?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<SearchRule> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state", isIndexed: q == nil)
        conditions.add(kind, "kind", isIndexed: q == nil)
        try conditions.add(words: q, folded: ["search_key"])
        return try db.page(
            SearchRule.table.columns, from: SearchRule.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in try SearchRule(row: &row) }
    }
}

/// One search rule.
struct GetSearchRule: Query {
    static let name: QueryName = "search_rules.get"
    static let permission = Permission.searchRulesRead
    static let summary = "A search rule: its draft, and what was published of it."

    var searchRule: ID<SearchRule>

    func fetch(in db: Reader) throws -> SearchRule { try db.find(searchRule) }
}

/// Where a product stands in a search now, and where it stands with a rule as drafted.
struct SearchPlace: Codable, Sendable, Hashable {
    let product: ID<Product>
    let title: String
    /// Its place now, from 1; absent where it is not among the first results.
    let now: Int?
    /// Its place with the draft, from 1; absent where it is not among the first results.
    let drafted: Int?
}

/// What a search answers now, beside what it answers with a rule as drafted.
struct SearchRulePreview: Codable, Sendable, Hashable {
    /// What was searched.
    let q: String
    /// The first results with the draft in their order, then those that it moves out of sight.
    let results: [SearchPlace]

    /// How many results are looked at, and how many of a rule's words, unless somebody asks for more.
    static let depth = 10
    static let termLimit = 5
}

/// Tries a rule before it is published.
struct PreviewSearchRule: Query {
    static let name: QueryName = "search_rules.preview"
    static let permission = Permission.searchRulesRead
    static let summary = "What a search answers with a rule as drafted, beside what it answers now."

    var searchRule: ID<SearchRule>
    /// What to search; the first of the rule's words when absent.
    var q: String?
    /// How many results of each are looked at, 1 to 50; 10 when absent.
    var limit: Int?

    func fetch(in db: Reader) throws -> SearchRulePreview {
        let rule = try db.find(searchRule)
        var check = Validation()
        let text = check.line(q?.nilIfEmpty ?? rule.terms.first ?? "", "q", limit: 200, isRequired: true)
        let depth = limit ?? SearchRulePreview.depth
        check.check((1...50).contains(depth), "limit", "out_of_range", "limit must be from 1 to 50.")
        try check.finish()
        return try SearchRulePreview(of: text, drafted: rule, depth: depth, in: db)
    }
}

extension SearchRulePreview {
    /// The products that change their place in the first results for the first of a rule's words once it is published;
    /// words for which none does are left out.
    static func moves(drafted rule: SearchRule, in db: Reader) throws -> [SearchRulePreview] {
        try rule.terms.prefix(termLimit).compactMap { term in
            let all = try SearchRulePreview(of: term, drafted: rule, depth: depth, in: db)
            let moved = all.results.filter { $0.now != $0.drafted }
            return moved.isEmpty ? nil : SearchRulePreview(q: term, results: moved)
        }
    }

    init(of q: String, drafted rule: SearchRule, depth: Int, in db: Reader) throws {
        let rules = try SearchRules.matching(q, drafted: rule, in: db)
        let searches = [rules.now.search, rules.drafted.search]
        let found = try zip(searches, RuledSearch.sources(searches, in: db)).map { search, source in
            try Self.found(source, search.conditions, depth, in: db)
        }
        let (now, drafted) = (found[0], found[1])
        let places = Dictionary(
            now.enumerated().map { ($0.element.product, $0.offset + 1) }, uniquingKeysWith: { first, _ in first })
        let kept = drafted.enumerated().map { index, hit in
            SearchPlace(product: hit.product, title: hit.title, now: places[hit.product], drafted: index + 1)
        }
        let still = Set(drafted.map(\.product))
        let gone = now.filter { !still.contains($0.product) }.map { hit in
            SearchPlace(product: hit.product, title: hit.title, now: places[hit.product], drafted: nil)
        }
        self.init(q: q, results: kept + gone)
    }

    private static func found(
        _ source: SQL, _ conditions: [SQL], _ depth: Int, in db: Reader
    ) throws -> [(product: ID<Product>, title: String)] {
        let sql: SQL =
            """
            SELECT f.product, (SELECT p.title FROM product p WHERE p.tenant = \(db.tenant) AND p.id = f.product)
            FROM \(source) WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY f.score DESC, f.product DESC LIMIT \(depth)
            """
        return try db.rows(sql) { row in (product: try row.next(), title: try row.next()) }
    }
}
