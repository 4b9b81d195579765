import Catalog
import Customers
import Kernel
import Orders

/// The trade the shop brought along: orders and credit notes of its old till, with their own numbers.
struct DemoHistory {
    private(set) var orders: [RecordOrder] = []
    private(set) var credits: [RecordCreditNote] = []

    init(
        _ cast: DemoCast, _ rhythm: DemoRhythm, from first: CalendarDate, days: Int, _ chance: inout RandomnessGenerator
    ) throws {
        let last = first.adding(days: days)
        for date in first..<last {
            let count = rhythm.orders(on: date, &chance)
            let moments = (0..<count).map { _ in rhythm.moment(of: date, &chance) }.sorted()
            for moment in moments { try sell(cast, at: moment, on: date, &chance) }
        }
        let end = rhythm.calendar.startOfDay(last)
        for order in orders where Int.random(in: 0..<22, using: &chance) == 0 {
            try takeBack(order, before: end, &chance)
        }
        credits.sort { $0.issuedAt < $1.issuedAt }
        for index in credits.indices { credits[index].number = "PGC-\(1_201 + index)" }
    }

    private mutating func sell(
        _ cast: DemoCast, at moment: Instant, on date: CalendarDate, _ chance: inout RandomnessGenerator
    ) throws {
        let buyer = cast.buyer(on: date, &chance)
        var lines: [RecordedLine] = []
        var subtotal: Int64 = 0
        for (article, units) in cast.basket(for: buyer, on: date, &chance) {
            lines.append(
                RecordedLine(
                    sku: article.sku, variant: cast.variants[article.sku]?.id, title: article.title,
                    quantity: try Quantity(units), unitPrice: article.price, movesStock: true))
            subtotal += article.price.rounded(.halfAwayFromZero).minorUnits * units
        }
        let country = buyer?.country ?? "United Kingdom"
        let channel = Int.random(in: 0..<4, using: &chance) == 0 ? "shop" : "web"
        let shipping = DemoCast.shipping(
            of: Money(subtotal, .gbp), isTrade: buyer?.isTrade == true || channel == "shop", country: country)
        orders.append(
            RecordOrder(
                number: "PG-\(10_001 + orders.count)", channel: channel, customer: buyer?.id, country: country,
                currency: .gbp, placedAt: moment, lines: lines, shipping: shipping))
    }

    /// One or two of a line come back within two weeks.
    private mutating func takeBack(
        _ order: RecordOrder, before end: Instant, _ chance: inout RandomnessGenerator
    ) throws {
        guard var line = order.lines.randomElement(using: &chance) else { return }
        let at = order.placedAt + .hours(Int64.random(in: 50...330, using: &chance))
        if at >= end { return }
        line.quantity = .one
        credits.append(
            RecordCreditNote(
                number: "", kind: .return, customer: order.customer, country: order.country, currency: .gbp,
                issuedAt: at,
                lines: [line], reason: Self.reasons.randomElement(using: &chance)))
    }

    static let reasons = [
        "Changed their mind", "Arrived damaged", "A present twice over", "Not the colour they hoped for",
    ]

    /// Records it.
    func play(on stage: DemoStage) async throws {
        try await stage.performAll(orders)
        try await stage.performAll(credits)
    }
}
