import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Money that goes back: never more than came in, of each payment and in all.
@Suite struct RefundTests {
    private func sent(_ shop: PaymentShop, _ pots: Int64 = 2) async throws -> (ID<Order>, bank: Payment, cash: Payment)
    {
        let order = try await shop.place(pots)
        let bank = try await shop.pay(order, .bank, 15)
        let cash = try await shop.pay(order, .cash)
        try await shop.world.perform(FulfilOrder(order: order))
        return (order, bank, cash)
    }

    @Test(arguments: Engine.available)
    func goodsComeBackAndTheirMoneyGoes(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let (order, _, cash) = try await sent(shop)
        let lines = [CreditedLine(.one, ofLine: 1)]
        var asked: RefundDetail?
        let decided = try await shop.posted {
            asked = try await shop.world.perform(
                RequestRefund(order: order, lines: lines, reason: "Broken", restock: false))
        }
        #expect(decided == [.returns: 2_000, .refundsDue: -2_000])
        let refund = try #require(asked)
        #expect(refund.parts.map(\.payment) == [cash.id] && refund.parts.map(\.tender) == [.cash])
        #expect(refund.refund.creditNote != nil && refund.refund.state == .pending)
        #expect(try await shop.payment(cash.id).pending == Money(2_000, .gbp))
        #expect(await shop.refusal(RequestRefund(order: order, reason: "Again")) == "refunds.nothing_due")
        #expect(await shop.refusal(ReversePayment(payment: cash.id, reason: "Forged")) == "payments.refund_pending")
        let gone = try await shop.posted {
            try await shop.world.perform(ConfirmRefund(refund: refund.refund.id, reference: "K-1"))
        }
        #expect(gone == [.refundsDue: 2_000, .cash: -2_000])
        #expect(await shop.refusal(ConfirmRefund(refund: refund.refund.id)) == "refunds.ended")
        let end = try await shop.payment(cash.id)
        #expect(end.refunded == Money(2_000, .gbp) && end.pending.isZero)
        #expect(try await shop.world.events(RefundCompleted.self).count == 1)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func confirmedAndCancelledAtOnceItEndsOnce(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place(2)
        try await shop.pay(order, .cash)
        for _ in 0..<6 {
            let asked = try await shop.world.perform(
                RequestRefund(order: order, amount: Money(100, .gbp), reason: "Late"))
            let id = asked.refund.id
            let codes = await shop.race(4) { index in
                if index.isMultiple(of: 2) {
                    try await shop.world.perform(ConfirmRefund(refund: id))
                } else {
                    try await shop.world.perform(CancelRefund(refund: id))
                }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.allSatisfy { [nil, "refunds.ended"].contains($0) }, "\(codes)")
        }
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aRefundIsSplitOverPaymentsAndCanBeCancelled(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let (order, bank, cash) = try await sent(shop)
        let all = [CreditedLine(try Quantity(2), ofLine: 1)]
        let asked = try await shop.world.perform(RequestRefund(order: order, lines: all, reason: "All", restock: true))
        #expect(asked.parts.map(\.amount) == [Money(2_500, .gbp), Money(1_500, .gbp)])
        try await shop.world.perform(CancelRefund(refund: asked.refund.id))
        #expect(try await shop.payment(bank.id).refundable == bank.amount)
        #expect(await shop.refusal(CancelRefund(refund: asked.refund.id)) == "refunds.ended")
        #expect(await shop.refusal(MarkOrderRefunded(order: order)) == "orders.paid_by_tender")
        let tooMuch = [RefundTender(payment: bank.id, amount: Money(1_501, .gbp))]
        #expect(
            await shop.refusal(RequestRefund(order: order, reason: "x", tenders: tooMuch))
                == "refunds.more_than_captured")
        let other = [
            RefundTender(payment: bank.id, amount: Money(1_000, .gbp), tender: .storeCredit),
            RefundTender(payment: cash.id, amount: Money(2_500, .gbp), tender: .bank),
        ]
        let again = try await shop.world.perform(
            RequestRefund(order: order, reason: "Another way", tenders: other, isPaidOut: true))
        #expect(again.refund.state == .completed)
        #expect(
            try await shop.books() == [
                .bank: -1_000, .cash: 2_500, .storeCredit: -1_000, .sales: -4_000, .returns: 4_000, .refundsDue: -500,
            ])
        #expect(try await shop.world.fetch(StoreCreditBalance(customer: shop.ada.id)).balance == Money(1_000, .gbp))
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aCustomerIsLetOffAPart(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let (order, _, _) = try await sent(shop)
        let posted = try await shop.posted {
            try await shop.world.perform(
                RequestRefund(order: order, amount: Money(500, .gbp), reason: "Scratched", isPaidOut: true))
        }
        #expect(posted == [.goodwill: 500, .cash: -500])
        #expect(
            await shop.refusal(RequestRefund(order: order, amount: Money(3_501, .gbp), reason: "x"))
                == "orders.more_than_claimed")
        // All goods come back: what was let off is not given twice.
        let rest = try await shop.posted {
            try await shop.world.perform(
                RequestRefund(
                    order: order, lines: [CreditedLine(try Quantity(2), ofLine: 1)], reason: "After all", restock: true,
                    isPaidOut: true))
        }
        #expect(rest == [.returns: 4_000, .goodwill: -500, .cash: -2_000, .bank: -1_500])
        #expect(try await shop.current(order).position.isEven)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func whatWasSettledElsewhereIsCountedToo(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        try await shop.pay(order, .bank, 10)
        try await shop.world.perform(MarkOrderPaid(order: order))
        try await shop.world.perform(CancelOrder(order: order, reason: .customer))
        let refund = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled"))
        #expect(refund.parts.map(\.tender) == [.bank, .elsewhere])
        #expect(refund.parts.map(\.amount) == [Money(1_000, .gbp), Money(3_000, .gbp)])
        try await shop.world.perform(ConfirmRefund(refund: refund.refund.id))
        #expect(try await shop.books() == [:])
        #expect(try await shop.current(order).paymentState == .refunded)
        #expect(try await shop.world.verify() == [])
    }

    /// What is shown before anybody says yes changes nothing.
    @Test(arguments: Engine.available)
    func aPreviewProposesAndChangesNothing(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let (order, _, cash) = try await sent(shop)
        let before = try await shop.books()
        let preview = try await shop.world.installation.perform(
            RequestRefund(order: order, lines: [CreditedLine(.one, ofLine: 1)], reason: "Maybe"),
            as: shop.world.invocation(preview: true))
        #expect(preview.state == .previewed && preview.outcome?.parts.map(\.payment) == [cash.id])
        #expect(try await shop.books() == before)
        #expect(try await shop.payment(cash.id).pending.isZero)
    }

    @Test(arguments: Engine.available)
    func twoWhoRefundAtOnceDoNotBothGetIt(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        for round in 0..<5 {
            let order = try await shop.place()
            if round == 4 {
                try await shop.world.perform(MarkOrderPaid(order: order))
            } else {
                try await shop.pay(order, .bank, 15)
                try await shop.pay(order, .cash)
            }
            try await shop.world.perform(CancelOrder(order: order, reason: .customer))
            let codes = await shop.race(4) { _ in
                try await shop.world.perform(RequestRefund(order: order, reason: "Race", isPaidOut: true))
            }
            #expect(codes.filter { $0 == nil }.count == 1, "\(codes)")
            let end = try await shop.current(order)
            #expect(end.position.isEven && end.money?.refunded == end.total)
        }
        #expect(try await shop.books() == [:])
        #expect(try await shop.world.verify() == [])
    }
}
