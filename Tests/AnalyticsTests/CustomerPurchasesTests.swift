import Customers
import Inventory
import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics

/// What customers bought, against the documents themselves.
@Suite struct CustomerPurchasesTests {
    /// Imported trade, against sums made from the text of the lines.
    @Test(arguments: Engine.available, [31, 32] as [UInt64])
    func everyCustomersFiguresAreWhatTheLinesSay(on engine: Engine, seed: UInt64) async throws {
        let rows = try RetailYear(seed: seed, documents: 250).rows
        let shop = try await RetailShop.open(engine, rows)
        try await shop.settle()
        let truth = RetailTruth(rows)
        let numbers = Set(rows.compactMap(\.customer)).sorted()
        let ids = try await shop.world.read { db in try Customer.numbered(numbers, in: db) }
        var (buying, gross) = (0, Int64(0))
        for number in numbers {
            let id = try #require(ids[number])
            let found = try await shop.world.fetch(GetCustomerPurchases(customer: id))
            let orders = truth.orders.filter { $0.customer == number }
            #expect(found.orders == orders.count, "\(number)")
            #expect(found.first?.description == orders.map(\.day).min(), "\(number)")
            #expect(found.last?.description == orders.map(\.day).max(), "\(number)")
            for year in found.years {
                let its = truth.buyers("\(year.year)-01-01", "\(year.year)-12-31")[number]
                #expect(its?.orders == year.orders, "\(number) in \(year.year)")
                #expect(its?.gross == Int128(year.gross.minorUnits) * 10, "\(number) in \(year.year)")
            }
            #expect(found.years.map(\.orders).reduce(0, +) == orders.count)
            #expect(found.years.map(\.gross.minorUnits).reduce(0, +) == found.gross.minorUnits)
            if orders.isEmpty { #expect(found.average == nil && found.gross.isZero && found.years.isEmpty) }
            buying += orders.isEmpty ? 0 : 1
            gross += found.gross.minorUnits
        }
        #expect(buying > 20 && buying < numbers.count, "some only send back")
        let known = truth.buyers("0000", "9999").values.reduce(Int128(0)) { sum, buyer in sum + buyer.gross }
        #expect(Int128(gross) * 10 == known)
    }

    /// Any trade here: orders of three customers and of guests that are paid, sent, cancelled, forgotten, returned in
    /// part or refunded, over more than two years.
    @Test(arguments: Engine.available, [1, 2, 3] as [UInt64])
    func theyAgreeWithOrdersCreditNotesAndReportsAfterAnyTrade(on engine: Engine, seed: UInt64) async throws {
        let shop = try await RetailShop.trading(engine)
        var chance = SeededRandomness(seed).generator
        var customers: [ID<Customer>] = []
        for name in ["Ada", "Bea", "Cid"] {
            customers.append(try await shop.world.perform(CreateCustomer(name: name)).id)
        }
        var orders: [ID<Order>] = []
        for _ in 0..<32 {
            let buyer = Int.random(in: 0...3, using: &chance)
            let fate = Int.random(in: 0..<8, using: &chance)
            let units = Int64.random(in: 1...3, using: &chance)
            let discount = Bool.random(using: &chance) ? Money(Int64.random(in: 1...400, using: &chance), .gbp) : nil
            let order = try await shop.world.perform(
                PlaceOrder(
                    lines: [OrderedLine(try Quantity(units), sku: "TEA")],
                    customer: buyer < 3 ? customers[buyer] : nil, discount: discount))
            orders.append(order.id)
            try await Self.live(order.id, fate, in: shop.world)
            shop.world.clock.advance(by: .hours(Int64.random(in: 1...1_100, using: &chance)))
            if fate % 3 == 0 { try await shop.settle() }
        }
        try await shop.settle()
        try await shop.settle()  // what had expired has made its day stale
        let placed = try await shop.world.read { [orders] db in try orders.map { try db.find($0) } }
        let sold = placed.filter { [.paid, .fulfilled, .refunded].contains($0.status) }
        #expect(sold.count > 8 && sold.count < placed.count)
        for customer in customers { try await Self.expect(sold.filter { $0.customer == customer }, customer, shop) }
        let days = try await shop.metrics()
        #expect(days.reduce(0) { $0 + $1.orders } == sold.count)
        #expect(days.reduce(0) { $0 + $1.gross.minorUnits } == sold.reduce(0) { $0 + $1.subtotal.minorUnits })
        let notes = try await shop.world.fetch(ListCreditNotes()).data
        #expect(!notes.isEmpty && days.reduce(0) { $0 + $1.creditNotes } == notes.count)
    }

    private static func live(_ order: ID<Order>, _ fate: Int, in world: World) async throws {
        if fate == 0 { return }
        if fate == 1 {
            try await world.perform(CancelOrder(order: order, reason: .customer))
            return
        }
        try await world.perform(MarkOrderPaid(order: order))
        if fate == 2 {
            try await world.perform(CancelOrder(order: order, reason: .inventory))
            return
        }
        if fate > 3 { try await world.perform(FulfilOrder(order: order)) }
        if fate == 5 {
            try await world.perform(
                CreateCreditNote(order: order, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        }
        if fate == 6 { try await world.perform(RefundOrder(order: order, restock: true)) }
    }

    /// The figures of one customer, who has these orders and may have sent some of it back.
    private static func expect(_ sold: [Order], _ customer: ID<Customer>, _ shop: RetailShop) async throws {
        let calendar = ZonedCalendar(shop.world.shop.shop.timeZone)
        let found = try await shop.world.fetch(GetCustomerPurchases(customer: customer))
        let gross = sold.reduce(Int64(0)) { $0 + $1.subtotal.minorUnits }
        #expect(found.orders == sold.count && found.gross.minorUnits == gross)
        #expect(found.average?.minorUnits == (sold.isEmpty ? nil : gross / Int64(sold.count)))
        let days = sold.map { calendar.date(of: $0.placedAt) }
        #expect(found.first == days.min() && found.last == days.max())
        let years = Dictionary(grouping: sold) { calendar.date(of: $0.placedAt).year }
        #expect(found.years.map(\.year) == years.keys.sorted(by: >))
        for year in found.years {
            let its = years[year.year] ?? []
            #expect(year.orders == its.count)
            #expect(year.gross.minorUnits == its.reduce(0) { $0 + $1.subtotal.minorUnits })
            let first = try CalendarDate(parsing: "\(year.year)-01-01")
            let insights = try await shop.world.fetch(
                GetCustomerInsights(from: first, to: first.adding(months: 12).adding(days: -1)))
            let buyer = insights.top.first { $0.customer.id == customer }
            #expect(buyer?.orders == year.orders && buyer?.gross == year.gross)
        }
        let latest = try await shop.world.fetch(GetCustomerPurchases(customer: customer, limit: 1))
        #expect(latest.years.map(\.year) == Array(found.years.map(\.year).prefix(1)) && latest.gross == found.gross)
    }

    @Test(arguments: Engine.available)
    func badInputAndStrangersAreRefused(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let ada = try await shop.world.perform(CreateCustomer(name: "Ada")).id
        for limit in [0, 101] {
            let problem = await shop.world.refusal {
                _ = try await shop.world.fetch(GetCustomerPurchases(customer: ada, limit: limit))
            }
            #expect(problem?.errors.map(\.field) == ["limit"])
        }
        let nobody = await shop.world.refusal {
            _ = try await shop.world.fetch(GetCustomerPurchases(customer: ID(raw: RawID(high: 1, low: 2))))
        }
        #expect(nobody?.kind == .notFound)
        let clerk = World.person("clerk", ["customers.read"])
        let refused = await shop.world.refusal {
            _ = try await shop.world.fetch(GetCustomerPurchases(customer: ada), as: clerk)
        }
        #expect(refused?.kind == .forbidden)
    }
}
