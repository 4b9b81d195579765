import Analytics
import Catalog
import Customers
import Identity
import Inventory
import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Demo

/// The demo shop is sound, whole, and the same for the same seed.
@Suite struct DemoShopTests {
    static let modules = [
        IdentityModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module,
        OrdersModule.module,
        AnalyticsModule.module,
    ]

    private static func world(_ engine: Engine) async throws -> World {
        let world = try await World.fresh(engine, modules: modules)
        world.clock.set(try Instant(parsing: "2026-11-21T14:30:00Z"))
        return world
    }

    @Test(arguments: Engine.available)
    func everyPromiseHoldsInIt(on engine: Engine) async throws {
        let world = try await Self.world(engine)
        let summary = try await DemoShop.create(seed: 7, in: world.installation)
        let shop = try await world.installation.shop(named: "demo")
        let report = try await world.installation.verify(shop)
        #expect(report.checks.flatMap(\.findings) == [])
        #expect((115...130).contains(summary.products) && summary.articles > 180 && summary.customers > 190)
        let orders = summary.recordedOrders + summary.placedOrders
        #expect((1_200...1_900).contains(orders) && summary.placedOrders > 120 && summary.creditNotes > 30)
        for status in Order.Status.allCases {
            var query = ListOrders()
            query.status = status
            #expect(try await !world.fetch(query, in: shop).data.isEmpty, "\(status)")
        }
        let history = try await world.installation.read(as: world.invocation(in: shop)) { db in
            try HistoryReport.make(in: db)
        }
        #expect(history["period"]?["first"]?.string?.hasPrefix("2026-08-23") == true)  // ninety days ago
        // The latest came in today, by the shop's own clock.
        let latest = try #require(try await world.fetch(ListOrders(), in: shop).data.first)
        #expect(latest.placedAt > world.clock.now - .minutes(15) && latest.placedAt < world.clock.now)
        // Some unpaid orders have less than an hour left; all of them still have some.
        try await world.installation.tick()
        var pending = ListOrders()
        pending.status = .pending
        let waiting = try await world.fetch(pending, in: shop).data.map(\.placedAt)
        #expect(waiting.filter { $0 < world.clock.now - .hours(23) }.count >= 2)
        world.clock.advance(by: .hours(1))
        try await world.installation.tick()
        #expect(try await world.fetch(pending, in: shop).data.count < waiting.count)
    }

    /// On the first and last minutes of years and on days on which clocks change.
    @Test(arguments: ["2026-01-01T00:00:30Z", "2026-03-29T01:00:00Z", "2026-12-24T23:59:00Z"])
    func itCanBeMadeAtAnyTime(now: String) async throws {
        let world = try await Self.world(.sqlite)
        world.clock.set(try Instant(parsing: now))
        let summary = try await DemoShop.create(seed: 11, in: world.installation)
        #expect(summary.recordedOrders > 700 && summary.placedOrders > 80)
        let report = try await world.installation.verify(try await world.installation.shop(named: "demo"))
        #expect(report.checks.flatMap(\.findings) == [])
    }

    @Test func theSameSeedMakesTheSameShop() async throws {
        let first = try await Self.digest(seed: 7)
        let again = try await Self.digest(seed: 7)
        let other = try await Self.digest(seed: 8)
        #expect(first == again)
        #expect(first.summary != other.summary && first.rows != other.rows)
    }

    @Test(arguments: Engine.available)
    func aShopThatExistsIsLeftAlone(on engine: Engine) async throws {
        let world = try await Self.world(engine)
        let problem = await world.refusal {
            _ = try await DemoShop.create("test-shop", seed: 7, in: world.installation)
        }
        #expect(problem?.code == "shops.slug_taken" && problem?.kind == .conflict)
    }

    private struct Digest: Equatable {
        let summary: DemoShop.Summary
        let rows: [String: String]
    }

    /// A hash of every table's rows.
    private static func digest(seed: UInt64) async throws -> Digest {
        let world = try await world(.sqlite)
        let summary = try await DemoShop.create(seed: seed, in: world.installation)
        let tables: [SQL] = [
            "shop", "product", "variant", "customer", "customer_tag_link", "location", "stock_move", "stock_level",
            "reservation", "sales_order", "order_line", "credit_note", "credit_note_line", "event", "audit_entry",
            "analytics_daily_metric", "analytics_customer_day",
        ]
        let rows = try await world.installation.store.read { db -> [String: String] in
            var hashes: [String: String] = [:]
            for table in tables {
                let width = try db.rows("SELECT * FROM \(table) LIMIT 1") { row in row.count }.first ?? 0
                var texts: [String] = []
                try db.each("SELECT * FROM \(table) WHERE tenant = 2") { row in
                    texts.append(try (0..<width).map { _ in "\(try row.next(DBValue.self))" }.joined(separator: "|"))
                }
                // FNV-1a: the same in every process, unlike Hasher.
                var hash: UInt64 = 0xcbf2_9ce4_8422_2325
                for byte in texts.sorted().joined(separator: "\n").utf8 {
                    hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
                }
                hashes["\(table)"] = "\(texts.count) \(hash)"
            }
            return hashes
        }
        return Digest(summary: summary, rows: rows)
    }
}
