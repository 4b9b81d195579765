import Customers
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// Orders are found by what was ordered.
@Suite struct OrderArticleTests {
    /// A shop with sixty recorded orders of one to three lines on four articles, in an order of time that is not that of
    /// their ids, some with the same article twice, some deleted.
    static func busyShop(_ engine: Engine, seed: UInt64) async throws -> TradeShop {
        let shop = try await TradeShop.open(engine, seed: seed, stock: 0)
        var chance = SeededRandomness(seed).generator
        let start = try Instant(parsing: "2025-01-01T00:00:00Z")
        for index in 0..<60 {
            var lines: [RecordedLine] = []
            for _ in 0..<Int.random(in: 1...3, using: &chance) {
                let sku = ["TEA", "CUP", "POT", "tea "][Int.random(in: 0..<4, using: &chance)]
                lines.append(try shop.past(sku, Int64.random(in: 1...3, using: &chance), "1.00"))
            }
            let order = try await shop.world.perform(
                RecordOrder(
                    number: "N-\(100 + index)", channel: index.isMultiple(of: 3) ? "web" : "market",
                    customer: index.isMultiple(of: 4) ? shop.ada.id : nil, currency: .gbp,
                    placedAt: start + .days(Int64.random(in: 0..<20, using: &chance)), lines: lines))
            let id = try #require(order.document.id(Order.self))
            if index.isMultiple(of: 7) { try await shop.world.perform(DeleteOrder(order: id)) }
        }
        return shop
    }

    /// Every order of the shop with the SKUs of its lines, newest first.
    private static func scan(_ shop: TradeShop) async throws -> [(order: Order, codes: Set<String>)] {
        try await shop.world.read { db in
            let orders = try db.records(Order.self, where: "1 = 1", tail: "ORDER BY placed_at DESC, id DESC")
            return try orders.map { order in (order, Set(try order.lines(in: db).map(\.code))) }
        }
    }

    private static func list(_ shop: TradeShop, _ filters: JSON) async throws -> [ID<Order>] {
        var query = try Wire.decode(ListOrders.self, from: filters.bytes)
        query.limit = 7
        var found: [ID<Order>] = []
        repeat {
            let page = try await shop.world.fetch(query)
            found += page.data.map(\.order)
            query.after = page.next
        } while query.after != nil
        let counted = try await shop.world.installation.count(query, as: shop.world.invocation())
        #expect(counted?.count == found.count, "\(filters)")
        return found
    }

    /// Whatever is asked beside the article, the list is what reading every order would give, page for page.
    @Test(arguments: Engine.available)
    func aListByArticleIsWhatAScanFinds(on engine: Engine) async throws {
        let shop = try await Self.busyShop(engine, seed: 11)
        let all = try await Self.scan(shop)
        let web: AnyOf<String> = ["web"]
        for code in ["TEA", "CUP", "POT", "WRAP"] {
            let live = all.filter { $0.codes.contains(code) && $0.order.deletedAt == nil }.map(\.order)
            let written = JSON.string(" \(code.lowercased())")
            #expect(try await Self.list(shop, ["sku": written]) == live.map(\.id))
            #expect(try await Self.list(shop, ["sku": written, "sort": "oldest"]) == live.reversed().map(\.id))
            let byTotal = live.sorted { one, other in
                (one.total.minorUnits, one.id) > (other.total.minorUnits, other.id)
            }
            #expect(try await Self.list(shop, ["sku": written, "sort": "total"]) == byTotal.map(\.id))
            #expect(
                try await Self.list(shop, ["sku": written, "channel": "web", "status": "fulfilled,paid"])
                    == live.filter { web.contains($0.channel) }.map(\.id))
            #expect(
                try await Self.list(shop, ["sku": written, "customer_id": "empty", "total": "2.."])
                    == live.filter { $0.customer == nil && $0.total.minorUnits >= 200 }.map(\.id))
            #expect(
                try await Self.list(shop, ["sku": written, "q": "N-10"])
                    == live.filter { $0.number.hasPrefix("N-10") }.map(\.id))
            let deleted = all.filter { $0.codes.contains(code) && $0.order.deletedAt != nil }.map(\.order.id)
            #expect(try await Self.list(shop, ["sku": written, "deleted": true]) == deleted)
            #expect(try await Self.list(shop, ["q": written]) == live.map(\.id))
            #expect(try await Self.list(shop, ["q": written, "deleted": true]) == deleted)
            #expect(try await Self.list(shop, ["q": .string(String(code.prefix(2)))]) == live.map(\.id))
        }
        let other = try await shop.world.anotherShop()
        var query = ListOrders()
        query.sku = "TEA"
        #expect(try await shop.world.fetch(query, in: other).data.isEmpty)
        #expect(try await shop.world.verify() == [])
    }

    /// What an order carries leads to it: the credit note's number and id, and the import's id.
    @Test(arguments: Engine.available)
    func anOrderIsFoundByWhatBelongsToIt(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled)
        try await shop.place()
        let note = try await shop.world.perform(
            CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: false))
        #expect(try await Self.list(shop, ["q": .string(note.number.lowercased())]) == [order.id])
        #expect(try await Self.list(shop, ["q": .string(note.id.description)]) == [order.id])
        let source = Reference(kind: "imp", raw: RawID(high: 7, low: 7))
        let recorded = try await shop.world.perform(
            RecordOrder(
                number: "E1", channel: "web", currency: .gbp, placedAt: shop.world.clock.now,
                lines: [try shop.past("POT", 1, "2.00")], importID: source))
        let found = try await Self.list(shop, ["q": .string(source.description)])
        #expect(found.map(\.reference) == [recorded.document])
        try await shop.world.perform(WithdrawImported(importID: source))
        #expect(try await Self.list(shop, ["sku": "pot"]) == [])
        #expect(try await shop.world.verify() == [])
    }

    /// The check notices an article that no line has, and a line that cannot be found.
    @Test(arguments: Engine.available)
    func whatDoesNotFollowTheLinesIsFound(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        try await shop.place()
        let tenant = shop.world.shop.tenant
        try await shop.world.installation.store.write { db in
            _ = try db.execute("UPDATE order_article SET code = 'CUP' WHERE tenant = \(tenant)")
        }
        let findings = try await shop.world.verify()
        #expect(findings.count == 2 && findings.allSatisfy { "\($0)".contains("SO-000001") }, "\(findings)")
    }

    /// What SQLite intends: the orders of an article, and the numbers beside a list, come from an index alone and
    /// in its order.
    @Test func popularArticlesAndLongListsAreReadFromTheirIndex() async throws {
        let world = try await TradeShop.open(.sqlite).world
        let plans = try await world.read { db -> [String] in
            let statements: [SQL] = [
                """
                SELECT number FROM \(OrderArticle.orders(with: "TEA", db))
                WHERE tenant = \(1) AND deleted_at IS NULL AND (sold_at, sold_order) < (\(5), \(RawID(high: 1, low: 1)))
                ORDER BY sold_at DESC, sold_order DESC LIMIT 26
                """,
                "SELECT 1 FROM sales_order WHERE tenant = \(1) AND deleted_at IS NULL LIMIT 10001",
                "SELECT 1 FROM sales_order WHERE tenant = \(1) AND deleted_at IS NULL AND status = \("paid") LIMIT 10001",
                """
                SELECT 1 FROM sales_order WHERE tenant = \(1) AND deleted_at IS NULL AND customer_id IS NULL LIMIT 10001
                """,
            ]
            return try statements.map { statement in
                try db.rows("EXPLAIN QUERY PLAN \(statement)") { row -> String in try row[3] }.joined(separator: "; ")
            }
        }
        for plan in plans { #expect(plan.contains("COVERING INDEX") && !plan.contains("TEMP B-TREE"), "\(plan)") }
        #expect(plans[0].contains("order_article_code (tenant=? AND code=? AND (placed_at,order_id)<(?,?))"))
        #expect(plans[2].contains("sales_order_status") && plans[3].contains("sales_order_customer"))
    }
}
