import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// Orders nobody pays in time are cancelled and their stock is free again.
@Suite struct ExpiryTests {
    @Test(arguments: Engine.available)
    func theShopsWindowDecides(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        try await shop.set("orders.pending_timeout_minutes", 30)
        let early = try await shop.place(2)
        shop.world.clock.advance(by: .minutes(20))
        let late = try await shop.place(3)
        let paid = try await shop.order(.paid, 4)
        let shown = try await shop.world.fetch(GetOrder(order: early.id))
        #expect(shown.dueAt == early.placedAt + .minutes(30))
        shop.world.clock.advance(by: .minutes(9))
        try await shop.world.installation.tick()
        #expect(try await shop.current(early.id).status == .pending)
        shop.world.clock.advance(by: .minutes(1))
        try await shop.world.installation.tick()
        let expired = try await shop.current(early.id)
        #expect(expired.status == .cancelled && expired.cancelReason == .expired)
        #expect(try await shop.current(late.id).status == .pending)
        #expect(try await shop.current(paid.id).status == .paid)
        #expect(try await shop.level() == [100, 7])
        let event = try #require(try await shop.world.events(OrderExpired.self).first)
        #expect(event.order == early.id && event.freed.map(\.quantity.wholeUnits) == [2])
        #expect(event.dueAt == early.placedAt + .minutes(30))
        #expect(try await shop.world.audits("orders.expire_pending") == 1)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func anOrdersOwnTimeComesFirstAndZeroMeansNever(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        try await shop.set("orders.pending_timeout_minutes", 0)
        let lines = [try TradeShop.line(1, "TEA")]
        let end = shop.world.clock.now + .minutes(5)
        let own = try await shop.world.perform(PlaceOrder(lines: lines, expiresAt: end))
        let patient = try await shop.place()
        shop.world.clock.advance(by: .days(400))
        try await shop.world.installation.tick()
        #expect(try await shop.current(own.id).status == .cancelled)
        #expect(try await shop.current(patient.id).status == .pending)
        #expect(try await shop.world.fetch(GetOrder(order: patient.id)).dueAt == nil)
        let problem = await shop.world.refusal { try await shop.set("orders.pending_timeout_minutes", -1) }
        #expect(problem?.code == "validation_failed")
    }

    @Test(arguments: Engine.available)
    func manyAreExpiredInParts(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine, stock: 1_000)
        for _ in 0..<(ExpirePendingOrders.part + 3) { try await shop.place() }
        shop.world.clock.advance(by: .days(2))
        #expect(try await shop.world.perform(ExpirePendingOrders()).expired == ExpirePendingOrders.part)
        #expect(try await shop.world.perform(ExpirePendingOrders()).expired == 3)
        #expect(try await shop.world.perform(ExpirePendingOrders()).expired == 0)
        #expect(try await shop.level() == [1_000, 0])
    }
}
