import Analytics
import Catalog
import Customers
import Kernel
import Orders

/// A long history for work on speed: as many recorded orders as wanted, spread evenly over five years. They are made
/// and written part by part, so memory stays flat however many there are.
struct DemoLoad {
    /// How many days it spans.
    static let days = 5 * 365
    private static let part = 500

    private let calendar: ZonedCalendar
    private let first: CalendarDate
    private var chance: RandomnessGenerator

    private let count: Int
    /// Of whom, and of what: a customer for fifty orders up to twenty thousand, an article for two hundred up to five
    /// thousand.
    private let customerCount, articleCount: Int

    /// So many orders from a day on.
    init(_ count: Int, seed: UInt64, _ calendar: ZonedCalendar, from first: CalendarDate) {
        self.count = count
        self.calendar = calendar
        self.first = first
        customerCount = min(20_000, count / 50 + 10)
        articleCount = min(5_000, count / 200 + 10)
        chance = SeededRandomness(seed &+ 1).generator
    }

    /// Adds them, and brings the figures up to date.
    func add(on stage: DemoStage, progress: @Sendable (String) -> Void) async throws {
        var load = self
        progress("Writing down \(customerCount) customers and \(articleCount) articles")
        let customers = try await load.makeCustomers(on: stage)
        let articles = try await load.makeArticles(on: stage)
        let start = calendar.startOfDay(first)
        let span = calendar.startOfDay(first.adding(days: Self.days)) - start
        let step = TimeSpan(microseconds: max(1, span.microseconds / Int64(count)))
        for begun in stride(from: 0, to: count, by: Self.part) {
            let end = min(begun + Self.part, count)
            var orders: [RecordOrder] = []
            orders.reserveCapacity(end - begun)
            for index in begun..<end {
                let at = start + TimeSpan(microseconds: step.microseconds * Int64(index))
                orders.append(try load.order(index, at: at, customers, articles))
            }
            if let last = orders.last { stage.clock.set(last.placedAt) }
            try await stage.performAll(orders)
            if end % 10_000 < Self.part { progress("\(end) of \(count) orders") }
        }
        progress("Bringing the figures up to date")
        try await stage.installation.dispatcher.drain(tenant: stage.shop.tenant)
        while try await stage.perform(RefreshMart()).staleDaysLeft > 0 {}
    }

    private func makeCustomers(on stage: DemoStage) async throws -> [ID<Customer>] {
        var made: [ID<Customer>] = []
        for begun in stride(from: 0, to: customerCount, by: EnsureCustomers.limit) {
            let numbers = (begun..<min(begun + EnsureCustomers.limit, customerCount)).map { "L-\(100_000 + $0)" }
            let entries = numbers.enumerated().map { offset, number -> EnsureCustomers.Entry in
                let index = begun + offset
                let first = DemoNames.first[index % DemoNames.first.count]
                let last = DemoNames.last[index / DemoNames.first.count % DemoNames.last.count]
                return EnsureCustomers.Entry(
                    number: number, name: "\(first) \(last)", country: DemoNames.places[index % DemoNames.places.count])
            }
            let ids = try await stage.perform(EnsureCustomers(customers: entries)).ids
            made += numbers.compactMap { ids[$0] }
        }
        return made
    }

    private mutating func makeArticles(on stage: DemoStage) async throws -> [VariantRef] {
        var made: [VariantRef] = []
        let colours = ["Oat", "Moss", "Slate", "Rust", "Sage", "Indigo", "Ochre", "Berry"]
        let things = ["bowl", "vase", "tray", "lamp", "throw", "tin", "card", "candle", "basket", "clock"]
        for begun in stride(from: 0, to: articleCount, by: EnsureVariants.limit) {
            let skus = (begun..<min(begun + EnsureVariants.limit, articleCount)).map { "LOAD-\(10_000 + $0)" }
            var entries: [EnsureVariants.Entry] = []
            for (offset, sku) in skus.enumerated() {
                let index = begun + offset
                let title = "\(colours[index % colours.count]) \(things[index % things.count]) no. \(index)"
                let price = UnitPrice(micros: Int64.random(in: 5...90, using: &chance) * 500_000, .gbp)
                entries.append(EnsureVariants.Entry(sku: sku, title: title, price: price))
            }
            let variants = try await stage.perform(EnsureVariants(variants: entries)).variants
            made += skus.compactMap { variants[$0] }
        }
        return made
    }

    /// Some customers and articles are much more common than others.
    private mutating func order(
        _ index: Int, at: Instant, _ customers: [ID<Customer>], _ articles: [VariantRef]
    ) throws -> RecordOrder {
        var lines: [RecordedLine] = []
        for _ in 0..<Int.random(in: 1...4, using: &chance) {
            let article = articles[skewed(articles.count)]
            guard let price = article.price else { continue }
            lines.append(
                RecordedLine(
                    sku: article.sku, variant: article.id, title: article.title,
                    quantity: try Quantity(Int64.random(in: 1...3, using: &chance)), unitPrice: price, movesStock: true)
            )
        }
        let isGuest = Int.random(in: 0..<8, using: &chance) == 0
        return RecordOrder(
            number: "L-\(1_000_000 + index)", channel: index % 4 == 0 ? "shop" : "web",
            customer: isGuest ? nil : customers[skewed(customers.count)],
            country: DemoNames.places[index % DemoNames.places.count], currency: .gbp, placedAt: at, lines: lines)
    }

    private mutating func skewed(_ count: Int) -> Int {
        let share = Double.random(in: 0..<1, using: &chance)
        return min(count - 1, Int(share * share * Double(count)))
    }
}
