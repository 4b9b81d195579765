import Catalog
import Customers
import Kernel
import Orders

/// The trade the shop brought along: orders and credit notes of its old till, with their own numbers, entered every
/// fortnight.
struct DemoHistory {
    private let cast: DemoCast
    private let rhythm: DemoRhythm
    private let days: Range<CalendarDate>
    /// What comes back later, in order of time.
    private var returning: [RecordCreditNote] = []
    /// How many orders were recorded.
    private(set) var orders = 0
    /// How many credit notes.
    private(set) var credits = 0

    /// How many days are entered at once.
    static let fortnight = 14

    init(_ cast: DemoCast, _ rhythm: DemoRhythm, _ days: Range<CalendarDate>) {
        self.cast = cast
        self.rhythm = rhythm
        self.days = days
    }

    /// Lives through it, fortnight by fortnight.
    mutating func play(
        on stage: DemoStage, _ book: inout DemoBook, _ chance: inout RandomnessGenerator
    ) async throws {
        var first = days.lowerBound
        while first < days.upperBound {
            let end = min(first.adding(days: Self.fortnight), days.upperBound)
            stage.clock.set(rhythm.calendar.instant(first, hour: 8))
            try await book.welcome(before: end.days(since: cast.firstDay), on: stage)
            var sold: [RecordOrder] = []
            for date in first..<end { try sell(on: date, book, into: &sold, &chance) }
            stage.clock.set(rhythm.calendar.instant(end.adding(days: -1), hour: 23, minute: 55))
            try await stage.performAll(sold)
            try await stage.performAll(due(by: stage.clock.now))
            first = end
        }
    }

    private mutating func sell(
        on date: CalendarDate, _ book: DemoBook, into sold: inout [RecordOrder], _ chance: inout RandomnessGenerator
    ) throws {
        let market = DemoMarket(cast, on: date, sells: true)
        for moment in rhythm.moments(of: date, &chance) {
            let order = try order(at: moment, market, book, isCampaign: rhythm.isCampaign(date), &chance)
            sold.append(order)
            orders += 1
            if Int.random(in: 0..<14, using: &chance) == 0 { takeBack(order, &chance) }
        }
    }

    private func order(
        at moment: Instant, _ market: DemoMarket, _ book: DemoBook, isCampaign: Bool,
        _ chance: inout RandomnessGenerator
    ) throws -> RecordOrder {
        let buyer = market.buyer(&chance)
        let person = buyer.map { cast.people.people[$0] }
        let basket = market.basket(for: buyer, &chance)
        let lines = try basket.map { (article, units) -> RecordedLine in
            RecordedLine(
                sku: article.sku, variant: cast.variants[article.sku]?.id, title: article.title,
                quantity: try Quantity(units), unitPrice: article.price, movesStock: true)
        }
        let subtotal = DemoMarket.subtotal(of: basket)
        let isTrade = person?.isTrade == true
        let isInShop = !isTrade && rhythm.isShopOpen(moment) && Int.random(in: 0..<3, using: &chance) == 0
        let country = isInShop ? "United Kingdom" : person?.country ?? "United Kingdom"
        return RecordOrder(
            number: "PG-\(10_001 + orders)", channel: isInShop ? "shop" : "web",
            customer: buyer.flatMap { book[$0] }, country: country, currency: .gbp, placedAt: moment, lines: lines,
            discount: isTrade ? Money(subtotal / 10, .gbp) : isCampaign ? Money(subtotal * 15 / 100, .gbp) : nil,
            shipping: isInShop
                ? nil : DemoCast.shipping(of: Money(subtotal, .gbp), isTrade: isTrade, country: country))
    }

    /// One of a line comes back within two weeks, or all of it.
    private mutating func takeBack(_ order: RecordOrder, _ chance: inout RandomnessGenerator) {
        guard var line = order.lines.randomElement(using: &chance) else { return }
        if Bool.random(using: &chance) { line.quantity = .one }
        let at = order.placedAt + .hours(Int64.random(in: 50...330, using: &chance))
        let note = RecordCreditNote(
            number: "", kind: .return, customer: order.customer, country: order.country, currency: .gbp, issuedAt: at,
            lines: [line], reason: Self.reasons.randomElement(using: &chance))
        let place = returning.firstIndex { $0.issuedAt > at } ?? returning.count
        returning.insert(note, at: place)
    }

    static let reasons = [
        "Changed their mind", "Arrived damaged", "A present twice over", "Not the colour they hoped for",
    ]

    /// Takes out what has come back by now, and numbers it.
    private mutating func due(by now: Instant) -> [RecordCreditNote] {
        let count = returning.firstIndex { $0.issuedAt > now } ?? returning.count
        var notes = Array(returning[..<count])
        returning.removeFirst(count)
        for index in notes.indices {
            credits += 1
            notes[index].number = "PGC-\(1_200 + credits)"
        }
        return notes
    }
}
