import Kernel
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// From a size on that the shop says, money goes back only when somebody else says yes; below, nothing waits.
@Suite struct HeldMoneyTests {
    private func policy(_ shop: PaymentShop, _ input: JSON) async throws {
        let entry = try shop.world.installation.registry.action("approval_policies.create")
        _ = try await shop.world.installation.runner.performDecoded(
            try entry.decode(input.bytes), as: shop.world.invocation())
    }

    private func state<A: Action>(_ action: A, _ shop: PaymentShop) async throws -> ActionState {
        try await shop.world.installation.perform(action, as: shop.world.invocation()).state
    }

    @Test(arguments: Engine.available)
    func largeRefundsWaitAndSmallOnesDoNot(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place(3)
        let payment = try await shop.pay(order, .bank)
        try await shop.world.perform(FulfilOrder(order: order))
        try await policy(shop, ["topic": "refund.amount_threshold", "above": ["amount": "30.00", "currency": "GBP"]])
        let two = [CreditedLine(try Quantity(2), ofLine: 1)]
        let before = try await shop.books()
        #expect(try await state(RequestRefund(order: order, lines: two, reason: "Two back"), shop) == .held)
        #expect(try await shop.books() == before)
        #expect(try await state(RefundOrder(order: order, restock: false), shop) == .held)
        let one = [CreditedLine(.one, ofLine: 1)]
        #expect(try await state(RequestRefund(order: order, lines: one, reason: "One back"), shop) == .done)
        #expect(try await shop.payment(payment.id).pending == Money(2_000, .gbp))
    }

    @Test(arguments: Engine.available)
    func anotherWayBackIsARisk(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place(1)
        let payment = try await shop.pay(order, .bank)
        try await shop.world.perform(CancelOrder(order: order, reason: .customer))
        try await policy(shop, ["topic": "refund.amount_threshold", "risks": ["refund.other_tender"]])
        func refund(by tender: Tender) -> RequestRefund {
            let part = RefundTender(payment: payment.id, amount: Money(2_000, .gbp), tender: tender)
            return RequestRefund(order: order, reason: "Cancelled", tenders: [part])
        }
        #expect(try await state(refund(by: .cash), shop) == .held)
        #expect(try await state(refund(by: .bank), shop) == .done)
    }

    @Test(arguments: Engine.available)
    func creditAndWriteOffsHaveTheirThresholds(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let tenPounds: JSON = ["amount": "10.00", "currency": "GBP"]
        try await policy(shop, ["topic": "store_credit.amount_threshold", "above": tenPounds])
        try await policy(shop, ["topic": "write_off.amount_threshold", "above": tenPounds])
        let order = try await shop.place(1)
        try await shop.world.perform(FulfilOrder(order: order))
        let credit = IssueStoreCredit(customer: shop.ada.id, amount: Money(1_001, .gbp), reason: "Sorry")
        #expect(try await state(credit, shop) == .held)
        #expect(try await state(WriteOffOrder(order: order, reason: "Lost"), shop) == .held)
        #expect(
            try await state(WriteOffOrder(order: order, amount: Money(1_000, .gbp), reason: "A part"), shop) == .done)
    }
}
