import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures

@testable import Payments

/// What people, servers and time do with money by card.
extension PaymentShop {
    var provider: TestProvider { TestProvider(world.installation.store, world.clock) }

    /// Has money of an order taken, and waits for it.
    @discardableResult
    func charge(_ order: ID<Order>, _ source: TestSource = .fine, _ pounds: Int64? = nil) async throws -> PaymentAttempt
    {
        let amount = pounds.map { Money($0 * 100, .gbp) }
        let attempt = try await world.perform(
            CapturePayment(order: order, amount: amount, source: source.rawValue))
        try await work()
        return try await self.attempt(attempt.id)
    }

    /// A cancelled order of 40.00 that was paid by card: all of it is due back.
    func chargedAndCancelled(_ source: TestSource) async throws -> ID<Order> {
        let order = try await place()
        try await charge(order, source)
        try await world.perform(CancelOrder(order: order, reason: .customer))
        return order
    }

    func work() async throws { try await world.installation.work(world.shop) }

    /// Time passes, with servers at work the whole time.
    func wait(_ days: Int, every step: TimeSpan = .hours(6)) async throws {
        let end = world.clock.now + .days(Int64(days))
        while world.clock.now < end {
            world.clock.advance(by: step)
            try await world.installation.settle(world.shop)
            try await work()
        }
    }

    func attempt(_ id: ID<PaymentAttempt>) async throws -> PaymentAttempt {
        try await world.read { db in try db.find(id) }
    }

    func attempts() async throws -> [PaymentAttempt] {
        try await world.read { db in try db.records(PaymentAttempt.self, where: "1 = 1", tail: "ORDER BY id") }
    }

    func refund(_ id: ID<Refund>) async throws -> RefundDetail { try await world.fetch(GetRefund(refund: id)) }

    /// What the provider holds for the shop, in pence, by its own books.
    func held() async throws -> Int64 {
        try await provider.moved(account: world.shop.tenant).reduce(0) { sum, effect in
            sum + (effect.kind == .charge ? effect.amount.minorUnits : -effect.amount.minorUnits)
        }
    }

    /// The same by the shop's books.
    func booked() async throws -> Int64 { try await books()[.provider] ?? 0 }

    /// The reasons for which something is open.
    func openReasons() async throws -> [String] {
        try await world.read { db in
            try db.rows(
                "SELECT reason FROM work_exception WHERE tenant = \(db.tenant) AND status = 'open' ORDER BY reason"
            ) { row in try row.next(String.self) }
        }
    }

    /// Another process on the same database, with the same clock.
    func process(_ seed: UInt64, _ providers: PaymentProviders = PaymentProviders()) throws -> Installation {
        let modules = PlatformModule.all + Self.modules.map { $0.name == "payments" ? $0.choosing(providers) : $0 }
        return try Installation(
            store: world.installation.store, modules: modules, clock: world.clock,
            randomness: SeededRandomness(seed), log: world.installation.log)
    }
}
