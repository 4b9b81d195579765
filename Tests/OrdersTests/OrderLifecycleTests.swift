import Inventory
import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Orders

/// Only listed moves happen, whatever is asked; every move has its consequences.
@Suite struct OrderLifecycleTests {
    @Test func theMachinesAreSound() {
        #expect(Order.lifecycle.soundness().isEmpty)
        #expect(Order.payments.soundness().isEmpty)
        #expect(Order.fulfilments.soundness().isEmpty)
        for state in Order.Status.allCases {
            for next in Order.lifecycle.moves[state] ?? [] { #expect(Order.possible.allows(state, next)) }
        }
        #expect(OrderSettings.machine(of: OrderSettings.table(of: Order.lifecycle)).moves == Order.lifecycle.moves)
    }

    @Test(arguments: Engine.available)
    func onlyListedMovesHappen(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine, stock: 1_000)
        for from in Order.Status.allCases {
            for to in Order.Status.allCases {
                let order = try await shop.order(from)
                let code = await shop.refusal(SetOrderStatus(order: order.id, status: to))
                let isListed = Order.lifecycle.allows(from, to)
                #expect(code == (isListed ? nil : "invalid_transition"), "\(from) to \(to)")
                let now = try await shop.current(order.id)
                #expect(now.status == (isListed ? to : from))
                if !isListed { #expect(now.version == order.version) }
            }
        }
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func theRefusalIsTheSameEveryTime(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.fulfilled)
        let cancel = CancelOrder(order: order.id, reason: .customer)
        let first = await shop.world.refusal { try await shop.world.perform(cancel) }
        let second = await shop.world.refusal { try await shop.world.perform(cancel) }
        #expect(first == second)
        #expect(first?.details == ["from": "fulfilled", "to": "cancelled", "allowed": "refunded"])
        #expect(first?.status == 409)
    }

    @Test(arguments: Engine.available)
    func sendingTakesTheStockAndPayingDoesNot(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.place(4)
        #expect(try await shop.level() == [100, 4])
        let paid = try await shop.world.perform(MarkOrderPaid(order: order.id))
        #expect(paid.paymentState == .paid && paid.paidAt != nil)
        #expect(try await shop.level() == [100, 4])
        let sent = try await shop.world.perform(FulfilOrder(order: order.id))
        #expect(sent.status == .fulfilled && sent.fulfilmentState == .fulfilled)
        #expect(try await shop.level() == [96, 0])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func cancellingFreesTheStockAndThePreviewSaysSo(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.paid, 3)
        let action = CancelOrder(order: order.id, reason: .customer)
        let preview = try await shop.world.preview(action)
        #expect(preview.outcome?.freed.map(\.sku) == ["TEA"])
        #expect(preview.outcome?.freed.map(\.quantity.wholeUnits) == [3])
        #expect(preview.effects.events.map(\.name).contains(OrderCancelled.name))
        #expect(try await shop.level() == [100, 3])
        #expect(try await shop.current(order.id).status == .paid)
        let done = try await shop.world.perform(action)
        #expect(done.refundDue == order.total)
        #expect(try await shop.level() == [100, 0])
        #expect(done.order.paymentState == .paid)
        let refunded = try await shop.world.perform(MarkOrderRefunded(order: order.id))
        #expect(refunded.paymentState == .refunded && refunded.status == .cancelled)
        #expect(await shop.refusal(MarkOrderRefunded(order: order.id)) == "orders.nothing_to_refund")
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aShopMaySendBeforeItIsPaid(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.place(2)
        #expect(await shop.refusal(FulfilOrder(order: order.id)) == "invalid_transition")
        try await shop.set(
            "orders.status_moves",
            ["pending": ["paid", "fulfilled", "cancelled"], "paid": ["fulfilled"], "fulfilled": ["refunded"]])
        let sent = try await shop.world.perform(FulfilOrder(order: order.id))
        #expect(sent.status == .fulfilled && sent.paymentState == .unpaid)
        let paid = try await shop.world.perform(MarkOrderPaid(order: order.id))
        #expect(paid.status == .fulfilled && paid.paymentState == .paid)
        #expect(await shop.refusal(MarkOrderPaid(order: order.id)) == "invalid_transition")
        let other = try await shop.order(.paid)
        #expect(await shop.refusal(CancelOrder(order: other.id, reason: .customer)) == "invalid_transition")
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func movesNobodyCanMakeAreRefusedAsASetting(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let wrong: [JSON] = [
            ["pending": ["refunded", "cancelled"]], ["pending": ["paid"]], ["pending": ["cancelled"], "lost": []],
            ["pending": ["cancelled", "cancelled"]], ["pending": ["cancelled"], "cancelled": ["paid"]],
        ]
        for moves in wrong {
            let problem = await shop.world.refusal { try await shop.set("orders.status_moves", moves) }
            #expect(problem?.code == "validation_failed", "\(moves)")
        }
    }

    @Test(arguments: Engine.available)
    func theStatusVerbAsksForTheRightOfTheVerbItStandsFor(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.place()
        let clerk = World.person("clerk", ["orders.set_status", "orders.mark_paid"])
        #expect(await shop.refusal(SetOrderStatus(order: order.id, status: .cancelled), as: clerk) == "forbidden")
        #expect(await shop.refusal(SetOrderStatus(order: order.id, status: .paid), as: clerk) == nil)
        let entry = try shop.world.installation.registry.action("orders.set_status")
        #expect(entry.aliases.map(\.path) == ["/v1/orders/{order}/status"])
        #expect(entry.aliases.map(\.method) == ["PATCH"])
        #expect(try await shop.world.audits("orders.set_status") == 1)
    }

    @Test(arguments: Engine.available)
    func theStatusVerbDoesNotGoRoundAnApproval(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        try await shop.set("approvals.required_actions", ["orders.cancel"])
        let order = try await shop.place()
        let cancel = SetOrderStatus(order: order.id, status: .cancelled)
        #expect(await shop.refusal(cancel) == "orders.needs_approval")
        #expect(await shop.refusal(SetOrderStatus(order: order.id, status: .paid)) == nil)
        let held = try await shop.world.installation.perform(
            CancelOrder(order: order.id, reason: .customer), as: shop.world.invocation())
        #expect(held.state == .held)
        #expect(try await shop.current(order.id).status == .paid)
    }

    @Test(arguments: Engine.available)
    func anotherVersionThanTheOneSeenIsRefused(on engine: Engine) async throws {
        let shop = try await TradeShop.open(engine)
        let order = try await shop.order(.paid)
        let problem = await shop.world.refusal {
            _ = try await shop.world.installation.perform(
                SetOrderStatus(order: order.id, status: .fulfilled), as: shop.world.invocation(expectedVersion: 1))
        }
        #expect(problem?.code == "version_mismatch")
        #expect(try await shop.current(order.id).status == .paid)
    }
}

extension TradeShop {
    /// Sets a setting as a person would.
    func set(_ key: String, _ value: JSON) async throws {
        let entry = try world.installation.registry.action("settings.set")
        let input: JSON = ["key": .string(key), "value": value]
        _ = try await world.installation.runner.performDecoded(try entry.decode(input.bytes), as: world.invocation())
    }
}
