import Kernel
import Ledger
import Orders
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Payments

/// Money that is taken from cards: booked when the provider says that it is there, once.
@Suite struct CaptureTests {
    @Test(arguments: Engine.available)
    func whatTheProviderTookIsBooked(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let asked = try await shop.world.perform(CapturePayment(order: order, source: TestSource.fine.rawValue))
        #expect(asked.state == .unknown && asked.amount == Money(4_000, .gbp) && asked.provider == "test")
        #expect(try await shop.books() == [:], "nothing is booked before the provider says so")
        #expect(await shop.refusal(CapturePayment(order: order, source: "test_fine")) == "payments.not_owed")
        try await shop.work()
        let attempt = try await shop.attempt(asked.id)
        #expect(attempt.state == .succeeded)
        let payment = try await shop.payment(try #require(attempt.payment))
        #expect(payment.tender == .card && payment.provider == "test" && payment.reference == attempt.reference)
        #expect(try await shop.books() == [.provider: 4_000, .deposits: -4_000])
        #expect(try await shop.current(order).paymentState == .paid)
        #expect(await shop.refusal(ReversePayment(payment: payment.id, reason: "x")) == "payments.not_reversible")
        #expect(try await shop.held() == 4_000)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func aDeclinedCardLeavesTheOrderWaiting(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let attempt = try await shop.charge(order, .declined)
        #expect(attempt.state == .declined && attempt.code == "do_not_honour")
        #expect(try await shop.books() == [:])
        #expect(try await shop.openReasons() == ["payments.declined"])
        #expect(try await shop.world.events(PaymentDeclined.self).map(\.code) == ["do_not_honour"])
        #expect(try await shop.charge(order, .fine).state == .succeeded)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available, [TestSource.silentBefore, .silentAfter])
    func whatNobodyKnowsIsFoundOut(on engine: Engine, _ source: TestSource) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let silent = try await shop.charge(order, source)
        #expect(silent.state == .unknown)
        #expect(try await shop.held() == (source == .silentAfter ? 4_000 : 0))
        #expect(try await shop.booked() == 0)
        shop.world.clock.advance(by: .seconds(14))
        try await shop.work()
        #expect(try await shop.attempt(silent.id).state == .unknown, "it is asked about after 15 seconds")
        shop.world.clock.advance(by: .seconds(2))
        try await shop.work()
        let known = try await shop.attempt(silent.id)
        #expect(known.state == .succeeded)
        #expect(try await shop.held() == 4_000)
        #expect(try await shop.booked() == 4_000)
        #expect(try await shop.provider.moved(account: shop.world.shop.tenant).map(\.key) == [silent.id.description])
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func whatIsPendingForDaysIsWaitedFor(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        try await shop.set("orders.pending_timeout_minutes", 0)
        let order = try await shop.place()
        let attempt = try await shop.charge(order, .pending)
        #expect(attempt.state == .pending)
        try await shop.wait(2)
        let waiting = try await shop.attempt(attempt.id)
        #expect(waiting.state == .pending && (2...6).contains(waiting.lookups), "\(waiting.lookups) questions")
        try await shop.wait(3)
        #expect(try await shop.attempt(attempt.id).state == .succeeded)
        #expect(try await shop.booked() == 4_000)
        #expect(try await shop.world.verify() == [])
    }

    /// Somebody paid otherwise while the provider took its time, or the order was cancelled.
    @Test(arguments: Engine.available, [true, false])
    func whatIsNotOwedAnyMoreGoesBack(on engine: Engine, isPaid: Bool) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let attempt = try await shop.charge(order, .pending)
        if isPaid {
            try await shop.pay(order, .bank)
        } else {
            try await shop.world.perform(CancelOrder(order: order, reason: .customer))
        }
        try await shop.wait(5)
        #expect(try await shop.attempt(attempt.id).state == .succeeded)
        #expect(try await shop.attempts().map(\.kind) == [.capture, .void])
        #expect(try await shop.attempts().last?.state == .succeeded)
        #expect(try await shop.held() == 0)
        #expect(try await shop.booked() == 0)
        #expect(try await shop.world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func badInputIsRefused(on engine: Engine) async throws {
        let shop = try await PaymentShop.open(engine)
        let order = try await shop.place()
        let card = RecordPayment(order: order, tender: .card)
        let refused = await shop.world.refusal { try await shop.world.perform(card) }
        #expect(refused?.errors.map(\.code) == ["by_provider"])
        for source in ["", "tok_4242"] {
            let problem = await shop.world.refusal {
                try await shop.world.perform(CapturePayment(order: order, source: source))
            }
            #expect(problem?.errors.map(\.field) == ["source"])
        }
        let much = CapturePayment(order: order, amount: Money(4_001, .gbp), source: "test_fine")
        #expect(await shop.refusal(much) == "payments.not_owed")
        let euros = CapturePayment(order: order, amount: Money(100, .eur), source: "test_fine")
        let foreign = await shop.world.refusal { try await shop.world.perform(euros) }
        #expect(foreign?.errors.map(\.code) == ["currency_mismatch"])
    }
}
