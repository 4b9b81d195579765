import Kernel
import Ledger
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders
@testable import Platform

/// Orders that were there before their money was counted keep everything, and have the money that their states say.
@Suite struct OrderMoneyMigrationTests {
    @Test(arguments: Engine.available)
    func whatWasThereBeforeIsThereAfter(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        for status in Order.Status.allCases { _ = try await shop.order(status, 3) }
        let cancelled = try await shop.order(.paid)
        try await shop.world.perform(CancelOrder(order: cancelled.id, reason: .customer))
        try await shop.world.perform(MarkOrderRefunded(order: cancelled.id))
        let before = try await everything(shop)
        let store = shop.world.installation.store
        let migrator = shop.world.installation.migrator
        try await migrator.down(store, to: "orders.003")
        try await migrator.up(store)
        #expect(try await everything(shop) == before)
        #expect(try await shop.world.verify() == [])
        let deleted: SQL = "DELETE FROM sales_order WHERE tenant = \(shop.world.shop.tenant)"
        await #expect(throws: DBError.self) { try await store.write { db in try db.execute(deleted) } }
    }

    private func everything(_ shop: TradeShop) async throws -> [JSON] {
        try await shop.world.read { db in
            let orders = try db.records(Order.self, where: "1 = 1", tail: "ORDER BY id")
            let articles: Int? = try db.scalar("SELECT count(*) FROM order_article WHERE tenant = \(db.tenant)")
            return try orders.map { try Wire.json($0) } + [.int(Int64(articles ?? 0))]
        }
    }
}
