import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Catalog

/// What people search once the shop has rules for it.
@Suite struct SearchRuleTests {
    /// A shop with a few things to find.
    struct RuledShop {
        let world: World
        private(set) var ids: [String: ID<Product>] = [:]

        static let titles = [
            "Cake stand", "Cakestand with dome", "Brown teapot", "Blue teapot", "Tea towel", "Afternoon tea set",
            "Copper kettle", "Rabbit night light", "Garden lantern", "Paper lantern",
        ]

        init(_ engine: Engine) async throws {
            world = try await World.catalog(engine)
            for (index, title) in Self.titles.enumerated() {
                let made = try await world.perform(
                    CreateProduct(title: title, variants: [VariantInput(sku: "SKU-\(index)")]))
                ids[title] = made.product.id
            }
        }

        func named(_ titles: [String]) throws -> [SearchRuleProduct] {
            try titles.map { SearchRuleProduct(product: try #require(ids[$0])) }
        }

        func draft(
            _ kind: SearchRuleKind, _ terms: [String], words: [String]? = nil, products: [String]? = nil,
            from: String? = nil, until: String? = nil
        ) async throws -> SearchRule {
            try await world.perform(
                CreateSearchRule(
                    name: "\(kind.rawValue) of \(terms.joined(separator: ", "))", kind: kind, terms: terms,
                    words: words, products: try products.map { try named($0) },
                    from: try from.map { ClearableDay(try CalendarDate(parsing: $0)) },
                    until: try until.map { ClearableDay(try CalendarDate(parsing: $0)) }))
        }

        @discardableResult
        func publish(
            _ kind: SearchRuleKind, _ terms: [String], words: [String]? = nil, products: [String]? = nil,
            from: String? = nil, until: String? = nil
        ) async throws -> SearchRule {
            let rule = try await draft(kind, terms, words: words, products: products, from: from, until: until)
            return try await world.perform(PublishSearchRule(searchRule: rule.id)).searchRule
        }

        func found(_ q: String) async throws -> [String] {
            try await world.fetch(SearchProducts(q: q)).data.map(\.title)
        }
    }

    @Test(arguments: Engine.available)
    func searchesFollowWhatWasPublishedAndNothingElse(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        let world = shop.world
        let rule = try await shop.draft(.pin, ["lantern"], products: ["Copper kettle"])
        #expect(rule.state == .draft && rule.revision == 1 && !rule.hasChanges)
        #expect(try await shop.found("lantern").contains("Copper kettle") == false)
        let published = try await world.perform(PublishSearchRule(searchRule: rule.id, revision: 1)).searchRule
        #expect(published.state == .published && published.published == published.draft)
        #expect(try await shop.found("lantern").first == "Copper kettle")

        let edited = try await world.perform(
            UpdateSearchRule(searchRule: rule.id, terms: ["lamp"], products: try shop.named(["Garden lantern"])))
        #expect(edited.hasChanges && edited.revision == 2 && edited.state == .published)
        #expect(try await shop.found("lantern").first == "Copper kettle")
        #expect(try await shop.found("lamp") == [])
        let late = await world.refusal {
            _ = try await world.perform(PublishSearchRule(searchRule: rule.id, revision: 1))
        }
        #expect(late?.code == "search_rules.revised" && late?.details["current_revision"] == "2")
        let again = try await world.perform(PublishSearchRule(searchRule: rule.id, revision: 2)).searchRule
        #expect(!again.hasChanges)
        #expect(try await shop.found("lantern").contains("Copper kettle") == false)
        #expect(try await shop.found("lamp") == ["Garden lantern"])
        #expect(try await world.perform(PublishSearchRule(searchRule: rule.id)).searchRule == again)

        try await world.perform(ArchiveSearchRule(searchRule: rule.id))
        #expect(try await shop.found("lamp") == [])
        let shut = await world.refusal { _ = try await world.perform(PublishSearchRule(searchRule: rule.id)) }
        #expect(shut?.code == "search_rules.archived")
        try await world.perform(UnarchiveSearchRule(searchRule: rule.id))
        #expect(try await shop.found("lamp") == ["Garden lantern"])
        #expect(try await world.events(SearchRulePublished.self).count == 2)
        #expect(try await world.events(SearchRuleArchived.self).map(\.searchRule) == [rule.id])
        #expect(try await world.events(SearchRuleUnarchived.self).map(\.isPublished) == [true])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func synonymsFindWhatOthersFind(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        #expect(try await shop.found("cakestand") == ["Cakestand with dome"])
        #expect(try await shop.found("billy can") == [])
        try await shop.publish(.synonym, ["cakestand", "cake stand", "Étagère"])
        try await shop.publish(.synonym, ["billy-can"], words: ["kettle"])
        try await shop.publish(.synonym, ["teatime"], words: ["afternoon tea"])
        let both: Set<String> = ["Cake stand", "Cakestand with dome"]
        for q in ["cakestand", "CAKE STAND", "etagere"] {
            #expect(Set(try await shop.found(q)).isSuperset(of: both), "\(q)")
        }
        #expect(try await shop.found("billy can") == ["Copper kettle"])
        #expect(try await shop.found("old billy can") == ["Copper kettle"])
        #expect(try await shop.found("kettle") == ["Copper kettle"], "one way leads nowhere back")
        #expect(try await shop.found("can billy") == [], "the words stand apart")
        #expect(try await shop.found("teatime").first == "Afternoon tea set")
    }

    @Test(arguments: Engine.available)
    func pinsComeFirstAndHiddenOnesAreGone(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        try await shop.publish(.pin, ["tea"], products: ["Copper kettle", "Tea towel", "Garden lantern"])
        try await shop.publish(.hide, ["tea", "teapot"], products: ["Blue teapot", "Garden lantern"])
        let tea = try await shop.found("Tea")
        #expect(tea.prefix(2) == ["Copper kettle", "Tea towel"])
        #expect(Set(tea).isDisjoint(with: ["Blue teapot", "Garden lantern"]) && tea.contains("Brown teapot"))
        #expect(try await shop.found("teapot") == ["Brown teapot"])
        #expect(try await shop.found("blue teapot").first == "Blue teapot", "rules are for just their words")
        let kettle = try #require(shop.ids["Copper kettle"])
        try await shop.world.perform(ArchiveProduct(product: kettle))
        #expect(try await shop.found("tea").first == "Tea towel", "what is archived is skipped")
        #expect(try await shop.world.fetch(SearchProducts(q: "tea", published: true)).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func redirectsAreSearchedAsOtherWords(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        try await shop.publish(.redirect, ["conejo", "bunny"], words: ["rabbit"])
        try await shop.publish(.redirect, ["bunny lamp"], words: ["garden lantern"])
        try await shop.publish(.pin, ["rabbit"], products: ["Tea towel"])
        #expect(try await shop.found("conejo") == ["Tea towel", "Rabbit night light"])
        #expect(try await shop.found("Bunny!") == ["Tea towel", "Rabbit night light"])
        #expect(try await shop.found("bunny lamp").first == "Garden lantern", "the longest phrase counts")
        try await shop.publish(.redirect, ["rabbit"], words: ["kettle"])
        #expect(try await shop.found("rabbit") == ["Copper kettle"])
        #expect(try await shop.found("conejo").contains("Copper kettle") == false, "it leads once, never on")
    }

    @Test(arguments: Engine.available)
    func aPeriodIsDaysOfTheShop(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        try await shop.publish(
            .pin, ["tea"], products: ["Garden lantern"], from: "2026-03-03", until: "2026-03-04")
        var first: [String?] = []
        for time in ["03-02T23:59:59Z", "03-03T00:00:00Z", "03-04T23:59:59Z", "03-05T00:00:00Z"] {
            shop.world.clock.set(try Instant(parsing: "2026-\(time)"))
            first.append(try await shop.found("tea").first { $0 == "Garden lantern" })
        }
        #expect(first == [nil, "Garden lantern", "Garden lantern", nil])
    }

    @Test(arguments: Engine.available)
    func everyWrongFieldIsNamed(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        let known = try shop.named(["Tea towel"])
        let absent = SearchRuleProduct(product: ID(raw: RawID(high: 7, low: 7)))
        let day = try CalendarDate(parsing: "2026-03-03")
        let cases: [(CreateSearchRule, [String])] = [
            (.init(name: " ", kind: .synonym, terms: []), ["name", "terms"]),
            (.init(name: "a", kind: .synonym, terms: ["one"]), ["terms"]),
            (.init(name: "a", kind: .synonym, terms: ["one", "ONE!"]), ["terms"]),
            (.init(name: "a", kind: .synonym, terms: ["a", "b"], products: known), ["products"]),
            (.init(name: "a", kind: .synonym, terms: (0..<11).map { "w\($0)" }), ["terms"]),
            (.init(name: "a", kind: .redirect, terms: ["a"]), ["words"]),
            (.init(name: "a", kind: .redirect, terms: ["a"], words: ["b", "c"]), ["words"]),
            (.init(name: "a", kind: .redirect, terms: ["A", "b"], words: ["a"]), ["words"]),
            (.init(name: "a", kind: .pin, terms: ["a"]), ["products"]),
            (.init(name: "a", kind: .pin, terms: ["a"], words: ["b"], products: known), ["words"]),
            (.init(name: "a", kind: .hide, terms: ["a"], products: known + [absent]), ["products[1].product"]),
            (
                .init(name: "a", kind: .hide, terms: ["?", "a, b", "1 2 3 4 5 6 7"], products: known),
                ["terms[0]", "terms[1]", "terms[2]"]
            ),
            (
                .init(
                    name: "a", kind: .hide, terms: ["a"], products: known, from: ClearableDay(day.adding(days: 1)),
                    until: ClearableDay(day)), ["until"]
            ),
        ]
        for (action, fields) in cases {
            let problem = await shop.world.refusal { try await shop.world.perform(action) }
            #expect(problem?.errors.map(\.field) == fields, "\(action): \(problem?.errors ?? [])")
        }
        let rule = try await shop.draft(.pin, ["tea"], products: ["Tea towel"], until: "2026-03-03")
        let cleared = try await shop.world.perform(
            UpdateSearchRule(searchRule: rule.id, until: try Wire.decode(ClearableDay.self, from: Array("\"\"".utf8))))
        #expect(cleared.until == nil && cleared.terms == ["tea"])
        let other = try await shop.world.anotherShop()
        let foreign = await shop.world.refusal {
            _ = try await shop.world.perform(
                CreateSearchRule(name: "a", kind: .pin, terms: ["a"], products: known), in: other)
        }
        #expect(foreign?.errors.map(\.field) == ["products[0].product"])
    }

    @Test(arguments: Engine.available)
    func theDraftIsTriedBeforeItIsPublished(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        let world = shop.world
        let rule = try await shop.draft(
            .pin, ["lantern"], products: ["Copper kettle", "Paper lantern"], from: "2027-01-01")
        func places(_ q: String? = nil) async throws -> [String] {
            try await world.fetch(PreviewSearchRule(searchRule: rule.id, q: q)).results.map { move in
                "\(move.title): \(move.now.map(String.init) ?? "-") to \(move.drafted.map(String.init) ?? "-")"
            }
        }
        let before = try await shop.found("lantern")
        let paper = try #require(before.firstIndex(of: "Paper lantern"))
        let garden = try #require(before.firstIndex(of: "Garden lantern"))
        let expected = [
            "Copper kettle: - to 1", "Paper lantern: \(paper + 1) to 2", "Garden lantern: \(garden + 1) to 3",
        ]
        #expect(try await places() == expected)
        #expect(try await places("garden lantern").allSatisfy { $0.hasSuffix("1 to 1") || $0.hasSuffix("2 to 2") })
        let tried = try await world.preview(PublishSearchRule(searchRule: rule.id))
        let moved = try #require(tried.outcome?.moves.first)
        #expect(moved.q == "lantern" && moved.results.first?.title == "Copper kettle" && moved.results[0].now == nil)
        #expect(moved.results.allSatisfy { $0.now != $0.drafted })
        #expect(try await shop.found("lantern") == before, "trying changes nothing")

        let redirect = try await shop.draft(.redirect, ["lamp"], words: ["kettle"])
        let lamp = try await world.fetch(PreviewSearchRule(searchRule: redirect.id))
        #expect(lamp.q == "lamp" && lamp.results.map(\.title) == ["Copper kettle"])
        try await shop.publish(.pin, ["kettle"], products: ["Tea towel"])
        let led = try await world.fetch(PreviewSearchRule(searchRule: redirect.id))
        #expect(led.results.map(\.title) == ["Tea towel", "Copper kettle"], "it leads to words that have a rule")
    }

    @Test(arguments: Engine.available)
    func rulesAreListedFoundAndTheShopsOwn(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        let world = shop.world
        let pin = try await shop.publish(.pin, ["tea"], products: ["Tea towel"])
        let synonym = try await shop.draft(.synonym, ["lamp", "lantern"])
        let cases: [(ListSearchRules, [ID<SearchRule>])] = [
            (ListSearchRules(), [synonym.id, pin.id]), (ListSearchRules(state: [.draft]), [synonym.id]),
            (ListSearchRules(kind: [.pin, .hide]), [pin.id]), (ListSearchRules(q: "LANTERN"), [synonym.id]),
            (ListSearchRules(q: pin.id.description), [pin.id]), (ListSearchRules(q: "nothing such"), []),
            (ListSearchRules(state: [.published, .draft], kind: [.synonym]), [synonym.id]),
        ]
        for (query, ids) in cases { #expect(try await world.fetch(query).data.map(\.id) == ids, "\(query)") }
        let other = try await world.anotherShop()
        try await world.perform(EnsureVariants(variants: [.init(sku: "T", title: "TEA")]), in: other)
        #expect(try await world.fetch(ListSearchRules(), in: other).data.isEmpty)
        #expect(try await world.fetch(SearchProducts(q: "tea"), in: other).data.map(\.title) == ["TEA"])
        let strange = await world.refusal { _ = try await world.fetch(GetSearchRule(searchRule: pin.id), in: other) }
        #expect(strange?.code == "not_found")
    }

    @Test(arguments: Engine.available)
    func verifyFindsPhrasesThatAreOutOfStep(on engine: Engine) async throws {
        let shop = try await RuledShop(engine)
        try await shop.publish(.synonym, ["lamp", "lantern"])
        let draft = try await shop.draft(.synonym, ["pot", "kettle"])
        #expect(try await shop.world.verify() == [])
        let tenant = shop.world.shop.tenant
        _ = try await shop.world.installation.store.write { db in
            try db.execute("DELETE FROM search_rule_phrase WHERE tenant = \(tenant) AND phrase = 'lamp'")
            try db.execute(
                "INSERT INTO search_rule_phrase (tenant, phrase, rule) VALUES (\(tenant), 'pot', \(draft.id))")
        }
        let findings = try await shop.world.verify()
        #expect(findings.count == 2 && findings.allSatisfy { $0.hasPrefix("catalog.search_rules_in_step") })
    }

    /// What SQLite intends to do: rules are found by their phrases, not by reading them all.
    @Test func rulesAreFoundByTheirPhrases() async throws {
        let world = try await World.catalog(.sqlite)
        let sql: SQL =
            "EXPLAIN QUERY PLAN \(SearchRules.statement(["a", "b", "a b"], tenant: 1, at: world.clock.now))"
        let plan = try await world.read { db in try db.rows(sql) { row -> String in try row[3] } }
        let reads = plan.filter { $0.hasPrefix("SEARCH") || $0.hasPrefix("SCAN") }
        #expect(reads.filter { $0.contains("tenant=? AND phrase=?") }.count == 3, "\(plan)")
        #expect(reads.count == 5 && reads.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plan)")
    }
}
