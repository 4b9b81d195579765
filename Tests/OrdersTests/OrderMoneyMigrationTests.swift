import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Ledger
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

    /// A shop that traded before it kept books gets them.
    @Test(arguments: Engine.available)
    func whatWasNeverPostedIsPosted(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        for status in Order.Status.allCases { _ = try await shop.order(status, 3) }
        let cancelled = try await shop.order(.paid)
        try await shop.world.perform(CancelOrder(order: cancelled.id, reason: .customer))
        let returned = try await shop.order(.fulfilled, 3)
        try await shop.world.perform(
            CreateCreditNote(order: returned.id, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        let before = try await shop.world.fetch(TrialBalance()).lines.map { [$0.purpose.rawValue: $0.balance] }
        let tenant = shop.world.shop.tenant
        try await shop.world.installation.store.write { db in
            for table in ["ledger_posting", "ledger_entry"] {
                let trigger: SQL =
                    engine == .sqlite
                    ? "DROP TRIGGER \(SQL(trusted: table))_no_delete"
                    : "DROP TRIGGER \(SQL(trusted: table))_append_only ON \(SQL(trusted: table))"
                try db.execute(trigger)
            }
            for table in ["ledger_balance", "ledger_posting", "ledger_entry"] {
                try db.execute("DELETE FROM \(SQL(trusted: table)) WHERE tenant = \(tenant)")
            }
        }
        #expect(try await !shop.world.verify().isEmpty)
        let (installation, entry) = (shop.world.installation, shop.world.shop)
        #expect(try await installation.repair(entry, isPreview: true).map(\.action) == ["orders.repair_books"])
        #expect(try await !shop.world.verify().isEmpty)
        #expect(try await installation.repair(entry, isPreview: false).map(\.action) == ["orders.repair_books"])
        #expect(try await shop.world.verify() == [])
        let after = try await shop.world.fetch(TrialBalance()).lines.map { [$0.purpose.rawValue: $0.balance] }
        #expect(after == before)
        #expect(try await installation.repair(entry, isPreview: false).isEmpty)
    }

    private func everything(_ shop: TradeShop) async throws -> [JSON] {
        try await shop.world.read { db in
            let orders = try db.records(Order.self, where: "1 = 1", tail: "ORDER BY id")
            let articles: Int? = try db.scalar("SELECT count(*) FROM order_article WHERE tenant = \(db.tenant)")
            return try orders.map { try Wire.json($0) } + [.int(Int64(articles ?? 0))]
        }
    }
}
