import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// Many at once: one of them wins, and the books fit whoever it was.
@Suite struct OrderRaceTests {
    @Test(arguments: Engine.available)
    func payAgainstCancelHasOneWinner(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        // A paid order can no longer be cancelled in this shop, so exactly one of the two may happen.
        try await shop.set(
            "orders.status_moves",
            ["pending": ["paid", "cancelled"], "paid": ["fulfilled"], "fulfilled": ["refunded"]])
        for _ in 0..<6 {
            let order = try await shop.place(2)
            let codes = await shop.race(8) { index in
                if index % 2 == 0 {
                    try await shop.world.perform(MarkOrderPaid(order: order.id))
                } else {
                    try await shop.world.perform(CancelOrder(order: order.id, reason: .customer))
                }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(
                codes.allSatisfy { [nil, "invalid_transition", "changed_meanwhile", "store.contention"].contains($0) })
            let end = try await shop.current(order.id)
            #expect(end.version == 2 && (end.status == .paid) != (end.status == .cancelled))
        }
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func theLastUnitIsSoldOnce(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine, stock: 1)
        let codes = await shop.race(20) { _ in try await shop.place() }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == "inventory.not_enough" } == 19)
        #expect(try await shop.level() == [1, 1])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func numbersAreGivenOnce(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let codes = await shop.race(30) { _ in try await shop.place() }
        #expect(codes.allSatisfy { $0 == nil })
        let numbers = try await shop.world.read { db in
            let tenant = db.tenant
            return try db.rows("SELECT number FROM sales_order WHERE tenant = \(tenant)") { row in
                try row.next() as String
            }
        }
        #expect(Set(numbers).count == 30)
    }

    @Test(arguments: Engine.available)
    func payAgainstExpiryHasOneWinner(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        try await shop.set(
            "orders.status_moves",
            ["pending": ["paid", "cancelled"], "paid": ["fulfilled"], "fulfilled": ["refunded"]])
        let orders = try await [shop.place(1), shop.place(1), shop.place(1), shop.place(1)]
        shop.world.clock.advance(by: .days(2))
        _ = await shop.race(8) { index in
            if index < 4 {
                try await shop.world.perform(MarkOrderPaid(order: orders[index].id))
            } else {
                try await shop.world.perform(ExpirePendingOrders())
            }
        }
        try await shop.world.perform(ExpirePendingOrders())
        var paid: Int64 = 0
        for order in orders {
            let end = try await shop.current(order.id)
            #expect(end.status == .paid || end.status == .cancelled)
            if end.status == .paid { paid += 1 }
        }
        #expect(try await shop.level() == [100, paid])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aLineComesBackOnce(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled, 3)
        let codes = await shop.race(10) { _ in
            try await shop.world.perform(
                CreateCreditNote(order: order.id, lines: [CreditedLine(try Quantity(2), ofLine: 1)], restock: true))
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(try await shop.lines(of: order.id).map(\.returned.wholeUnits) == [2])
        #expect(try await shop.level() == [99, 0])
        #expect(try await shop.world.verify() == [])
    }
}
