import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Analytics

/// Today against the same time a week ago, to the minute.
@Suite struct TodayReportTests {
    private static func sold(_ units: Int64, in shop: RetailShop) async throws -> ID<Order> {
        let order = try await shop.placed(units)
        try await shop.world.perform(MarkOrderPaid(order: order))
        return order
    }

    @Test(arguments: Engine.available)
    func aWeekAgoEndsAtTheSameMinute(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)  // 2 March 2026, 09:00 in London
        _ = try await Self.sold(1, in: shop)  // 09:00
        shop.world.clock.advance(by: .minutes(20))
        _ = try await Self.sold(2, in: shop)  // 09:20
        shop.world.clock.advance(by: .minutes(20))
        _ = try await Self.sold(4, in: shop)  // 09:40
        shop.world.clock.advance(by: .days(7))
        shop.world.clock.advance(by: .minutes(-15))  // a week later, 09:25
        let back = try await Self.sold(3, in: shop)
        try await shop.world.perform(FulfilOrder(order: back))
        try await shop.world.perform(
            CreateCreditNote(order: back, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        try await shop.settle()
        let today = try await shop.world.fetch(GetToday())
        #expect(today.date.description == "2026-03-09" && today.comparisonDate.description == "2026-03-02")
        #expect(today.soFar.orders == 1 && today.soFar.net == Money(9_00, .gbp))
        #expect(today.soFar.refunds == Money(4_50, .gbp) && today.soFar.creditNotes == 1)
        #expect(today.soFar.average == Money(13_50, .gbp))
        #expect(today.weekAgo.orders == 2 && today.weekAgo.net == Money(13_50, .gbp))
        #expect(today.weekAgo.average == Money(6_75, .gbp))
        #expect(today.netChange == FigureRatio(numerator: -4_50, denominator: 13_50))
        #expect(today.ordersChange == FigureRatio(numerator: -1, denominator: 2))
        #expect(today.bestSellers.map(\.title) == ["Tea"] && today.bestSellers[0].units.wholeUnits == 3)
        shop.world.clock.advance(by: .minutes(15))  // 09:40: what was sold at that very minute is not before it
        #expect(try await shop.world.fetch(GetToday()).weekAgo.orders == 2)
        shop.world.clock.advance(by: .minutes(1))
        #expect(try await shop.world.fetch(GetToday()).weekAgo.orders == 3)
        shop.world.clock.advance(by: .hours(5))
        let later = try await shop.world.fetch(GetToday())
        #expect(later.weekAgo.orders == 3 && later.weekAgo.units.wholeUnits == 7)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aDayWithoutTradeIsADay(on engine: Engine) async throws {
        let shop = try await RetailShop.empty(engine)
        let today = try await shop.world.fetch(GetToday())
        #expect(today.soFar.orders == 0 && today.soFar.average == nil && today.netChange == nil)
        #expect(today.bestSellers.isEmpty && today.weekAgo.net.isZero)
    }

    /// A week in which the clocks changed: the same time of day, not the same distance from midnight.
    @Test(arguments: Engine.available)
    func clocksThatChangedBetweenAreFollowed(on engine: Engine) async throws {
        let shop = try await RetailShop.trading(engine)
        let start = try Instant(parsing: "2026-03-29T08:30:00Z")  // 09:30 in London, which began summer time today
        shop.world.clock.advance(by: .seconds(start.seconds - shop.world.clock.now.seconds))
        _ = try await Self.sold(1, in: shop)
        shop.world.clock.advance(by: .days(7))
        try await shop.settle()
        #expect(try await shop.world.fetch(GetToday()).weekAgo.orders == 0)
        shop.world.clock.advance(by: .minutes(1))
        let today = try await shop.world.fetch(GetToday())
        #expect(today.comparisonDate.description == "2026-03-29" && today.weekAgo.orders == 1)
    }
}
