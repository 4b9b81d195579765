import Kernel
import Orders

/// What is to happen on the days the shop has traded here, moment by moment: chance is drawn first, so that the shelves
/// can be filled for what will be asked of them.
struct DemoPlan {
    /// What somebody will ask for.
    struct Wish {
        let buyer: Int?
        let basket: DemoMarket.Basket
        let isWrapped: Bool
        let channel: String
        let country: String
        let shipping: Money?
        let discount: Money?
        let note: String?
        /// Why they might send something back.
        let reason: String
        /// Those who pay by invoice have fourteen days.
        var expiresAt: Instant?

        var isInShop: Bool { channel == "shop" }
        var isInvoiced: Bool { expiresAt != nil }
    }

    /// Something that happens.
    enum Deed {
        case place(Int), pay(Int), send(Int), cancel(Int, CancellationReason), giveBack(Int), credit(Int), delete(Int)
        /// A refund is asked for, and somebody else decides.
        case askRefund(Int), approve(Int), reject(Int)
        /// A colleague writes something about an order.
        case remark(Int, Voice, String)
        case errand(DemoErrand)
        case tidy
        /// Something happens to the money of an order that was paid by invoice.
        case money(Int, DemoMoney)
        /// A customer wants something, and a colleague sees to it; some of it is about an order.
        case ticket(DemoTickets.Deed, Int?)
    }

    /// Who writes it.
    enum Voice { case support, warehouse }

    struct Moment {
        let at: Instant
        let deed: Deed
    }

    private let cast: DemoCast
    private let rhythm: DemoRhythm
    private let now: Instant
    private(set) var wishes: [Wish] = []
    private(set) var moments: [Moment] = []
    private var sendings: [(wish: Int, paid: Instant, sent: Instant)] = []
    private var refunds = 0
    /// Sent a while ago, and nobody has complained.
    private var contented: (wish: Int, sent: Instant)?
    /// The invoices that are paid by cheque.
    private(set) var cheques: Set<Int> = []

    /// How many paid orders wait to be sent.
    static let toShip = 12
    /// How long an invoice may take to be paid.
    static let timeToPay = TimeSpan.days(14)
    /// How many orders are placed for each that comes to something: some are forgotten, declined or cancelled, and some
    /// find the shelf empty.
    static let asked = 1.16

    init(
        _ cast: DemoCast, _ rhythm: DemoRhythm, from first: CalendarDate, until now: Instant,
        _ chance: inout RandomnessGenerator
    ) {
        self.cast = cast
        self.rhythm = rhythm
        self.now = now
        for date in first...rhythm.today {
            let market = DemoMarket(cast, on: date, sells: false)
            for at in rhythm.moments(of: date, asked: Self.asked, &chance) { plan(at: at, market, &chance) }
            for hour in [11, 23] { add(rhythm.calendar.instant(date, hour: hour, minute: 59), .tidy) }
        }
        planSpecialCases(&chance)
        let sendings = caughtUp()
        for sending in sendings { add(sending.sent, .send(sending.wish)) }
        planRemarks()
        planMoney(sendings)
    }

    private mutating func add(_ at: Instant, _ deed: Deed) { moments.append(Moment(at: at, deed: deed)) }

    /// Adds what the colleagues do besides, and puts everything in order up to now.
    mutating func finish(with errands: [(at: Instant, errand: DemoErrand)]) {
        for (at, errand) in errands { add(at, .errand(errand)) }
        let ordered = moments.enumerated().filter { $0.element.at <= now }
            .sorted { a, b in a.element.at == b.element.at ? a.offset < b.offset : a.element.at < b.element.at }
        moments = ordered.map(\.element)
    }

    // MARK: what becomes of orders

    /// Most orders are paid within minutes and sent on the next working day; some never are.
    private mutating func plan(at: Instant, _ market: DemoMarket, _ chance: inout RandomnessGenerator) {
        guard at <= now else { return }
        let index = wish(at: at, market, &chance)
        add(at, .place(index))
        let fate = Int.random(in: 0..<100, using: &chance)
        if wishes[index].isInShop {
            add(at, .pay(index))
            add(at, .send(index))
            if fate < 4 { add(at + .hours(Int64.random(in: 20...90, using: &chance)), .credit(index)) }
            return
        }
        if fate < 4 { return }  // forgotten
        if fate < 6 { return add(at + .minutes(2), .cancel(index, .declined)) }
        let paid = paying(index, at, &chance)
        add(paid, .pay(index))
        let sent = rhythm.sending(of: paid, &chance)
        if fate < 11 {
            let reasons: [CancellationReason] = [.customer, .customer, .customer, .inventory, .fraud, .other]
            let reason = reasons[Int.random(in: 0..<reasons.count, using: &chance)]
            let cancelled = min(sent - .minutes(5), paid + .minutes(50))
            add(cancelled, .cancel(index, reason))
            if fate < 10 { add(cancelled + .hours(3), .giveBack(index)) }
            return
        }
        sendings.append((index, paid, sent))
        let back = sent + .hours(Int64.random(in: 50...190, using: &chance))
        if fate < 18 {
            add(back, .credit(index))
        } else if fate < 20 {
            planRefund(of: index, at: back)
        } else if sent < now - .hours(30), sent > contented?.sent ?? sent - .hours(1) {
            contented = (index, sent)
        }
    }

    /// A third of the trade pays by invoice, within days.
    private mutating func paying(_ index: Int, _ at: Instant, _ chance: inout RandomnessGenerator) -> Instant {
        let isTrade = wishes[index].buyer.map { cast.people.people[$0].isTrade } ?? false
        guard isTrade, Int.random(in: 0..<3, using: &chance) == 0 else {
            return at + .minutes(Int64.random(in: 1...45, using: &chance))
        }
        wishes[index].expiresAt = at + Self.timeToPay
        return at + .hours(Int64.random(in: 24...110, using: &chance))
    }

    /// A second pair of eyes looks at every refund; one in a while is refused.
    private mutating func planRefund(of index: Int, at back: Instant) {
        add(back, .askRefund(index))
        add(back + .minutes(40), refunds == 1 ? .reject(index) : .approve(index))
        refunds += 1
    }

    private mutating func planSpecialCases(_ chance: inout RandomnessGenerator) {
        let market = DemoMarket(cast, on: rhythm.today, sells: false)
        // Some wait for their money since yesterday and will not wait much longer.
        for minutes in [1_431, 1_412, 1_377, 1_290, 610, 95, 12] as [Int64] {
            let at = now - .minutes(minutes)
            add(at, .place(wish(at: at, market, &chance, isOnline: true)))
        }
        for minutes in [21, 6] as [Int64] {
            let at = now - .minutes(minutes)
            let index = wish(at: at, market, &chance, isOnline: true)
            add(at, .place(index))
            add(at + .minutes(2), .pay(index))
        }
        // Somebody pressed the button twice.
        let twice = now - .hours(101)
        let index = wish(at: twice, market, &chance, isOnline: true)
        add(twice, .place(index))
        add(twice + .minutes(9), .cancel(index, .other))
        add(twice + .minutes(31), .delete(index))
        // A refund that waits for a second pair of eyes.
        if let contented { add(now - .minutes(95), .askRefund(contented.wish)) }
    }

    /// What happens to the money of invoices, and what customers want.
    private mutating func planMoney(_ sendings: [(wish: Int, paid: Instant, sent: Instant)]) {
        let invoices = DemoInvoices(
            sendings.compactMap { sending in
                wishes[sending.wish].expiresAt.map { until in
                    (sending.wish, placed: until - Self.timeToPay, sending.paid, sending.sent)
                }
            }, now: now)
        cheques = invoices.cheques
        moments += invoices.moments
        let broken = invoices.broken
        for (at, deed) in DemoTickets.moments(broken: broken?.sent, sent: contented?.sent, now: now) {
            add(
                at,
                .ticket(
                    deed, deed.ticket == .broken ? broken?.wish : deed.ticket == .everything ? contented?.wish : nil))
        }
    }

    /// What colleagues tell each other about orders.
    private mutating func planRemarks() {
        if let contented {
            add(
                contented.sent - .minutes(50),
                .remark(contented.wish, .support, "Rang us: please send it to the office instead of the house."))
            add(contented.sent - .minutes(20), .remark(contented.wish, .warehouse, "Done, the new label is on."))
            add(
                now - .minutes(93),
                .remark(contented.wish, .support, "They sent photographs. I would give all of it back."))
        }
        guard let oldest = waiting.first else { return }
        add(
            now - .minutes(70),
            .remark(oldest.wish, .warehouse, "We are out of the large boxes. More come with tomorrow's van."))
    }

    /// The last dozen of the paid orders, which wait to be sent.
    private var waiting: ArraySlice<(wish: Int, paid: Instant, sent: Instant)> {
        sendings.filter { $0.paid <= now }.sorted { a, b in a.paid < b.paid }.suffix(Self.toShip)
    }

    /// With all but those that wait the workshop has caught up.
    private func caughtUp() -> [(wish: Int, paid: Instant, sent: Instant)] {
        let waiting = Set(waiting.map(\.wish))
        return sendings.map { sending in
            if waiting.contains(sending.wish) {
                return (sending.wish, sending.paid, max(sending.sent, now + .hours(1)))
            }
            if sending.sent <= now || sending.paid > now { return sending }
            let half = TimeSpan(microseconds: (now - sending.paid).microseconds / 2)
            return (sending.wish, sending.paid, sending.paid + half)
        }
    }

    // MARK: what is asked for

    private mutating func wish(
        at: Instant, _ market: DemoMarket, _ chance: inout RandomnessGenerator, isOnline: Bool = false
    ) -> Int {
        let buyer = market.buyer(&chance)
        let person = buyer.map { cast.people.people[$0] }
        let basket = market.basket(for: buyer, &chance)
        let isTrade = person?.isTrade == true
        let comesIn = !isTrade && !isOnline && rhythm.isShopOpen(at) && Int.random(in: 0..<4, using: &chance) == 0
        let calls = !isOnline && Int.random(in: 0..<8, using: &chance) == 0
        let channel = comesIn ? "shop" : calls ? "phone" : "web"
        let country = comesIn ? "United Kingdom" : person?.country ?? "United Kingdom"
        let subtotal = DemoMarket.subtotal(of: basket)
        let isCheaper = !comesIn && rhythm.isCampaign(rhythm.calendar.date(of: at))
        wishes.append(
            Wish(
                buyer: buyer, basket: basket, isWrapped: Int.random(in: 0..<9, using: &chance) == 0, channel: channel,
                country: country,
                shipping: comesIn
                    ? nil : DemoCast.shipping(of: Money(subtotal, .gbp), isTrade: isTrade, country: country),
                discount: isTrade ? Money(subtotal / 10, .gbp) : isCheaper ? Money(subtotal * 15 / 100, .gbp) : nil,
                note: Int.random(in: 0..<15, using: &chance) == 0 ? "Please leave with a neighbour." : nil,
                reason: DemoHistory.reasons[Int.random(in: 0..<DemoHistory.reasons.count, using: &chance)]))
        return wishes.count - 1
    }

    /// What will be asked of an article, in order of time: at the shop in the high street, or at the workshop.
    func demands(inShop: Bool) -> [String: [Int64]] {
        var demands: [String: [Int64]] = [:]
        let placed = moments.enumerated().sorted { a, b in
            a.element.at == b.element.at ? a.offset < b.offset : a.element.at < b.element.at
        }
        for (_, moment) in placed {
            guard case .place(let index) = moment.deed, wishes[index].isInShop == inShop else { continue }
            for (article, units) in wishes[index].basket { demands[article.sku, default: []].append(units) }
        }
        return demands
    }
}
