import Catalog
import Customers
import Inventory
import Kernel
import Platform

/// Everything the shop trades with and for: articles with stock, customers, two locations.
struct DemoCast {
    /// A customer who may buy.
    struct Buyer: Sendable {
        let id: ID<Customer>
        let country: String
        let isTrade: Bool
        let weight: Int
        let findsShop: Int
    }

    let catalogue: DemoCatalogue
    let variants: [String: VariantRef]
    let customers: [Buyer]
    let firstDay: CalendarDate
    let warehouse: Location
    let store: Location

    /// Brings them into the shop.
    static func assemble(
        from firstDay: CalendarDate, on stage: DemoStage, _ chance: inout RandomnessGenerator
    ) async throws -> DemoCast {
        let catalogue = try DemoCatalogue(&chance)
        let people = DemoPeople(&chance)
        let warehouse = try await stage.perform(
            CreateLocation(code: "BATH", name: "Bath workshop", country: "United Kingdom"))
        let store = try await stage.perform(
            CreateLocation(code: "FROME", name: "Frome shop", country: "United Kingdom"))
        var variants: [String: VariantRef] = [:]
        for outcome in try await stage.performAll(catalogue.products) {
            for variant in outcome.variants { variants[variant.sku] = variant }
        }
        let made = try await stage.performAll(people.actions)
        let buyers = zip(made, people.people).map { (customer, person) -> Buyer in
            Buyer(
                id: customer.id, country: person.country, isTrade: person.isTrade, weight: person.weight,
                findsShop: person.findsShop)
        }
        let cast = DemoCast(
            catalogue: catalogue, variants: variants, customers: buyers, firstDay: firstDay,
            warehouse: warehouse, store: store)
        try await cast.tag(on: stage, &chance)
        try await cast.stock(on: stage, &chance)
        return cast
    }

    private func tag(on stage: DemoStage, _ chance: inout RandomnessGenerator) async throws {
        var tags = customers.filter(\.isTrade).map { TagCustomer(customer: $0.id, tag: "trade") }
        for buyer in customers where !buyer.isTrade && Int.random(in: 0..<3, using: &chance) == 0 {
            tags.append(TagCustomer(customer: buyer.id, tag: "newsletter"))
        }
        try await stage.performAll(tags)
    }

    /// Plenty of what sells; little or nothing of a few articles, as in every real shop.
    private func stock(on stage: DemoStage, _ chance: inout RandomnessGenerator) async throws {
        var shelves: [StockLine] = []
        var counter: [StockLine] = []
        for (index, article) in catalogue.articles.enumerated() {
            let level: Int64
            switch index % 17 {
            case 3: continue  // sold out
            case 8, 14: level = Int64.random(in: 1...4, using: &chance)
            case _: level = Int64(article.weight) * 2 + Int64.random(in: 8...40, using: &chance)
            }
            shelves.append(StockLine(sku: article.sku, quantity: try Quantity(level)))
            guard level > 8, index % 2 == 0 else { continue }
            counter.append(StockLine(sku: article.sku, quantity: try Quantity(Int64.random(in: 2...8, using: &chance))))
        }
        try await stage.perform(StockIn(at: warehouse.id, lines: shelves, note: "Opening stock, counted"))
        try await stage.perform("inventory.transfer", try transfer(counter))
        let broken = counter.prefix(3).compactMap(\.sku).map { sku -> JSON in ["sku": .string(sku), "quantity": "-1"] }
        try await stage.perform(
            "inventory.adjust",
            [
                "location": .string(store.id.description), "lines": .array(broken), "reason": "damaged",
                "note": "Broken on the way to the shop",
            ])
    }

    private func transfer(_ lines: [StockLine]) throws -> JSON {
        let moved = lines.map { line -> JSON in
            ["sku": .string(line.sku ?? ""), "quantity": .string(line.quantity.description)]
        }
        return [
            "from": .string(warehouse.id.description), "to": .string(store.id.description), "lines": .array(moved),
            "note": "For the shop in Frome",
        ]
    }

    /// What is sure to be on the shelf: an article that hardly anybody wants.
    var wellStocked: DemoCatalogue.Article? {
        let kept = catalogue.articles.enumerated().filter { index, _ in ![3, 8, 14].contains(index % 17) }
        return kept.map(\.element).min { a, b in a.weight < b.weight }
    }

    // MARK: who buys what

    /// A customer, or nobody known: one order in six is a guest's.
    func buyer(on date: CalendarDate, _ chance: inout RandomnessGenerator) -> Buyer? {
        if Int.random(in: 0..<6, using: &chance) == 0 { return nil }
        let day = date.days(since: firstDay)
        return customers[customers.map { $0.findsShop <= day ? $0.weight : 0 }.weightedIndex(&chance)]
    }

    /// What somebody buys on a day: a few articles for private people, more of each for trade.
    func basket(
        for buyer: Buyer?, on date: CalendarDate, _ chance: inout RandomnessGenerator
    ) -> [(article: DemoCatalogue.Article, units: Int64)] {
        let isTrade = buyer?.isTrade == true
        let wanted = isTrade ? Int.random(in: 3...8, using: &chance) : 1 + [50, 28, 13, 6, 3].weightedIndex(&chance)
        let weights = Self.weights(of: catalogue.articles, on: date)
        var basket: [(article: DemoCatalogue.Article, units: Int64)] = []
        for _ in 0..<wanted {
            let article = catalogue.articles[weights.weightedIndex(&chance)]
            if basket.contains(where: { $0.article.sku == article.sku }) { continue }
            let units =
                isTrade
                ? Int64.random(in: 2...6, using: &chance)
                : [1, 1, 1, 1, 2, 2, 3][Int.random(in: 0..<7, using: &chance)]
            basket.append((article, units))
        }
        return basket
    }

    /// Christmas things sell from the middle of October to Christmas.
    private static func weights(of articles: [DemoCatalogue.Article], on date: CalendarDate) -> [Int] {
        let left = CalendarDate(year: date.year, month: 12, day: 25)?.days(since: date) ?? 365
        return articles.map { article in
            guard article.category == "Christmas" else { return article.weight }
            return (0..<70).contains(left) ? article.weight * (90 - left) / 30 : 0
        }
    }

    /// Sending is free from forty pounds, and for trade.
    static func shipping(of subtotal: Money, isTrade: Bool, country: String) -> Money {
        if isTrade || subtotal.minorUnits >= 40_00 { return .zero(.gbp) }
        return Money(country == "United Kingdom" ? 3_95 : 9_50, .gbp)
    }
}
