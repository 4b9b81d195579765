import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders
@testable import Platform

/// The work queues of orders.
@Suite struct OrderMetricsTests {
    @Test(arguments: Engine.available)
    func queuesHoldWhatWaits(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let none = OrderQueueCount(count: 0, isMore: false, oldest: nil)
        #expect(try await shop.world.fetch(GetOrderMetrics()) == OrderMetrics(awaitingPayment: none, toShip: none))
        let first = try await shop.order(.pending)
        shop.world.clock.advance(by: .minutes(1))
        let paid = try await shop.order(.paid)
        for status in [Order.Status.pending, .fulfilled, .cancelled, .refunded] { _ = try await shop.order(status) }
        let before = try await shop.world.fetch(GetOrderMetrics())
        #expect(before.awaitingPayment == OrderQueueCount(count: 2, isMore: false, oldest: first.placedAt))
        #expect(before.toShip == OrderQueueCount(count: 1, isMore: false, oldest: paid.placedAt))
        try await shop.world.perform(FulfilOrder(order: paid.id))
        try await shop.world.perform(CancelOrder(order: first.id, reason: .customer))
        let after = try await shop.world.fetch(GetOrderMetrics())
        #expect(after.awaitingPayment.count == 1 && after.awaitingPayment.oldest != first.placedAt)
        #expect(after.toShip == none)
        let other = try await shop.world.anotherShop()
        #expect(try await shop.world.fetch(GetOrderMetrics(), in: other).awaitingPayment == none)
    }

    /// Long queues are not counted to their end, and one statement answers for all of them.
    @Test(arguments: Engine.available)
    func countingEnds(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.pending)
        let tenant = shop.world.shop.tenant
        _ = try await shop.world.installation.store.write { db in
            let columns: SQL = """
                channel, status, payment_state, fulfilment_state, currency, subtotal_minor, discount_minor,
                shipping_minor, tax_minor, total_minor, credited_minor, line_count, units, source, placed_at, created_at
                """
            for number in 0..<UInt64(GetOrderMetrics.limit) {
                let id = RawID(high: 0x9000, low: number)
                try db.send(
                    """
                    INSERT INTO sales_order (tenant, id, version, number, \(columns))
                    SELECT tenant, \(id), 1, \("X\(number)"), \(columns) FROM sales_order
                    WHERE tenant = \(tenant) AND id = \(order.id)
                    """)
            }
        }
        let count = try await shop.world.read { db in
            let before = db.db.statementCount
            let metrics = try GetOrderMetrics().fetch(in: db)
            #expect(metrics.awaitingPayment.count == GetOrderMetrics.limit && metrics.awaitingPayment.isMore)
            return db.db.statementCount - before
        }
        #expect(count == 1)
    }

    @Test(arguments: Engine.available)
    func onlyThoseWhoMayReadOrders(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let stranger = World.person("stranger", ["customers.read"])
        let problem = await shop.world.refusal { _ = try await shop.world.fetch(GetOrderMetrics(), as: stranger) }
        #expect(problem?.kind == .forbidden)
    }
}
