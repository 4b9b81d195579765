import AsyncHTTPClient
import GatewaySimulator
import Gateways
import Hummingbird
import HummingbirdTesting
import Kernel
import Payments
import Store
import StoreFixtures
import Synchronization
import Testing

/// The client and the simulated provider, over a real line.
@Suite struct GatewayTests {
    /// Runs a simulated provider and asks it by a client that waits long enough on a busy machine. What the provider does
    /// not answer, its line gives up on soon.
    private func over(
        _ line:
            @escaping @Sendable (
                HTTPPaymentProvider, @escaping @Sendable ([DeliveryFault]) async throws -> Void, TestProvider
            )
            async throws -> Void
    ) async throws {
        let store = try await TestStore.fresh(.sqlite)
        let clock = ManualClock(.seconds(1_772_442_000))
        let simulator = try await PaymentSimulator(
            store: store, clock: clock, stall: { try? await Task.sleep(for: .milliseconds(1_200)) })
        let app = Application(
            router: simulator.router(), configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            let port = try #require(client.port)
            let address = "http://127.0.0.1:\(port)"
            let provider = HTTPPaymentProvider("\(address)/", secret: "s", patience: .seconds(120))
            let plan: @Sendable ([DeliveryFault]) async throws -> Void = { faults in
                var request = HTTPClientRequest(url: "\(address)/v1/deliveries")
                request.method = .POST
                request.body = .bytes(try Wire.encode(faults))
                let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
                #expect(answer.status == .noContent)
            }
            try await line(provider, plan, TestProvider(store, clock))
        }
    }

    private static func charge(_ key: String, _ source: TestSource = .fine) -> ProviderCharge {
        ProviderCharge(account: 3, key: key, source: source.rawValue, amount: Money(4_000, .gbp))
    }

    @Test func oneKeyHasOneEffect() async throws {
        try await over { provider, _, books in
            let charge = try await provider.charge(Self.charge("a"))
            #expect(charge.state == .succeeded && charge.amount == Money(4_000, .gbp))
            #expect(try await provider.charge(Self.charge("a")) == charge)
            #expect(try await provider.find("a", account: 3) == charge)
            #expect(try await provider.find("b", account: 3) == nil)
            #expect(try await provider.find("a", account: 4) == nil)
            let refund = ProviderRefund(account: 3, key: "r", charge: charge.reference, amount: Money(1_000, .gbp))
            #expect(try await provider.refund(refund).state == .succeeded)
            let rest = ProviderRefund(account: 3, key: "s", charge: charge.reference, amount: Money(3_001, .gbp))
            #expect(try await provider.refund(rest).code == "more_than_charged")
            let unknown = ProviderRefund(account: 3, key: "t", charge: "ch_none", amount: Money(1, .gbp))
            #expect(try await provider.refund(unknown).code == "no_such_charge")
            #expect(try await books.moved(account: 3).map(\.key) == ["a", "r"])
        }
    }

    @Test(arguments: [DeliveryFault.timeoutBefore, .timeoutAfter, .errorAfter])
    func whatIsLostIsASilence(_ fault: DeliveryFault) async throws {
        try await over { provider, plan, books in
            try await plan([fault])
            await #expect(throws: ProviderSilence.self) { try await provider.charge(Self.charge("a")) }
            let known = try await provider.find("a", account: 3)
            #expect((known == nil) == (fault == .timeoutBefore))
            #expect(try await provider.charge(Self.charge("a")).state == .succeeded)
            #expect(try await books.moved(account: 3).count == 1)
        }
    }

    @Test func whatArrivesTwiceIsDoneOnce() async throws {
        try await over { provider, plan, books in
            try await plan([.duplicate, .none, .duplicate])
            let charge = try await provider.charge(Self.charge("a"))
            _ = try await provider.charge(Self.charge("b"))
            let refund = ProviderRefund(account: 3, key: "r", charge: charge.reference, amount: Money(4_000, .gbp))
            #expect(try await provider.refund(refund).state == .succeeded)
            #expect(try await books.moved(account: 3).map(\.key) == ["a", "b", "r"])
        }
    }

    @Test func sourcesSayWhatHappens() async throws {
        try await over { provider, _, _ in
            let declined = try await provider.charge(Self.charge("d", .declined))
            #expect(declined.code == "do_not_honour")
            #expect(try await provider.charge(Self.charge("p", .pending)).state == .pending)
            await #expect(throws: ProviderSilence.self) { try await provider.charge(Self.charge("s", .silentAfter)) }
            #expect(try await provider.find("s", account: 3)?.state == .succeeded)
        }
    }

    /// Whoever does not wait long knows nothing, and learns it later.
    @Test func whoGivesUpLearnsItLater() async throws {
        try await over { provider, plan, books in
            try await plan([.timeoutAfter])
            let hasty = provider.waiting(.milliseconds(500))
            await #expect(throws: ProviderSilence.self) { try await hasty.charge(Self.charge("a")) }
            try await plan([])
            #expect(try await provider.charge(Self.charge("a")).state == .succeeded)
            #expect(try await books.moved(account: 3).map(\.key) == ["a"])
        }
    }

    @Test func nobodyThereIsASilence() async throws {
        let provider = HTTPPaymentProvider("http://127.0.0.1:9", patience: .seconds(1))
        await #expect(throws: ProviderSilence.self) { try await provider.charge(Self.charge("a")) }
        await #expect(throws: ProviderSilence.self) { try await provider.find("a", account: 1) }
    }
}
