import Kernel
import Store

/// The provider of test mode: it answers as a real one does, keeps books of its own and moves no money. What it does is
/// chosen by the source of a charge (`TestSource`), so that everything that can happen can be tried on a laptop.
///
/// Its books are a table beside the shop's, written in transactions of its own: for Martlet it is as far away as any other
/// provider, and a restart changes nothing of what it knows.
public struct TestProvider: PaymentProvider {
    private let store: Store
    private let clock: any Clock

    /// On the books in this database.
    public init(_ store: Store, _ clock: any Clock) {
        self.store = store
        self.clock = clock
    }

    /// The table its books are.
    public static let migrations = [TestProviderSchema.migration]

    /// Takes money, as far as the source says.
    public func charge(_ request: ProviderCharge) async throws -> ProviderAnswer {
        let now = clock.now
        let source = TestSource(rawValue: request.source) ?? .fine
        let effect = TestEffect(
            key: request.key, kind: .charge, charge: "ch_\(request.key)", source: source, amount: request.amount)
        if source == .silentBefore, try await isFirst(effect, account: request.account, at: now) {
            throw ProviderSilence("no answer in time")
        }
        let answer = try await enter(effect, account: request.account, source.charged, at: now)
        if source == .silentAfter, answer.isFirst { throw ProviderSilence("no answer in time") }
        return answer.answer
    }

    /// Gives money back, as far as the source of the charge says and as long as there is some left of it.
    public func refund(_ request: ProviderRefund) async throws -> ProviderAnswer {
        let now = clock.now
        guard let charge = try await charge(request.charge, account: request.account), charge.state == .succeeded
        else {
            return ProviderAnswer(
                state: .declined, reference: "re_\(request.key)", amount: request.amount, code: "no_such_charge")
        }
        let source = charge.effect.source
        let effect = TestEffect(
            key: request.key, kind: .refund, charge: request.charge, source: source, amount: request.amount)
        if source == .refundSilentBefore, try await isFirst(effect, account: request.account, at: now) {
            throw ProviderSilence("no answer in time")
        }
        let answer = try await enter(effect, account: request.account, source.refunded, at: now)
        if source == .refundSilentAfter, answer.isFirst { throw ProviderSilence("500 Internal Server Error") }
        return answer.answer
    }

    /// What came of a request.
    public func find(_ key: String, account: Int64) async throws -> ProviderAnswer? {
        let now = clock.now
        return try await store.write { db in try TestBooks(db, account, now).settled(key)?.answer }
    }

    /// What it did for a shop: the money that moved, for comparison with the shop's own books.
    public func moved(account: Int64) async throws -> [TestEffect] {
        let now = clock.now
        return try await store.write { db in try TestBooks(db, account, now).moved() }
    }

    private func charge(_ reference: String, account: Int64) async throws -> TestEntry? {
        let now = clock.now
        let key = String(reference.dropFirst("ch_".count))
        return try await store.write { db in try TestBooks(db, account, now).settled(key) }
    }

    /// Whether it hears of a key for the first time; it remembers that it did, and does nothing about it.
    private func isFirst(_ effect: TestEffect, account: Int64, at now: Instant) async throws -> Bool {
        try await store.write { db in try TestBooks(db, account, now).overhear(effect) }
    }

    private func enter(
        _ effect: TestEffect, account: Int64, _ fate: TestSource.Fate, at now: Instant
    ) async throws -> (answer: ProviderAnswer, isFirst: Bool) {
        try await store.write { db in
            let (entry, isFirst) = try TestBooks(db, account, now).enter(effect, fate)
            return (entry.answer, isFirst)
        }
    }
}

/// What stands for a card in test mode, and what becomes of it.
public enum TestSource: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
    /// Money is taken and goes back.
    case fine = "test_fine"
    /// The charge is declined.
    case declined = "test_declined"
    /// The charge is decided after three days, and succeeds.
    case pending = "test_pending"
    /// The first request to charge is lost on its way.
    case silentBefore = "test_silent_before"
    /// The first answer to a charge is lost on its way.
    case silentAfter = "test_silent_after"
    /// Money is taken; giving it back is declined.
    case refundDeclined = "test_refund_declined"
    /// Money is taken; giving it back is decided after three days, and succeeds.
    case refundPending = "test_refund_pending"
    /// Money is taken; giving it back is declined after three days.
    case refundPendingDeclined = "test_refund_pending_declined"
    /// Money is taken; the first request to give it back is lost.
    case refundSilentBefore = "test_refund_silent_before"
    /// Money is taken; it goes back, and the first answer is an error.
    case refundSilentAfter = "test_refund_silent_after"
    /// Money is taken; giving it back is declined the first time and then works.
    case refundDeclinedOnce = "test_refund_declined_once"

    /// What becomes of a request.
    enum Fate { case succeeds, declined, later, laterDeclined, declinedOnce }

    var charged: Fate {
        switch self {
        case .declined: .declined
        case .pending: .later
        case .fine, .silentBefore, .silentAfter, .refundDeclined, .refundPending, .refundPendingDeclined,
            .refundSilentBefore, .refundSilentAfter, .refundDeclinedOnce:
            .succeeds
        }
    }

    var refunded: Fate {
        switch self {
        case .refundDeclined: .declined
        case .refundPending: .later
        case .refundPendingDeclined: .laterDeclined
        case .refundDeclinedOnce: .declinedOnce
        case .fine, .declined, .pending, .silentBefore, .silentAfter, .refundSilentBefore, .refundSilentAfter:
            .succeeds
        }
    }
}
