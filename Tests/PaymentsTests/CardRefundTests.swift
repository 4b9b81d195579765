import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Money that goes back to cards: each part at most once, whatever the provider, the network or the servers do.
@Suite struct CardRefundTests {
    @Test(arguments: Engine.available)
    func whatGoesBackIsBookedWhenItWent(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.chargedAndCancelled(.fine)
        let asked = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled", isPaidOut: true))
        #expect(asked.parts.map(\.tender) == [.card] && asked.refund.state == .pending)
        #expect(await shop.refusal(ConfirmRefund(refund: asked.refund.id)) == "refunds.by_provider")
        #expect(await shop.refusal(CancelRefund(refund: asked.refund.id)) == "refunds.under_way")
        #expect(try await shop.booked() == 4_000)
        try await shop.work()
        let done = try await shop.refund(asked.refund.id)
        #expect(done.refund.state == .completed && done.parts[0].state == .paid)
        #expect(done.attempts.map(\.state) == [.succeeded] && done.parts[0].reference == done.attempts[0].reference)
        #expect(try await shop.books() == [:])
        #expect(try await shop.held() == 0)
        // Asked again there is nothing to do, and nothing is done.
        let again = try await shop.world.perform(RetryRefundExecution(refund: asked.refund.id))
        #expect(again.attempts.count == 1 && again.refund.version == done.refund.version)
        try await shop.work()
        #expect(try await shop.held() == 0)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func whatIsDeclinedIsStillDueAndCanBeTriedAgain(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.chargedAndCancelled(.refundDeclinedOnce)
        let id = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled")).refund.id
        try await shop.work()
        let failed = try await shop.refund(id)
        #expect(failed.refund.state == .failed && failed.parts[0].state == .failed)
        let payment = try await shop.payment(failed.parts[0].payment)
        #expect(payment.refundable == payment.amount && payment.pending.isZero, "what was kept for it is free again")
        #expect(try await shop.openReasons() == ["refunds.declined"])
        #expect(try await shop.world.events(RefundPartDeclined.self).map(\.code) == ["try_again"])
        let faults = try await shop.world.read { db -> Int? in
            try db.scalar(
                "SELECT count(*) FROM event WHERE tenant = \(db.tenant) AND name = 'workflow.fault.v1'")
        }
        #expect(faults == 1)
        #expect(try await shop.world.verify() == [])
        try await shop.world.perform(RetryRefundExecution(refund: id))
        try await shop.world.perform(RetryRefundExecution(refund: id))
        try await shop.work()
        let done = try await shop.refund(id)
        #expect(done.refund.state == .completed && done.attempts.map(\.state) == [.declined, .succeeded])
        #expect(Set(done.attempts.map(\.id)).count == 2, "a new request has a key of its own")
        #expect(try await shop.openReasons() == [])
        #expect(try await shop.books() == [:])
        #expect(try await shop.held() == 0)
        #expect(try await shop.world.verify() == [])
    }

    /// What was declined is given back another way; then there is nothing left to try again.
    @Test(arguments: Engine.available)
    func whatIsDeclinedCanGoBackAnotherWay(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.chargedAndCancelled(.refundDeclined)
        let first = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled"))
        try await shop.work()
        let card = first.parts[0].payment
        let bank = [RefundTender(payment: card, amount: Money(4_000, .gbp), tender: .bank)]
        let other = try await shop.world.perform(
            RequestRefund(order: order, reason: "By transfer", tenders: bank, isPaidOut: true))
        #expect(other.refund.state == .completed)
        #expect(await shop.refusal(RetryRefundExecution(refund: first.refund.id)) == "refunds.more_than_due")
        let cancelled = try await shop.world.perform(CancelRefund(refund: first.refund.id))
        #expect(cancelled.refund.state == .cancelled && cancelled.parts[0].state == .cancelled)
        #expect(try await shop.openReasons() == [])
        #expect(try await shop.books() == [.provider: 4_000, .bank: -4_000])
        #expect(try await shop.world.verify() == [])
    }

    @Test(
        arguments: Engine.available,
        [
            TestSource.refundSilentBefore, .refundSilentAfter, .refundPending, .refundPendingDeclined,
            .refundDeclined, .fine,
        ])
    func theBooksSayWhatTheProviderDid(on engine: Engine, _ source: TestSource) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.chargedAndCancelled(source)
        let id = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled")).refund.id
        try await shop.work()
        let isLate = source == .refundPending || source == .refundPendingDeclined
        #expect(try await shop.booked() == (source == .fine ? 0 : 4_000), "not before it is known")
        if isLate { #expect(try await shop.refund(id).attempts[0].state == .pending) }
        try await shop.wait(isLate ? 5 : 1, every: .minutes(isLate ? 240 : 30))
        let end = try await shop.refund(id)
        let isDeclined = source == .refundPendingDeclined || source == .refundDeclined
        #expect(end.refund.state == (isDeclined ? .failed : .completed))
        #expect(end.attempts.count == 1)
        #expect(try await shop.booked() == (isDeclined ? 4_000 : 0))
        #expect(try await shop.held() == shop.booked())
        #expect(try await shop.world.verify() == [])
    }

    /// Each tender has its own progress: what one provider declines does not hold up the others.
    @Test(arguments: Engine.available)
    func tendersGoTheirOwnWays(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        try await shop.charge(order, .refundDeclined, 10)
        try await shop.charge(order, .refundPending, 12)
        try await shop.charge(order, .fine, 13)
        try await shop.pay(order, .cash)
        try await shop.world.perform(CancelOrder(order: order, reason: .customer))
        let id = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled")).refund.id
        try await shop.work()
        let some = try await shop.refund(id)
        #expect(some.parts.map(\.tender) == [.cash, .card, .card, .card])
        #expect(some.parts.map(\.state) == [.pending, .paid, .pending, .failed] && some.refund.state == .pending)
        try await shop.world.perform(ConfirmRefund(refund: id))
        try await shop.wait(5)
        let end = try await shop.refund(id)
        #expect(end.parts.map(\.state) == [.paid, .paid, .paid, .failed] && end.refund.state == .failed)
        #expect(try await shop.books() == [.provider: 1_000, .refundsDue: -1_000])
        #expect(try await shop.held() == 1_000)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func manyWhoRefundAtOnceGetItOnce(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.chargedAndCancelled(.refundSilentAfter)
        let codes = await shop.race(6) { _ in
            let id = try await shop.world.perform(RequestRefund(order: order, reason: "Race")).refund.id
            try await shop.world.perform(RetryRefundExecution(refund: id))
            try await shop.work()
        }
        #expect(codes.filter { $0 == nil }.count == 1, "\(codes)")
        try await shop.wait(1, every: .minutes(20))
        #expect(try await shop.held() == 0)
        #expect(try await shop.books() == [:])
        #expect(try await shop.world.verify() == [])
    }

    /// A provider that never answers: somebody is told after a day, and nothing is repeated under another key.
    @Test(arguments: Engine.available)
    func aProviderThatNeverAnswersIsReported(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.chargedAndCancelled(.fine)
        let mute = MuteProvider()
        let dead = try shop.process(9, PaymentProviders([.init("test", isTest: true) { _, _ in mute }]))
        let id = try await shop.world.perform(RequestRefund(order: order, reason: "Cancelled")).refund.id
        for _ in 0..<12 {
            try await dead.work(shop.world.shop)
            shop.world.clock.advance(by: .hours(3))
        }
        let unknown = try await shop.refund(id)
        #expect(unknown.refund.state == .pending && unknown.attempts.map(\.state) == [.unknown])
        #expect(mute.keys == Set(unknown.attempts.map(\.id.description)))
        #expect(try await shop.openReasons() == ["payments.outcome_unknown"])
        // Somebody asks, and this time there is an answer.
        try await shop.world.perform(AskAboutAttempt(paymentAttempt: unknown.attempts[0].id))
        try await shop.work()
        #expect(try await shop.refund(id).refund.state == .completed)
        #expect(try await shop.openReasons() == [])
        #expect(try await shop.held() == 0)
        #expect(try await shop.world.verify() == [])
    }

    /// The look-up was stopped by somebody: it is taken up again.
    @Test(arguments: Engine.available)
    func whatSomebodyStoppedIsLookedAtAgain(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let attempt = try await shop.charge(order, .silentAfter)
        let cancel = try shop.world.installation.registry.action("job_runs.cancel")
        let job: ID<JobRecord>? = try await shop.world.read { db in
            try db.scalar("SELECT id FROM job WHERE tenant = \(db.tenant) AND name = 'payments.look_up'")
        }
        let input: JSON = ["job_run": .string("\(try #require(job))")]
        _ = try await shop.world.installation.runner.performDecoded(
            try cancel.decode(input.bytes), as: shop.world.invocation())
        try await shop.wait(1, every: .minutes(7))
        #expect(try await shop.attempt(attempt.id).state == .succeeded)
        #expect(try await shop.world.verify() == [])
    }

    /// A bounced transfer does not take from what is on its way to a card.
    @Test(arguments: Engine.available)
    func whatIsOnItsWayStaysDue(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        try await shop.charge(order, .refundPending, 20)
        let bank = try await shop.pay(order, .bank)
        try await shop.world.perform(FulfilOrder(order: order))
        let lines = [CreditedLine(.one, ofLine: 1)]
        let card = try await shop.attempts()[0].payment
        let tenders = [RefundTender(payment: try #require(card), amount: Money(2_000, .gbp))]
        let id = try await shop.world.perform(
            RequestRefund(order: order, lines: lines, reason: "Back", tenders: tenders)
        ).refund.id
        try await shop.work()
        #expect(await shop.refusal(ReversePayment(payment: bank.id, reason: "Bounced")) == "payments.refund_pending")
        try await shop.wait(5)
        #expect(try await shop.refund(id).refund.state == .completed)
        try await shop.world.perform(ReversePayment(payment: bank.id, reason: "Bounced"))
        #expect(try await shop.world.verify() == [])
    }
}
