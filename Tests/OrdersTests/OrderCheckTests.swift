import Customers
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// The checks find what somebody did behind the back of the code.
@Suite struct OrderCheckTests {
    private func findings(_ shop: TradeShop, after change: SQL) async throws -> Set<String> {
        _ = try await shop.world.installation.store.write { db in try db.execute(change) }
        return Set(try await shop.world.verify().map { String($0.prefix { $0 != ":" }) })
    }

    private func shop(_ engine: Engine) async throws -> TradeShop {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled, 3)
        try await shop.world.perform(
            CreateCreditNote(order: order.id, lines: [CreditedLine(.one, ofLine: 1)], restock: true))
        try await shop.place()
        #expect(try await shop.world.verify() == [])
        return shop
    }

    @Test(arguments: Engine.available)
    func linesThatDoNotAddUp(on engine: Engine) async throws {
        let found = try await findings(shop(engine), after: "UPDATE order_line SET amount_minor = amount_minor + 1")
        #expect(found == ["orders.totals_are_sums", "orders.line_amounts"])
    }

    @Test(arguments: Engine.available)
    func linesThatAreGone(on engine: Engine) async throws {
        let found = try await findings(shop(engine), after: "DELETE FROM order_line WHERE returned = 0")
        #expect(found == ["orders.totals_are_sums", "orders.articles_follow_lines", "orders.promises_fit"])
    }

    @Test(arguments: Engine.available)
    func returnsNobodyCredited(on engine: Engine) async throws {
        let found = try await findings(shop(engine), after: "UPDATE order_line SET returned = returned + 1000000")
        #expect(found == ["orders.returned_is_credited"])
    }

    @Test(arguments: Engine.available)
    func creditsThatDisagree(on engine: Engine) async throws {
        let found = try await findings(shop(engine), after: "UPDATE credit_note SET total_minor = total_minor + 1")
        #expect(found == ["credit_notes.totals_are_sums", "orders.credited_is_sum", "orders.books_agree"])
    }

    @Test(arguments: Engine.available)
    func aStatusNobodyMovedTo(on engine: Engine) async throws {
        let found = try await findings(
            shop(engine),
            after:
                "UPDATE sales_order SET status = 'paid', payment_state = 'paid', paid_at = 1 WHERE status = 'pending'")
        #expect(found == ["orders.moves_are_listed", "orders.payment_state_follows_money"])
    }

    @Test(arguments: Engine.available)
    func aCustomerOfNobody(on engine: Engine) async throws {
        let shop = try await shop(engine)
        let stranger = RawID(high: 1, low: 1)
        let found = try await findings(shop, after: "UPDATE credit_note SET customer_id = \(stranger)")
        #expect(found == ["orders.customers_in_shop"])
    }

    @Test(arguments: Engine.available)
    func anArticleOfNobody(on engine: Engine) async throws {
        let shop = try await shop(engine)
        let stranger = RawID(high: 1, low: 1)
        let found = try await findings(shop, after: "UPDATE credit_note_line SET variant_id = \(stranger)")
        #expect(found == ["orders.articles_in_shop"])
    }

    @Test(arguments: Engine.available)
    func stockNobodyHolds(on engine: Engine) async throws {
        let found = try await findings(
            shop(engine), after: "UPDATE reservation SET state = 'released', closed_at = 1 WHERE state = 'active'")
        #expect(found.contains("orders.promises_fit"))
    }

    /// The database itself refuses what no code may do.
    @Test(arguments: Engine.available)
    func theTablesRefuseNonsense(on engine: Engine) async throws {
        let shop = try await shop(engine)
        let nonsense: [SQL] = [
            "UPDATE sales_order SET total_minor = total_minor + 1",
            "UPDATE sales_order SET credited_minor = total_minor + 1",
            "UPDATE sales_order SET status = 'fulfilled' WHERE status = 'pending'",
            "UPDATE sales_order SET status = 'cancelled' WHERE status = 'fulfilled'",
            "UPDATE sales_order SET status = 'refunded'",
            "UPDATE order_line SET returned = quantity + 1",
            "UPDATE order_line SET quantity = 0",
            "UPDATE order_line SET credited_minor = amount_minor + 1",
        ]
        for change in nonsense {
            await #expect(throws: DBError.self, "\(change)") {
                try await shop.world.installation.store.write { db in try db.execute(change) }
            }
        }
        #expect(try await shop.world.verify() == [])
    }
}
