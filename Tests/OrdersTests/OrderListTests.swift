import Customers
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// The grammar of the list of orders: values, days, amounts, search, sorts, both directions, counts.
@Suite struct OrderListTests {
    /// Five orders, a day apart, of 1 to 5 units, for guests and Ada, on two channels; the first two are paid.
    struct Room {
        let shop: TradeShop
        let orders: [Order]

        static func open(_ engine: Engine) async throws -> Room {
            let shop = try await TradeShop.open(engine)
            var orders: [Order] = []
            for number: Int64 in 1...5 {
                let channel = number.isMultiple(of: 2) ? "web" : "Shop, high street"
                let customer = number < 3 ? nil : shop.ada.id
                let lines = [try TradeShop.line(number, "TEA")]
                let order = try await shop.world.perform(
                    PlaceOrder(lines: lines, customer: customer, channel: channel))
                orders.append(order)
                if number < 3 { try await shop.world.perform(MarkOrderPaid(order: order.id)) }
                shop.world.clock.advance(by: .days(1))
            }
            return Room(shop: shop, orders: orders)
        }

        /// The list as its address asks for it, as the numbers 1 to 5.
        func found(_ filters: JSON) async throws -> [Int] {
            let query = try Wire.decode(ListOrders.self, from: filters.bytes)
            let page = try await shop.world.fetch(query)
            return page.data.compactMap { row in orders.firstIndex { $0.id == row.order }.map { $0 + 1 } }
        }
    }

    @Test(arguments: Engine.available)
    func addressesNarrowTheList(on engine: Engine) async throws {
        let room = try await Room.open(engine)
        let ada = room.shop.ada.id.description
        let one = room.orders[0]
        let cases: [(JSON, [Int])] = [
            ([:], [5, 4, 3, 2, 1]), (["sort": "oldest"], [1, 2, 3, 4, 5]), (["sort": "total"], [5, 4, 3, 2, 1]),
            (["status": "pending,paid"], [5, 4, 3, 2, 1]), (["status": "!pending"], [2, 1]),
            (["status": "!pending,paid"], []), (["payment_state": "unpaid,refunded"], [5, 4, 3]),
            (["fulfilment_state": "unfulfilled"], [5, 4, 3, 2, 1]), (["fulfilment_state": "!unfulfilled"], []),
            (["channel": "web"], [4, 2]), (["channel": "!web"], [5, 3, 1]),
            (["channel": "Shop\\, high street,web"], [5, 4, 3, 2, 1]), (["channel": "!web,Shop\\, high street"], []),
            (["customer_id": "empty"], [2, 1]), (["customer_id": "!empty"], [5, 4, 3]),
            (["customer_id": .string("empty,\(ada)")], [5, 4, 3, 2, 1]), (["customer_id": .string("!\(ada)")], [2, 1]),
            (["placed": "2026-03-03..2026-03-04"], [3, 2]), (["placed": "yesterday"], [5]),
            (["placed": "last-month"], []), (["placed": "this-month", "status": "paid"], [2, 1]),
            (["q": "lovelace"], [5, 4, 3]), (["q": .string(one.id.description)], [1]),
            (["q": .string(ada)], [5, 4, 3]), (["q": .string(one.number.lowercased())], [1]),
            (["q": "so-", "status": "paid,pending", "limit": 2], [5, 4]),
            (["status": "paid", "channel": "web"], [2]), (["customer_id": "empty", "payment_state": "unpaid"], []),
            (["status": "pending,paid", "channel": "!web", "customer_id": "empty"], [1]),
            (["fulfilment_state": "unfulfilled", "channel": "web", "sort": "oldest"], [2, 4]),
            (["deleted": true, "status": "pending"], []),
        ]
        for (filters, expected) in cases {
            let found = try await room.found(filters)
            #expect(found == expected, "\(filters)")
        }
    }

    @Test(arguments: Engine.available)
    func amountsAreFoundInEveryOrder(on engine: Engine) async throws {
        let room = try await Room.open(engine)
        let amounts = room.orders.map(\.total.amount)
        let range = "\(amounts[1])..\(amounts[3])"
        #expect(try await room.found(["total": .string(range)]) == [4, 3, 2])
        #expect(try await room.found(["total": .string(range), "sort": "oldest"]) == [2, 3, 4])
        #expect(try await room.found(["total": .string(range), "sort": "total"]) == [4, 3, 2])
        #expect(try await room.found(["total": .string("..\(amounts[1])"), "status": "paid,pending"]) == [2, 1])
        #expect(try await room.found(["sort": "total", "status": "paid,pending", "q": "so-"]) == [5, 4, 3, 2, 1])
    }

    /// Every combination pages forth and back over the same rows, and counts what it pages over.
    @Test(arguments: Engine.available)
    func everyListPagesBothWaysAndCounts(on engine: Engine) async throws {
        let room = try await Room.open(engine)
        let world = room.shop.world
        let lists: [JSON] = [
            [:], ["sort": "oldest"], ["sort": "total"], ["status": "pending,paid"], ["channel": "!web"],
            ["total": "0.."], ["total": "0..", "sort": "total", "status": "pending"], ["q": "so-", "sort": "oldest"],
            ["customer_id": "!empty"],
        ]
        for filters in lists {
            var query = try Wire.decode(ListOrders.self, from: filters.bytes)
            query.limit = 2
            var forth: [[ID<Order>]] = []
            var page = try await world.fetch(query)
            while true {
                forth.append(page.data.map(\.order))
                guard let next = page.next else { break }
                query.after = next
                page = try await world.fetch(query)
            }
            var back = [page.data.map(\.order)]
            while let previous = page.previous {
                query.after = previous
                page = try await world.fetch(query)
                back.insert(page.data.map(\.order), at: 0)
            }
            #expect(forth == back, "\(filters)")
            let counted = try await world.installation.count(query, as: world.invocation())
            #expect(counted?.count == forth.joined().count, "\(filters)")
        }
    }

    @Test(arguments: Engine.available)
    func unknownValuesAreRefusedByField(on engine: Engine) async throws {
        let room = try await Room.open(engine)
        for (field, value) in [("status", "open"), ("placed", "soon"), ("total", "a lot"), ("customer_id", "nobody")] {
            let filters = JSON.object(JSONObject([.init(field, .string(value))]))
            let refusal = await room.shop.world.refusal { _ = try await room.found(filters) }
            #expect(refusal?.errors.map(\.field) == [field])
        }
    }

    /// Of several filters the one that few orders satisfy leads, whichever it is.
    @Test func theRarestFilterLeads() async throws {
        let room = try await Room.open(.sqlite)
        let tenant = room.shop.world.shop.tenant
        // Six thousand guests' orders in the shop beside the five: no longer few.
        _ = try await room.shop.world.installation.store.write { db in
            let columns: SQL =
                """
                version, channel, customer_id, status, payment_state, fulfilment_state, currency, subtotal_minor,
                discount_minor, shipping_minor, tax_minor, total_minor, credited_minor, line_count, units, source, placed_at,
                paid_at, fulfilled_at, created_at
                """
            try db.execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
                INSERT INTO sales_order (tenant, id, number, \(columns))
                SELECT \(tenant), CAST(printf('%016d', i) AS BLOB), 'G' || i, 1, 'shop', NULL, 'fulfilled', 'paid', 'fulfilled',
                    'GBP', 1, 0, 0, 0, 1, 0, 1, 1, 'native', i, i, i, i FROM n
                """)
        }
        let cases: [(JSON, String, [Int])] = [
            (["customer_id": "empty", "status": "paid"], "sales_order_status", [2, 1]),
            (["status": "paid,fulfilled", "channel": "web"], "sales_order_channel", [2]),
            (["channel": "shop", "fulfilment_state": "unfulfilled"], "sales_order_open", []),
            (["customer_id": "!empty", "status": "pending,fulfilled"], "sales_order_customer", [5, 4, 3]),
        ]
        func plan(_ filters: JSON) async throws -> String {
            let query = try Wire.decode(ListOrders.self, from: filters.bytes)
            return try await room.shop.world.read { db in
                let source = try OrderFilters(query, in: db).source
                let sql: SQL =
                    "SELECT max(placed_at) FROM \(source) WHERE tenant = 1 AND fulfilment_state = 'unfulfilled'"
                return try db.rows("EXPLAIN QUERY PLAN \(sql)") { row -> String in try row[3] }.joined(separator: "; ")
            }
        }
        for (filters, index, expected) in cases {
            let plan = try await plan(filters)
            #expect(plan.contains(index), "\(filters): \(plan)")
            #expect(try await room.found(filters) == expected, "\(filters)")
        }
        let common = try await plan(["status": "fulfilled", "channel": "shop"])
        let alone = try await plan([:])
        #expect(common == alone, "of two that are common neither leads")
    }

    /// What SQLite intends to do: an index answers, and nothing is sorted that may be long.
    @Test func filtersWalkTheirIndex() async throws {
        let world = try await TradeShop.open(.sqlite).world
        func plan(_ condition: SQL, from source: SQL = "sales_order", order: SQL) async throws -> String {
            let sql: SQL = """
                EXPLAIN QUERY PLAN SELECT number, total_minor FROM \(source)
                WHERE tenant = \(1) AND \(condition) ORDER BY \(order) LIMIT 26
                """
            return try await world.read { db in
                try db.rows(sql) { row -> String in try row[3] }.joined(separator: "; ")
            }
        }
        let newest: SQL = "placed_at DESC, id DESC"
        let live: SQL = "deleted_at IS NULL"
        let walks: [(SQL, SQL, String)] = [
            (live, newest, "sales_order_placed"),
            (live, "placed_at, id", "sales_order_placed"),
            ("\(live) AND placed_at >= \(5)", newest, "sales_order_placed"),
            ("\(live) AND status = \("paid")", newest, "sales_order_status"),
            ("\(live) AND channel = \("web")", newest, "sales_order_channel"),
            ("\(live) AND customer_id IS NULL", newest, "sales_order_customer"),
            ("\(live) AND fulfilment_state = 'unfulfilled'", newest, "sales_order_open"),
            ("deleted_at IS NOT NULL", newest, "sales_order_deleted"),
            ("\(live) AND total_minor >= \(5)", "total_minor DESC, id DESC", "sales_order_total"),
        ]
        for (condition, order, index) in walks {
            let plan = try await plan(condition, order: order)
            #expect(plan.contains(index) && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
        let ids = (0..<600).map { ID<Order>(raw: RawID(high: $0, low: 1)) }
        let byID = try await plan("\(live) AND id IN \(list: ids)", order: newest)
        #expect(byID.contains("PRIMARY KEY (tenant=? AND id=?)"), "\(byID)")
        let numbered = try await plan("\(live) AND number >= \("A") AND number < \("B")", order: "number DESC")
        #expect(numbered.contains("sales_order_number (tenant=? AND number>? AND number<?)"), "\(numbered)")
    }
}
