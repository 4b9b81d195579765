import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

/// Whatever the rules, the pages of a search are its results: none twice, none lost, in the order of the rules.
@Suite struct SearchRuleProperties {
    private static let vocabulary = ["red", "blue", "lamp", "vase", "bowl", "tray", "oak", "tin"]

    /// Some of the words, next to each other.
    private static func text(_ chance: inout RandomnessGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &chance)).map { _ in word(&chance) }.joined(separator: " ")
    }

    private static func word(_ chance: inout RandomnessGenerator) -> String {
        vocabulary[Int.random(in: 0..<vocabulary.count, using: &chance)]
    }

    private static func rule(_ products: [ID<Product>], _ chance: inout RandomnessGenerator) -> CreateSearchRule? {
        let kind = SearchRuleKind.allCases[Int.random(in: 0..<4, using: &chance)]
        let terms = Array(Set((0..<Int.random(in: 1...3, using: &chance)).map { _ in text(&chance) })).sorted()
        let named = (0..<Int.random(in: 1...6, using: &chance)).map { _ in
            SearchRuleProduct(product: products[Int.random(in: 0..<products.count, using: &chance)])
        }
        switch kind {
        case .synonym where terms.count > 1: return CreateSearchRule(name: "s", kind: kind, terms: terms)
        case .synonym: return CreateSearchRule(name: "s", kind: kind, terms: terms, words: [text(&chance)])
        case .pin, .hide: return CreateSearchRule(name: "p", kind: kind, terms: terms, products: named)
        case .redirect:
            let target = text(&chance)
            return terms.contains(target)
                ? nil : CreateSearchRule(name: "r", kind: kind, terms: terms, words: [target])
        }
    }

    private static func pages(_ q: String, of limit: Int, in world: World) async throws -> [ID<Product>] {
        var query = SearchProducts(q: q, limit: limit)
        var seen: [ID<Product>] = []
        repeat {
            let page = try await world.fetch(query)
            seen += page.data.map(\.id)
            query.after = page.next
        } while query.after != nil
        return seen
    }

    @Test(arguments: Engine.available)
    func pagesAreTheWholeSearch(on engine: Engine) async throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            var chance = SeededRandomness(seed).generator
            let world = try await World.catalog(engine)
            var products: [ID<Product>] = []
            for index in 0..<40 {
                let title = Self.text(&chance)
                products.append(
                    try await world.perform(
                        CreateProduct(title: title, variants: [VariantInput(sku: "S\(index)")])
                    ).product.id)
            }
            for product in products.prefix(4) { try await world.perform(ArchiveProduct(product: product)) }
            let plain = try await Self.plain(world)
            for _ in 0..<14 {
                guard let rule = Self.rule(products, &chance) else { continue }
                let made = try await world.perform(rule)
                try await world.perform(PublishSearchRule(searchRule: made.id))
            }
            for _ in 0..<25 {
                let q = Self.text(&chance)
                let whole = try await Self.pages(q, of: 100, in: world)
                let limit = Int.random(in: 1...7, using: &chance)
                #expect(try await Self.pages(q, of: limit, in: world) == whole, "\(q) by \(limit), seed \(seed)")
                #expect(Set(whole).count == whole.count, "\(q), seed \(seed)")
                let search = try await world.read { db in try SearchRules.matching(q, in: db).search }
                let inUse = Set(products.dropFirst(4))
                let pins = search.pins.filter(inUse.contains)
                #expect(Array(whole.prefix(pins.count)) == pins, "\(q), seed \(seed)")
                let meant = search.texts.reduce(into: Set<ID<Product>>()) { $0.formUnion(plain($1)) }
                #expect(Set(whole) == meant.union(pins).subtracting(search.hidden), "\(q), seed \(seed)")
            }
            #expect(try await world.verify() == [])
        }
    }

    /// What a search finds without rules: the products that have its rarest word, looked up in their titles.
    private static func plain(_ world: World) async throws -> (String) -> Set<ID<Product>> {
        let rows = try await world.read { db in
            try db.rows("SELECT product, word FROM product_search_word WHERE tenant = \(db.tenant)") { row in
                (product: try row.next() as ID<Product>, word: try row.next() as String)
            }
        }
        let byWord = Dictionary(grouping: rows, by: \.word).mapValues { Set($0.map(\.product)) }
        return { text in
            // Of words that are as rare, the first counts.
            let sets = text.split(separator: " ").compactMap { byWord[String($0)] }
            return sets.min { $0.count < $1.count } ?? []
        }
    }
}
