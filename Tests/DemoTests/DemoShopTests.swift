import Analytics
import Catalog
import Customers
import Identity
import Importing
import Inventory
import Kernel
import Ledger
import Orders
import Payments
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Support
import Testing
import Workspace

@testable import Demo

/// The demo shop is sound, whole, and the same for the same seed.
@Suite struct DemoShopTests {
    static let modules = [
        IdentityModule.module, CustomersModule.module, CatalogModule.module, InventoryModule.module,
        LedgerModule.module, OrdersModule.module, PaymentsModule.module, SupportModule.module, AnalyticsModule.module,
        ImportingModule.module, WorkspaceModule.module,
    ]

    private static func world(_ engine: Engine) async throws -> World {
        let world = try await World.fresh(engine, modules: modules)
        world.clock.set(try Instant(parsing: "2026-11-21T14:30:00Z"))
        return world
    }

    /// A shop with a past of some four months: quicker made than the whole one, and otherwise the same.
    private static func make(
        seed: UInt64 = 7, days: Int = 120, olderOrders: Int = 0, in world: World
    ) async throws -> (DemoShop.Summary, ShopEntry) {
        let summary = try await DemoShop.create(
            "demo", seed: seed, days: days, olderOrders: olderOrders, in: world.installation, progress: { _ in })
        return (summary, try await world.installation.shop(named: "demo"))
    }

    private static func expectSound(_ shop: ShopEntry, _ world: World) async throws {
        let report = try await world.installation.verify(shop)
        for line in report.checks { #expect(line.findings == [], "\(line.check)") }
    }

    /// An action's or a query's answer, for those whose modules keep their types to themselves.
    private static func answer(_ query: String, _ input: JSON, _ shop: ShopEntry, _ world: World) async throws -> JSON {
        let entry = try world.installation.registry.query(query)
        let decoded = try entry.decode(input.bytes)
        return try JSON(parsing: await world.installation.fetchDecoded(decoded, as: world.invocation(in: shop)))
    }

    @Test(arguments: Engine.available)
    func everyPromiseHoldsInItAndItLooksAlive(on engine: Engine) async throws {
        let world = try await Self.world(engine)
        let (summary, shop) = try await Self.make(in: world)
        try await Self.expectSound(shop, world)
        #expect((115...135).contains(summary.products) && summary.articles > 180 && summary.customers > 120)
        #expect(summary.placedOrders > 300 && summary.recordedOrders > 1_000 && summary.creditNotes > 60)
        for status in Order.Status.allCases {
            var query = ListOrders()
            query.status = [status]
            #expect(try await !world.fetch(query, in: shop).data.isEmpty, "\(status)")
        }
        var deleted = ListOrders()
        deleted.deleted = true
        #expect(try await world.fetch(deleted, in: shop).data.count == 1)
        try await Self.expectShelvesFullEmptyAndBetween(shop, world)
        try await Self.expectColleaguesAtWork(summary, shop, world)
        try await Self.expectImports(shop, world)
        try await Self.expectMoneyAndTickets(shop, world)
        try await Self.expectTodayUnderWay(shop, world)
    }

    private static func expectShelvesFullEmptyAndBetween(_ shop: ShopEntry, _ world: World) async throws {
        let tenant = shop.tenant
        func count(_ condition: SQL) async throws -> Int {
            let found: Int? = try await world.installation.store.read { db in
                try db.scalar("SELECT count(*) FROM stock_level WHERE tenant = \(tenant) AND \(condition)")
            }
            return found ?? 0
        }
        #expect(try await count("on_hand > 400000000") >= 1)
        #expect(try await count("on_hand - reserved = 0") >= 1)
        #expect(try await count("on_hand - reserved BETWEEN 1000000 AND 4000000") >= 5)
        #expect(try await count("backorder_limit > 0 AND on_hand < reserved") == 1)
        let kinds: [String] = try await world.installation.store.read { db in
            try db.rows("SELECT DISTINCT kind FROM stock_document WHERE tenant = \(tenant) ORDER BY kind") { row in
                try row.next()
            }
        }
        #expect(kinds == ["adjustment", "count", "stock_in", "transfer"])
    }

    private static func expectColleaguesAtWork(
        _ summary: DemoShop.Summary, _ shop: ShopEntry, _ world: World
    ) async throws {
        #expect(summary.colleagues.map(\.role) == ["owner", "admin", "staff", "staff", "support"])
        let waiting = try await Self.answer("approvals.list", ["status": "pending"], shop, world)
        #expect(waiting["data"]?.array?.map { $0["action"]?.string } == ["store_credit.issue", "orders.refund"])
        let askers = Set(waiting["data"]?.array?.map { $0["requested_by"]?.string } ?? [])
        #expect(askers == [summary.colleagues.last?.user])
        let team = try await Self.answer("team.list", [:], shop, world)
        #expect(Set(team["data"]?.array?.compactMap { $0["status"]?.string } ?? []) == ["active", "invited"])
        let views = try await Self.answer("saved_views.list", [:], shop, world)["data"]?.array ?? []
        #expect(views.count == 3 && views.allSatisfy { $0["is_shared"] == true })
        let tenant = shop.tenant
        let remarks: Int? = try await world.installation.store.read { db in
            try db.scalar("SELECT count(DISTINCT author) FROM record_comment WHERE tenant = \(tenant)")
        }
        #expect(remarks == 2)
        // Nobody can sign in but by a link.
        let secrets: [Int?] = try await world.installation.store.read { db in
            [
                try db.scalar("SELECT count(*) FROM user_account WHERE password IS NOT NULL"),
                try db.scalar("SELECT count(*) FROM sign_in_link WHERE tenant = \(tenant)"),
                try db.scalar("SELECT count(*) FROM session WHERE tenant = \(tenant)"),
            ]
        }
        #expect(secrets == [0, 0, 0])
    }

    private static func expectImports(_ shop: ShopEntry, _ world: World) async throws {
        let imports = try await Self.answer("imports.list", [:], shop, world)["data"]?.array ?? []
        #expect(imports.map { $0["state"]?.string } == ["interrupted", "finished"])
        #expect(imports.last?["counts"]?["rejected_documents"]?.int == 1)
    }

    private static func expectMoneyAndTickets(_ shop: ShopEntry, _ world: World) async throws {
        func rows(_ query: String, _ input: JSON = [:]) async throws -> [JSON] {
            try await answer(query, input, shop, world)["data"]?.array ?? []
        }
        func told(_ rows: [JSON], _ member: String) -> Set<String> { Set(rows.compactMap { $0[member]?.string }) }
        let payments = try await rows("payments.list", ["limit": 100])
        #expect(payments.count > 10)
        #expect(told(payments, "tender") == ["bank", "cash", "cheque", "store_credit"])
        #expect(told(payments, "state") == ["received", "reversed"])
        let refunds = try await rows("refunds.list")
        #expect(told(refunds, "state") == ["pending", "completed", "cancelled"])
        #expect(try await rows("store_credit.list").count == 2)
        #expect(told(try await rows("tickets.list"), "status") == ["open", "waiting", "solved"])
        var owing = ListOrders()
        owing.paymentState = [.partPaid]
        #expect(try await !world.fetch(owing, in: shop).data.isEmpty)
        #expect(try await !rows("ledger_entries.list", ["kind": "write_off"]).isEmpty)
        // The cheque that support wanted taken back was approved, and could not be.
        let exceptions = try await rows("exceptions.list", ["status": "open"])
        #expect(exceptions.map { $0["reason"]?.string } == ["approvals.refused"])
        #expect(exceptions.first?["action"]?.string == "payments.reverse")
        #expect(try await rows("approval_policies.list").count == 2)
        let schedules = try await rows("schedules.list")
        #expect(schedules.map { $0["cron"]?.string } == ["30 3 * * *"])
    }

    private static func expectTodayUnderWay(_ shop: ShopEntry, _ world: World) async throws {
        // The latest came in minutes ago, by the shop's own clock.
        let latest = try #require(try await world.fetch(ListOrders(), in: shop).data.first)
        #expect(latest.placedAt > world.clock.now - .minutes(15) && latest.placedAt < world.clock.now)
        var paid = ListOrders()
        paid.status = [.paid]
        #expect((9...16).contains(try await world.fetch(paid, in: shop).data.count))
        // Some unpaid orders have less than an hour left; all of them still have some.
        try await world.installation.tick()
        var pending = ListOrders()
        pending.status = [.pending]
        pending.limit = 100
        let waiting = try await world.fetch(pending, in: shop).data.map(\.placedAt)
        #expect(waiting.filter { $0 < world.clock.now - .hours(23) }.count >= 2)
        world.clock.advance(by: .hours(1))
        try await world.installation.tick()
        #expect(try await world.fetch(pending, in: shop).data.count < waiting.count)
    }

    @Test func itsPastIsAYearAndNinetyDaysAndGrows() async throws {
        let world = try await Self.world(.sqlite)
        let summary = try await DemoShop.create(seed: 7, in: world.installation)
        let shop = try await world.installation.shop(named: "demo")
        try await Self.expectSound(shop, world)
        #expect((4_500...8_000).contains(summary.recordedOrders) && summary.customers > 600)
        let history = try await world.installation.read(as: world.invocation(in: shop)) { db in
            try HistoryReport.make(in: db)
        }
        #expect(history["period"]?["first"]?.string?.hasPrefix("2025-08-23") == true)  // a year and ninety days ago
        let thisYear = try await Self.orders(from: "2026-08-24", to: "2026-11-21", shop, world)
        let lastYear = try await Self.orders(from: "2025-08-24", to: "2025-11-21", shop, world)
        let growth = Double(thisYear) / Double(lastYear)
        #expect((1.1...1.35).contains(growth), "\(thisYear) after \(lastYear)")
        // What it has traded here goes on where what it brought along ends.
        let here = try await Self.orders(from: "2026-10-31", to: "2026-11-20", shop, world)
        let then = try await Self.orders(from: "2025-11-01", to: "2025-11-21", shop, world)
        #expect((1.08...1.4).contains(Double(here) / Double(then)), "\(here) after \(then)")
    }

    private static func orders(from: String, to: String, _ shop: ShopEntry, _ world: World) async throws -> Int64 {
        let input: JSON = ["from": .string(from), "to": .string(to), "limit": 100]
        let days = try await answer("daily_metrics.list", input, shop, world)
        return (days["data"]?.array ?? []).reduce(0) { sum, day in sum + (day["orders"]?.int ?? 0) }
    }

    /// On the first and last minutes of years and on days on which clocks change.
    @Test(arguments: ["2026-01-01T00:00:30Z", "2026-03-29T01:00:00Z", "2026-12-24T23:59:00Z"])
    func itCanBeMadeAtAnyTime(now: String) async throws {
        let world = try await Self.world(.sqlite)
        world.clock.set(try Instant(parsing: now))
        let (summary, shop) = try await Self.make(seed: 11, days: 40, in: world)
        #expect(summary.recordedOrders > 150 && summary.placedOrders > 120)
        try await Self.expectSound(shop, world)
    }

    @Test(arguments: Engine.available)
    func aLongHistoryCanBePutBeforeIt(on engine: Engine) async throws {
        let world = try await Self.world(engine)
        let (summary, shop) = try await Self.make(days: 40, olderOrders: 700, in: world)
        #expect(summary.olderOrders == 700)
        try await Self.expectSound(shop, world)
        let history = try await world.installation.read(as: world.invocation(in: shop)) { db in
            try HistoryReport.make(in: db)
        }
        #expect(history["period"]?["first"]?.string?.hasPrefix("2021-10-") == true)
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
        let (summary, _) = try await make(seed: seed, days: 40, in: world)
        let tables: [SQL] = [
            "shop", "product", "variant", "customer", "customer_tag_link", "location", "stock_move", "stock_level",
            "reservation", "sales_order", "order_line", "credit_note", "credit_note_line", "event", "audit_entry",
            "analytics_daily_metric", "analytics_customer_day", "membership", "role", "approval", "import_run",
            "saved_view", "record_comment",
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
