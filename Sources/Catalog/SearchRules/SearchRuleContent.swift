import Kernel
import Platform
import Store

/// A product that a rule names.
struct SearchRuleProduct: Codable, Sendable, Hashable {
    var product: ID<Product>
}

/// What a rule says: for which words, which other words or which products, and when.
struct SearchRuleContent: Codable, Sendable, Hashable {
    var terms: [String] = []
    var words: [String] = []
    var products: [SearchRuleProduct] = []
    var from: CalendarDate?
    var until: CalendarDate?
}

extension SearchRuleContent {
    /// Reads the text in which it is stored.
    init(text: String) throws { self = try Wire.decode(Self.self, from: Array(text.utf8)) }

    /// The text in which it is stored.
    var text: String {
        var members: JSONObject = JSONObject([
            .init("terms", .array(terms.map { .string($0) })), .init("words", .array(words.map { .string($0) })),
            .init("products", .array(products.map { ["product": .string($0.product.description)] })),
        ])
        if let from { members["from"] = .string(from.description) }
        if let until { members["until"] = .string(until.description) }
        return String(decoding: JSON.object(members).bytes, as: UTF8.self)
    }

    /// What people type, in the form in which it is compared: `T-Shirts` is `t shirts`.
    static func phrase(_ text: String) -> String { SearchWords.words(of: text).joined(separator: " ") }

    /// The phrases it is looked up by.
    var phrases: [String] { terms.map(Self.phrase) }

    /// For a redirect: the phrase that is searched instead.
    func target(_ kind: SearchRuleKind) -> String? { kind == .redirect ? words.first.map(Self.phrase) : nil }

    /// For a synonym: what one of its phrases finds besides itself. Without words all its terms mean the same.
    func alternatives(to phrase: String) -> [String] {
        words.isEmpty ? phrases.filter { $0 != phrase } : words.map(Self.phrase)
    }

    /// From when until when it holds, in the shop's days.
    func period(in calendar: ZonedCalendar) -> (from: Instant?, until: Instant?) {
        (from.map(calendar.startOfDay), until.map { day in calendar.startOfDay(day.adding(days: 1)) })
    }
}

/// What a caller says about a rule. What is absent stays as it is.
struct SearchRuleInput {
    var name: String?
    var terms: [String]?
    var words: [String]?
    var products: [SearchRuleProduct]?
    var from: ClearableDay?
    var until: ClearableDay?
}

/// A day, or an empty text for none.
struct ClearableDay: Codable, Sendable, Hashable, SchemaDescribed {
    let day: CalendarDate?

    static var schema: Schema {
        .text("date", summary: "A day such as 2026-12-01; an empty text for none.", example: sample.text)
    }
    static var sample: ClearableDay { ClearableDay(CalendarDate(dayNumber: 20_500)) }

    init(_ day: CalendarDate?) { self.day = day }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        day = text.isEmpty ? nil : try CalendarDate(parsing: text)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private var text: String { day?.description ?? "" }
}

extension SearchRule {
    /// How many words that mean the same a synonym has: each is a search of its own.
    static let synonymLimit = 10
    /// How many words a rule is about.
    static let termLimit = 50
    /// How many products come first.
    static let pinLimit = 20
    /// How many products are left out.
    static let hideLimit = 100

    /// Takes over what was said, cleaned and checked; every wrong field is named at once.
    mutating func take(_ input: SearchRuleInput, in tx: Transaction) throws {
        var check = Validation()
        var content = draft
        if let text = input.name { name = check.line(text, "name", limit: 120, isRequired: true) }
        if let texts = input.terms { content.terms = check.phrases(texts, "terms") }
        if let texts = input.words { content.words = check.phrases(texts, "words") }
        if let products = input.products {
            content.products = try check.known(products, limit: Self.hideLimit, in: tx)
        }
        if let day = input.from { content.from = day.day }
        if let day = input.until { content.until = day.day }
        check.content(content, of: kind)
        try check.finish()
        draft = content
    }
}

extension Validation {
    /// Words and groups of words, each once.
    fileprivate mutating func phrases(_ texts: [String], _ field: String) -> [String] {
        check(
            texts.count <= SearchRule.termLimit, field, "too_many", "Name at most \(SearchRule.termLimit).")
        var seen: Set<String> = []
        var found: [String] = []
        for (index, text) in texts.prefix(SearchRule.termLimit).enumerated() {
            let place = "\(field)[\(index)]"
            let cleaned = line(text, place, limit: 80, isRequired: true)
            let words = SearchWords.words(of: cleaned)
            check(cleaned.isEmpty || !words.isEmpty, place, "no_word", "This needs a letter or a digit.")
            check(
                words.count <= SearchTerms.wordLimit, place, "too_many_words",
                "This may have at most \(SearchTerms.wordLimit) words.")
            check(!cleaned.contains(","), place, "bad_character", "Name each on its own, without commas.")
            if seen.insert(words.joined(separator: " ")).inserted { found.append(cleaned) }
        }
        return found
    }

    /// Products of this shop, each once, in their order.
    fileprivate mutating func known(
        _ products: [SearchRuleProduct], limit: Int, in tx: Transaction
    ) throws -> [SearchRuleProduct] {
        check(products.count <= limit, "products", "too_many", "Name at most \(limit) products.")
        var seen: Set<ID<Product>> = []
        let first = products.prefix(limit).filter { seen.insert($0.product).inserted }
        let there = Set(try tx.records(Product.self, where: "id IN \(list: first.map(\.product))").map(\.id))
        for (index, named) in products.prefix(limit).enumerated() where !there.contains(named.product) {
            add("products[\(index)].product", "unknown", "There is no such product in this shop.")
        }
        return Array(first)
    }

    /// What a rule of a kind must say, and what it cannot.
    fileprivate mutating func content(_ content: SearchRuleContent, of kind: SearchRuleKind) {
        check(!content.terms.isEmpty, "terms", "required", "Name the words that the rule is about.")
        if let from = content.from, let until = content.until {
            check(from <= until, "until", "out_of_order", "The last day must not be before the first.")
        }
        switch kind {
        case .synonym: synonym(content)
        case .redirect: redirect(content)
        case .pin: products(content, "pin", limit: SearchRule.pinLimit)
        case .hide: products(content, "hide", limit: SearchRule.hideLimit)
        }
    }

    private mutating func synonym(_ content: SearchRuleContent) {
        check(content.products.isEmpty, "products", "not_used", "A synonym is about words; leave products out.")
        let all = content.words.isEmpty ? content.terms : content.words
        let field = content.words.isEmpty ? "terms" : "words"
        check(
            all.count <= SearchRule.synonymLimit, field, "too_many",
            "At most \(SearchRule.synonymLimit) words can mean the same.")
        check(
            content.terms.isEmpty || !content.words.isEmpty || content.terms.count > 1, "terms", "too_few",
            "Name two words or more that mean the same, or one here and what it also finds below.")
    }

    private mutating func redirect(_ content: SearchRuleContent) {
        check(content.products.isEmpty, "products", "not_used", "A redirect is about words; leave products out.")
        check(content.words.count == 1, "words", "not_one", "Name what is searched instead, once.")
        let target = content.words.first.map(SearchRuleContent.phrase)
        check(
            !content.phrases.contains { $0 == target }, "words", "same",
            "This is one of the words that are to be searched as something else.")
    }

    private mutating func products(_ content: SearchRuleContent, _ verb: String, limit: Int) {
        check(
            content.words.isEmpty, "words", "not_used",
            "A rule that is about products has no other words; leave them out."
        )
        check(!content.products.isEmpty, "products", "required", "Name the products to \(verb).")
        check(content.products.count <= limit, "products", "too_many", "Name at most \(limit) products.")
    }
}
