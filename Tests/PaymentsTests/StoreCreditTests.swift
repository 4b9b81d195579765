import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Store credit: given, spent, run out, overdrawn.
@Suite struct StoreCreditTests {
    @Test(arguments: Engine.available)
    func whatRunsOutFirstIsSpentFirst(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let soon = shop.world.clock.now + .days(10)
        #expect(try await shop.posted { try await shop.give(30) } == [.goodwill: 3_000, .storeCredit: -3_000])
        try await shop.give(30, until: soon)
        let order = try await shop.place(1)
        try await shop.pay(order, .storeCredit)
        let balance = try await shop.world.fetch(StoreCreditBalance(customer: shop.ada.id))
        #expect(balance.balance == Money(4_000, .gbp) && balance.grants.map(\.remaining.minorUnits) == [1_000, 3_000])
        shop.world.clock.advance(by: .days(11))
        let expired = try await shop.posted { try await shop.world.installation.tick() }
        #expect(expired == [.storeCredit: 1_000, .breakage: -1_000])
        #expect(try await shop.world.events(StoreCreditExpired.self).map(\.amount) == [Money(1_000, .gbp)])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func nobodySpendsWhatIsNotThere(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        try await shop.give(30)
        let order = try await shop.place()
        #expect(await shop.refusal(RecordPayment(order: order, tender: .storeCredit)) == "ledger.not_enough")
        try await shop.set("store_credit.overdraft_minor_units", 1_000)
        try await shop.pay(order, .storeCredit)
        let balance = try await shop.world.fetch(StoreCreditBalance(customer: shop.ada.id))
        #expect(balance.balance == Money(-1_000, .gbp) && balance.grants.isEmpty)
        try await shop.give(15)
        let after = try await shop.world.fetch(StoreCreditBalance(customer: shop.ada.id))
        #expect(after.balance == Money(500, .gbp) && after.grants.map(\.remaining.minorUnits) == [500])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func manyWhoSpendAtOnceSpendWhatIsThere(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        try await shop.give(50)
        var orders: [ID<Order>] = []
        for _ in 0..<6 { orders.append(try await shop.place(1)) }
        let placed = orders
        let codes = await shop.race(6) { index in try await shop.pay(placed[index], .storeCredit) }
        #expect(codes.filter { $0 == nil }.count == 2, "\(codes)")
        #expect(Set(codes.compactMap { $0 }) == ["ledger.not_enough"])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func whatMakesNoSenseIsRefused(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let guests = try await shop.place(1, guest: true)
        let ada = shop.ada.id
        let cases = [
            IssueStoreCredit(customer: ada, amount: Money(0, .gbp), reason: "x"),
            IssueStoreCredit(customer: ada, amount: Money(1, .eur), reason: "x"),
            IssueStoreCredit(customer: ada, amount: Money(1, .gbp), reason: ""),
            IssueStoreCredit(customer: ada, amount: Money(1, .gbp), reason: "x", order: guests),
            IssueStoreCredit(customer: ada, amount: Money(1, .gbp), reason: "x", expiresAt: shop.world.clock.now),
        ]
        for action in cases { #expect(await shop.refusal(action) == "validation_failed", "\(action)") }
    }
}
