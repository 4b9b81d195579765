import Catalog
import Customers
import Inventory
import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders
@testable import Platform

/// Placing: the catalogue's prices, the server's totals, the shelf's stock.
@Suite struct PlaceOrderTests {
    @Test(arguments: Engine.available)
    func anOrderCopiesFactsAndHoldsItsStock(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = try [
            TradeShop.line(3, " tea "), TradeShop.line(3, "CUP"), TradeShop.line(1, "WRAP"), TradeShop.line(2, "TEA"),
        ]
        let order = try await shop.world.perform(PlaceOrder(lines: lines, customer: shop.ada.id, channel: "web"))
        #expect(order.number == "SO-000001")
        #expect(order.status == .pending && order.paymentState == .unpaid && order.fulfilmentState == .unfulfilled)
        #expect(order.total == Money(13_50 + 6_38 + 1_00 + 9_00, .gbp))  // 3 × 2.125 = 6.375, rounded away from zero
        #expect(order.units.wholeUnits == 9 && order.lineCount == 4)
        let stored = try await shop.lines(of: order.id)
        #expect(stored.map(\.code) == ["TEA", "CUP", "WRAP", "TEA"])
        #expect(stored.map(\.movesStock) == [true, true, false, true])
        #expect(stored[1].residue == -5_000_000_000)
        #expect(try await shop.level("TEA") == [100, 5])
        #expect(try await shop.level("CUP") == [100, 3])
        let event = try #require(try await shop.world.events(OrderPlaced.self).first)
        #expect(event.total == order.total && event.customer == shop.ada.id && event.units == order.units)
        #expect(try await shop.world.audits("orders.place") == 1)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func theClientsTotalIsComparedNeverBelieved(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let line = try TradeShop.line(2, "TEA")
        let wrong = PlaceOrder(lines: [line], total: Money(8_99, .gbp))
        #expect(await shop.refusal(wrong) == "orders.total_changed")
        #expect(try await shop.level("TEA") == [100, 0])
        let right = try await shop.world.perform(PlaceOrder(lines: [line], total: Money(9_00, .gbp)))
        #expect(right.total == Money(9_00, .gbp))
    }

    @Test(arguments: Engine.available)
    func everyWrongLineIsNamedAtOnceAndNothingIsHeld(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = try [TradeShop.line(1, "NONE"), TradeShop.line(1, "BARE"), TradeShop.line(1, "TEA")]
        let problem = await shop.world.refusal { try await shop.world.perform(PlaceOrder(lines: lines)) }
        #expect(problem?.errors.map(\.code) == ["unknown_article", "no_price"])
        #expect(problem?.errors.map(\.field) == ["lines[0]", "lines[1]"])
        let shape = await shop.world.refusal {
            var both = OrderedLine(.zero, sku: "TEA")
            both.variant = shop.articles["TEA"]?.id
            try await shop.world.perform(PlaceOrder(lines: [both], channel: "", expiresAt: .epoch))
        }
        #expect(
            shape?.errors.map(\.field) == ["lines[0]", "lines[0].quantity", "channel", "expires_at"])
        #expect(await shop.refusal(PlaceOrder(lines: [])) == "validation_failed")
        let tooMany = PlaceOrder(lines: [try TradeShop.line(60, "TEA"), try TradeShop.line(41, "TEA")])
        #expect(await shop.refusal(tooMany) == "inventory.not_enough")
        #expect(try await shop.level("TEA") == [100, 0])
        let placed = try await shop.world.fetch(ListOrders()).data
        #expect(placed.isEmpty)
    }

    @Test(arguments: Engine.available)
    func customersOfOtherShopsAreStrangers(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let other = try await shop.world.anotherShop()
        let stranger = try await shop.world.perform(CreateCustomer(name: "Charles"), in: other)
        let line = try TradeShop.line(1, "TEA")
        #expect(await shop.refusal(PlaceOrder(lines: [line], customer: stranger.id)) != nil)
        let order = try await shop.place()
        let elsewhere = await shop.world.refusal {
            try await shop.world.perform(MarkOrderPaid(order: order.id), in: other)
        }
        #expect(elsewhere?.code == "not_found")
        let seen = await shop.world.refusal { _ = try await shop.world.fetch(GetOrder(order: order.id), in: other) }
        #expect(seen?.code == "not_found")
    }

    @Test(arguments: Engine.available)
    func discountsAskForTheirPermission(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = try [TradeShop.line(1, "TEA"), TradeShop.line(1, "POT"), TradeShop.line(1, "CARD")]
        let action = PlaceOrder(lines: lines, discount: Money(1_00, .gbp))
        #expect(await shop.refusal(action, as: World.person("clerk", ["orders.place"])) == "forbidden")
        let order = try await shop.world.perform(action, as: World.person("boss", ["orders.place", "orders.discount"]))
        #expect(order.total == Money(23_49, .gbp))
        #expect(try await shop.lines(of: order.id).map(\.discount.minorUnits) == [18, 82, 0])
        #expect(try await shop.lines(of: order.id).map(\.kind) == [.sale, .sale, .free])
    }

    @Test(arguments: Engine.available)
    func oneKeyPlacesOneOrder(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let action = PlaceOrder(lines: [try TradeShop.line(1, "TEA")])
        let first = try await shop.world.perform(action, key: "k1")
        let again = try await shop.world.perform(action, key: "k1")
        #expect(first.id == again.id)
        #expect(try await shop.level("TEA") == [100, 1])
    }

    @Test(arguments: Engine.available)
    func whoIsLimitedToLocationsSellsFromThose(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let outlet = try await shop.world.perform(CreateLocation(code: "OUT", name: "Outlet"))
        let clerk = World.person("clerk", ["orders.*"], locations: [outlet.id.raw])
        let line = try TradeShop.line(1, "TEA")
        #expect(await shop.refusal(PlaceOrder(lines: [line]), as: clerk) == "location_out_of_scope")
        #expect(
            await shop.refusal(PlaceOrder(lines: [line], location: shop.main.id), as: clerk) == "location_out_of_scope")
        #expect(await shop.refusal(PlaceOrder(lines: [line], location: outlet.id), as: clerk) == "inventory.not_enough")
        let order = try await shop.place()
        #expect(await shop.refusal(CancelOrder(order: order.id, reason: .other), as: clerk) == "location_out_of_scope")
    }

    /// Placing must be cheap: everything the runner writes is counted too.
    @Test(arguments: Engine.available)
    func placingThreeLinesTakesFewStatements(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let lines = try [TradeShop.line(1, "TEA"), TradeShop.line(2, "CUP"), TradeShop.line(1, "POT")]
        let action = PlaceOrder(lines: lines, customer: shop.ada.id)
        let invocation = shop.world.invocation(key: "count")
        let installation = shop.world.installation
        let now = shop.world.clock.now
        let count = try await installation.store.write { db -> Int in
            let before = db.statementCount
            let tx = Transaction(
                db: db, tenant: invocation.tenant, caller: invocation.caller, request: invocation.request, now: now,
                registry: installation.registry, ids: installation.ids)
            let outcome = try tx.perform(action)
            try ActionRunner.record(tx, at: now)
            _ = try IdempotencyKeys.store(
                "count", action: PlaceOrder.name, digest: "", answer: try Wire.encode(outcome), as: invocation, at: now,
                in: db)
            return db.statementCount - before
        }
        #expect(count <= PlaceOrderTests.statements, "placing an order took \(count) statements")
    }

    /// Customer, articles; stocked?, location, location held, three levels, reservations; number, order, lines; two for
    /// audit, two for events, one for the key.
    static let statements = 18
}
