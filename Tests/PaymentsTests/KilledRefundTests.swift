import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Servers that die while money is on its way: it moves once, and the books say so.
@Suite struct KilledRefundTests {
    /// Dies in each step: before the attempt is written, before the provider is asked, before its answer is written down.
    @Test(arguments: Engine.available, GatedProvider.Moment.allCases)
    func killedOnTheWay(on engine: Engine, _ moment: GatedProvider.Moment) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        try await die(shop, moment) { dying in
            try await shop.world.perform(CapturePayment(order: order, source: "test_fine"))
        }
        #expect(try await shop.held() == 4_000)
        #expect(try await shop.booked() == 4_000)
        try await shop.world.perform(CancelOrder(order: order, reason: .customer))
        try await die(shop, moment) { dying in
            try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled"))
        }
        #expect(try await shop.held() == 0)
        #expect(try await shop.books() == [:])
        let effects = try await shop.provider.moved(account: shop.world.shop.tenant)
        #expect(effects.count == 2)
        #expect(try await Set(shop.attempts().map(\.id.description)) == Set(effects.map(\.key)))
        #expect(try await shop.world.verify() == [])
    }

    /// A server takes up what is asked for and dies at the moment; others go on after it.
    private func die<T>(
        _ shop: PaymentShop, _ moment: GatedProvider.Moment, _ ask: (Installation) async throws -> T
    ) async throws {
        let gate = GatedProvider(shop.provider, moment)
        let providers = PaymentProviders([.init("test", isTest: true) { _, _ in gate }])
        let dying = try shop.process(50, providers)
        _ = try await ask(dying)
        if moment != .never {
            await dying.jobs.pass(dying)
            while !gate.hasArrived { await Task.yield() }
        }
        await dying.abandonWork()
        if moment != .never { gate.open() }
        for _ in 0..<8 {
            shop.world.clock.advance(by: .minutes(2))
            try await shop.work()
        }
    }

    /// Whatever the provider does and whenever servers die: what its books say is what the shop's books say.
    @Test(arguments: Engine.available, [1, 2, 3, 4] as [UInt64])
    func theProvidersBooksAreOurs(on engine: Engine, seed: UInt64) async throws {
        let shop = try await PaymentShop.open(engine, seed: seed)
        var dice = Dice(seed)
        var orders: [ID<Order>] = []
        for step in 1...60 {
            try await act(shop, &orders, &dice)
            try await serve(shop, step, &dice)
        }
        try await shop.wait(9)
        let moved = try await Set(shop.provider.moved(account: shop.world.shop.tenant).map(\.key))
        let attempts = try await shop.attempts()
        // Where the provider would not give back what nobody owed, somebody is told and books it.
        let stuck = attempts.filter { $0.kind == .void && $0.state == .declined }
        #expect(try await shop.openReasons().filter { $0 == "payments.void_declined" }.count == stuck.count)
        #expect(try await shop.held() == shop.booked() + stuck.reduce(0) { $0 + $1.amount.minorUnits })
        #expect(attempts.allSatisfy { !$0.state.isOpen } && attempts.count > 10)
        #expect(Set(attempts.filter { $0.state == .succeeded }.map(\.id.description)) == moved)
        #expect(try await shop.world.verify() == [])
    }

    private func act(_ shop: PaymentShop, _ orders: inout [ID<Order>], _ dice: inout Dice) async throws {
        guard let order = dice.one(of: orders), !dice.once(in: 5) else {
            let order = try await shop.place(Int64(dice.number(1...3)))
            orders.append(order)
            let source = dice.one(of: TestSource.allCases) ?? .fine
            try await shop.world.perform(CapturePayment(order: order, source: source.rawValue))
            return
        }
        let refund = dice.one(of: try await shop.world.fetch(ListRefunds(limit: 100)).data.map(\.id))
        do {
            switch dice.number(1...6) {
            case 1: try await shop.world.perform(CancelOrder(order: order, reason: .customer))
            case 2: try await shop.world.perform(RequestRefund(order: order, reason: "Due"))
            case 3: try await shop.world.perform(RequestRefund(order: order, amount: Money(300, .gbp), reason: "Sorry"))
            case 4: try await shop.pay(order, .bank)
            case 5: if let refund { try await shop.world.perform(RetryRefundExecution(refund: refund)) }
            case _: if let refund { try await shop.world.perform(CancelRefund(refund: refund)) }
            }
        } catch let problem as Problem where problem.kind != .internal {}
    }

    /// Servers at work, one of which may die in the middle of it.
    private func serve(_ shop: PaymentShop, _ step: Int, _ dice: inout Dice) async throws {
        shop.world.clock.advance(by: .minutes(Int64(dice.number(0...40))))
        if dice.once(in: 3) {
            let dying = try shop.process(UInt64(1_000 + step))
            await dying.jobs.pass(dying)
            for _ in 0..<dice.number(0...60) { await Task.yield() }
            await dying.abandonWork()
        } else if dice.once(in: 2) {
            try await shop.work()
        }
    }
}
