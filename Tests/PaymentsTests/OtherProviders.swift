import Kernel
import Platform
import Synchronization

@testable import Payments

/// A provider that hears everything and says nothing.
final class MuteProvider: PaymentProvider {
    private let heard = Mutex<Set<String>>([])
    var keys: Set<String> { heard.withLock { $0 } }

    private func hear(_ key: String) -> ProviderSilence {
        heard.withLock { keys in _ = keys.insert(key) }
        return ProviderSilence("no answer in time")
    }

    func charge(_ request: ProviderCharge) async throws -> ProviderAnswer { throw hear(request.key) }
    func refund(_ request: ProviderRefund) async throws -> ProviderAnswer { throw hear(request.key) }
    func find(_ key: String, account: Int64) async throws -> ProviderAnswer? { throw hear(key) }
}

/// The provider of test mode behind a door at which the process can be stopped: before it is asked, after it did what it
/// was asked, or never.
final class GatedProvider: PaymentProvider {
    enum Moment: String, CaseIterable { case never, beforeCall, afterCall }
    private let inner: TestProvider
    private let moment: Moment
    private let state = Mutex<(arrived: Bool, waiting: CheckedContinuation<Void, Never>?)>((false, nil))

    init(_ inner: TestProvider, _ moment: Moment) {
        self.inner = inner
        self.moment = moment
    }

    var hasArrived: Bool { state.withLock { $0.arrived } }

    func open() { state.withLock { $0.waiting }?.resume() }

    private func pass(_ here: Moment) async {
        guard here == moment, !hasArrived else { return }
        await withCheckedContinuation { waiting in
            state.withLock { state in state = (true, waiting) }
        }
    }

    func charge(_ request: ProviderCharge) async throws -> ProviderAnswer {
        await pass(.beforeCall)
        let answer = try await inner.charge(request)
        await pass(.afterCall)
        return answer
    }

    func refund(_ request: ProviderRefund) async throws -> ProviderAnswer {
        await pass(.beforeCall)
        let answer = try await inner.refund(request)
        await pass(.afterCall)
        return answer
    }

    func find(_ key: String, account: Int64) async throws -> ProviderAnswer? {
        try await inner.find(key, account: account)
    }
}
