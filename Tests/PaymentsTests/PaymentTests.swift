import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Money that comes in: what it posts, what it makes of the order, what is refused.
@Suite struct PaymentTests {
    @Test(arguments: Engine.available)
    func eachTenderIsPostedWhereItLies(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        try await shop.give(100)
        let cases: [(Tender, AccountPurpose)] = [
            (.bank, .bank), (.cash, .cash), (.cheque, .cheques), (.storeCredit, .storeCredit),
        ]
        for (tender, purpose) in cases {
            let order = try await shop.place()
            let posted = try await shop.posted { try await shop.pay(order, tender) }
            #expect(posted == [purpose: 4_000, .deposits: -4_000], "\(tender)")
            #expect(try await shop.current(order).status == .paid)
        }
        let sent = try await shop.place()
        try await shop.world.perform(FulfilOrder(order: sent))
        #expect(try await shop.posted { try await shop.pay(sent, .bank) } == [.bank: 4_000, .receivable: -4_000])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func anOrderIsPaidInParts(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        try await shop.pay(order, .bank, 15)
        let part = try await shop.current(order)
        #expect(part.paymentState == .partPaid && part.status == .pending && part.owed == Money(2_500, .gbp))
        #expect(try await shop.world.events(OrderPartPaid.self).map(\.owed) == [Money(2_500, .gbp)])
        let tooMuch = RecordPayment(order: order, tender: .cash, amount: Money(2_501, .gbp))
        #expect(await shop.refusal(tooMuch) == "orders.more_than_owed")
        try await shop.pay(order, .cash)
        let whole = try await shop.current(order)
        #expect(whole.paymentState == .paid && whole.status == .paid && whole.owed.isZero)
        #expect(await shop.refusal(RecordPayment(order: order, tender: .cash)) == "orders.nothing_owed")
        #expect(try await shop.books() == [.bank: 1_500, .cash: 2_500, .deposits: -4_000])

        let other = try await shop.place()
        try await shop.pay(other, .bank, 10)
        try await shop.world.perform(MarkOrderPaid(order: other))
        #expect(try await shop.books()[.settledElsewhere] == 3_000)
        #expect(try await shop.current(other).money?.tendered == Money(1_000, .gbp))
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aChequeBounces(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let waiting = try await shop.place()
        let first = try await shop.pay(waiting, .cash, 10)
        let cheque = try await shop.pay(waiting, .cheque)
        let bounced = try await shop.posted {
            try await shop.world.perform(ReversePayment(payment: cheque.id, reason: "No funds"))
        }
        #expect(bounced == [.cheques: -3_000, .deposits: 3_000])
        var order = try await shop.current(waiting)
        #expect(order.status == .pending && order.paymentState == .partPaid && order.paidAt == nil)
        #expect(await shop.refusal(ReversePayment(payment: cheque.id, reason: "Again")) == "payments.not_reversible")
        try await shop.world.perform(ReversePayment(payment: first.id, reason: "Forged"))
        order = try await shop.current(waiting)
        #expect(order.paymentState == .unpaid && order.owed == order.total)

        let sent = try await shop.place()
        let payment = try await shop.pay(sent, .cheque)
        try await shop.world.perform(FulfilOrder(order: sent))
        let owed = try await shop.posted {
            try await shop.world.perform(ReversePayment(payment: payment.id, reason: "No funds"))
        }
        #expect(owed == [.cheques: -4_000, .receivable: 4_000])
        let lost = try await shop.posted {
            try await shop.world.perform(WriteOffOrder(order: sent, reason: "Moved away"))
        }
        #expect(lost == [.writeOffs: 4_000, .receivable: -4_000])
        #expect(await shop.refusal(WriteOffOrder(order: sent, reason: "Again")) == "orders.nothing_owed")
        #expect(try await shop.world.verify() == [])
    }

    /// Goods of an order that was written off come back: nothing is lost any more.
    @Test(arguments: Engine.available)
    func whatComesBackIsNotLost(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place(2)
        try await shop.world.perform(FulfilOrder(order: order))
        try await shop.world.perform(WriteOffOrder(order: order, amount: Money(3_000, .gbp), reason: "Broke"))
        let back = try await shop.posted {
            try await shop.world.perform(
                CreateCreditNote(order: order, lines: [CreditedLine(try Quantity(2), ofLine: 1)], restock: true))
        }
        #expect(back == [.returns: 4_000, .writeOffs: -3_000, .receivable: -1_000])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func whatMakesNoSenseIsRefused(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let guest = try await shop.place(1, guest: true)
        let tomorrow = ZonedCalendar(try await shop.world.read { db in try db.shop.timeZone })
            .date(of: shop.world.clock.now).adding(days: 1)
        let cases: [(RecordPayment, String)] = [
            (RecordPayment(order: order, tender: .elsewhere), "validation_failed"),
            (RecordPayment(order: order, tender: .bank, amount: Money(0, .gbp)), "validation_failed"),
            (RecordPayment(order: order, tender: .bank, amount: Money(100, .eur)), "validation_failed"),
            (RecordPayment(order: order, tender: .bank, receivedOn: tomorrow), "validation_failed"),
            (RecordPayment(order: order, tender: .storeCredit), "ledger.not_enough"),
            (RecordPayment(order: guest, tender: .storeCredit), "store_credit.needs_customer"),
        ]
        for (action, code) in cases { #expect(await shop.refusal(action) == code, "\(action)") }
        try await shop.world.perform(CancelOrder(order: order, reason: .other))
        #expect(await shop.refusal(RecordPayment(order: order, tender: .bank)) == "orders.nothing_owed")
        #expect(try await shop.books() == [:])
    }

    /// Who has begun to pay keeps their goods.
    @Test(arguments: Engine.available)
    func partPaidOrdersDoNotExpire(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let begun = try await shop.place()
        let idle = try await shop.place()
        try await shop.pay(begun, .bank, 1)
        shop.world.clock.advance(by: .days(30))
        try await shop.world.installation.tick()
        #expect(try await shop.current(idle).status == .cancelled)
        #expect(try await shop.current(begun).status == .pending)
    }

    @Test(arguments: Engine.available)
    func nothingIsPaidOfACancelledOrderWhosePartBounced(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place(2)
        let cheque = try await shop.pay(order, .cheque, 15)
        try await shop.world.perform(CancelOrder(order: order, reason: .fraud))
        #expect(try await shop.current(order).paymentState == .partPaid)
        try await shop.world.perform(ReversePayment(payment: cheque.id, reason: "Bounced"))
        let end = try await shop.current(order)
        #expect(end.paymentState == .unpaid && end.status == .cancelled && end.owed.isZero)
        #expect(try await shop.books() == [:])
        #expect(try await shop.world.verify() == [])
    }
}
