import Catalog
import Inventory
import Kernel
import Orders

/// The days the shop has traded here: what happens to each order, moment by moment.
struct DemoLiveDays {
    /// Something that happens.
    private enum Deed {
        case place(Int), pay(Int), send(Int), cancel(Int), credit(Int), refund(Int), tidy
    }

    private struct Moment {
        let at: Instant
        let deed: Deed
    }

    private let cast: DemoCast
    private let rhythm: DemoRhythm
    private let now: Instant
    private var moments: [Moment] = []
    private var wishes: [PlaceOrder] = []
    private var orders: [Int: Order] = [:]
    private var reasons: [String] = []
    /// How many orders were placed.
    private(set) var placed = 0
    /// How many credit notes were issued.
    private(set) var credited = 0

    init(
        _ cast: DemoCast, _ rhythm: DemoRhythm, from first: CalendarDate, until now: Instant,
        _ chance: inout RandomnessGenerator
    ) {
        self.cast = cast
        self.rhythm = rhythm
        self.now = now
        let today = rhythm.calendar.date(of: now)
        let opened = rhythm.calendar.instant(first, hour: 6)
        for date in first...today {
            for _ in 0..<rhythm.orders(on: date, &chance) {
                let at = max(rhythm.moment(of: date, &chance), opened)
                plan(at: at, on: date, &chance)
            }
            moments.append(Moment(at: rhythm.calendar.instant(date, hour: 23, minute: 59), deed: .tidy))
        }
        // Some wait for their money since yesterday and will not wait much longer.
        for minutes in [1_431, 1_412, 1_377, 1_290, 610, 95, 12] as [Int64] {
            let at = now - .minutes(minutes)
            wish(on: rhythm.calendar.date(of: at), &chance)
            if let article = cast.wellStocked {
                wishes[wishes.count - 1].lines.append(OrderedLine(.one, sku: article.sku))
            }
            moments.append(Moment(at: at, deed: .place(wishes.count - 1)))
        }
        let ordered = moments.enumerated().filter { $0.element.at <= now }
            .sorted { a, b in a.element.at == b.element.at ? a.offset < b.offset : a.element.at < b.element.at }
        moments = ordered.map(\.element)
    }

    /// Most orders are paid within minutes and sent on the next working day; some never are.
    private mutating func plan(at: Instant, on date: CalendarDate, _ chance: inout RandomnessGenerator) {
        wish(on: date, &chance)
        let index = wishes.count - 1
        moments.append(Moment(at: at, deed: .place(index)))
        let fate = Int.random(in: 0..<100, using: &chance)
        if fate < 4 { return }  // forgotten
        let paid = at + .minutes(Int64.random(in: 1...45, using: &chance))
        moments.append(Moment(at: paid, deed: .pay(index)))
        let sent = rhythm.sending(of: paid, &chance)
        if fate < 9 {
            moments.append(Moment(at: min(sent - .minutes(5), paid + .minutes(50)), deed: .cancel(index)))
            return
        }
        moments.append(Moment(at: sent, deed: .send(index)))
        let back = sent + .hours(Int64.random(in: 50...150, using: &chance))
        if fate < 16 { moments.append(Moment(at: back, deed: .credit(index))) }
        if fate == 16 { moments.append(Moment(at: back, deed: .refund(index))) }
    }

    private mutating func wish(on date: CalendarDate, _ chance: inout RandomnessGenerator) {
        let buyer = cast.buyer(on: date, &chance)
        let basket = cast.basket(for: buyer, on: date, &chance)
        var lines: [OrderedLine] = []
        var subtotal: Int64 = 0
        for (article, units) in basket {
            lines.append(OrderedLine(Quantity(micros: units * Quantity.microsPerUnit), sku: article.sku))
            subtotal += article.price.rounded(.halfAwayFromZero).minorUnits * units
        }
        let isInShop = buyer?.isTrade != true && Int.random(in: 0..<6, using: &chance) == 0
        let country = isInShop ? "United Kingdom" : buyer?.country ?? "United Kingdom"
        if Int.random(in: 0..<9, using: &chance) == 0 { lines.append(OrderedLine(.one, sku: DemoCatalogue.wrapping)) }
        let discount = buyer?.isTrade == true ? Money(subtotal / 10, .gbp) : nil
        let shipping = DemoCast.shipping(
            of: Money(subtotal, .gbp), isTrade: buyer?.isTrade == true || isInShop, country: country)
        let channel = isInShop ? "shop" : Int.random(in: 0..<7, using: &chance) == 0 ? "phone" : "web"
        wishes.append(
            PlaceOrder(
                lines: lines, customer: buyer?.id, channel: channel, country: country, shipping: shipping,
                discount: discount, location: isInShop ? cast.store.id : nil,
                note: Int.random(in: 0..<15, using: &chance) == 0 ? "Please leave with a neighbour." : nil))
        reasons.append(DemoHistory.reasons[Int.random(in: 0..<DemoHistory.reasons.count, using: &chance)])
    }

    /// Lives through them.
    mutating func play(on stage: DemoStage) async throws {
        for moment in moments {
            stage.clock.set(moment.at)
            try await play(moment.deed, on: stage)
        }
    }

    private mutating func play(_ deed: Deed, on stage: DemoStage) async throws {
        switch deed {
        case .place(let index): try await place(index, on: stage)
        case .pay(let index):
            guard let order = orders[index] else { return }
            _ = try await stage.attempt(MarkOrderPaid(order: order.id))
        case .send(let index):
            guard let order = orders[index] else { return }
            _ = try await stage.attempt(FulfilOrder(order: order.id))
        case .cancel(let index):
            guard let order = orders[index] else { return }
            _ = try await stage.attempt(CancelOrder(order: order.id, reason: .customer))
        case .credit(let index):
            guard let order = orders[index] else { return }
            let action = CreateCreditNote(
                order: order.id, lines: [CreditedLine(.one, ofLine: 1)], reason: reasons[index], restock: true)
            if try await stage.attempt(action) != nil { credited += 1 }
        case .refund(let index):
            guard let order = orders[index] else { return }
            let action = RefundOrder(order: order.id, reason: reasons[index], restock: true)
            if try await stage.attempt(action) != nil { credited += 1 }
        case .tidy: try await stage.settle()
        }
    }

    /// What the shelf does not have, nobody can order; then the rest is ordered, if there is any.
    private mutating func place(_ index: Int, on stage: DemoStage) async throws {
        var wish = wishes[index]
        while !wish.lines.isEmpty {
            if let order = try await stage.attempt(wish) {
                orders[index] = order
                placed += 1
                return
            }
            wish.discount = nil
            wish.lines.removeFirst()
        }
    }
}
