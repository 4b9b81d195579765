import Kernel
import Platform

/// Finds out what came of an attempt that nobody knows about: the janitor. It is asked for in the commit that writes the
/// attempt, so that whatever becomes of who asks the provider first, somebody finds out.
struct LookUpAttempt: Job {
    static let name: JobName = "payments.look_up"
    static let summary = "Asks a payment provider what came of an attempt until it says so."
    static let queue: QueueName = "payments"
    /// Only our own database can fail it; what the provider does is no failure.
    static let retry = RetryRule(attempts: 60, first: .seconds(2), longest: .hours(1))

    let attempt: ID<PaymentAttempt>
    var subject: Reference? { attempt.reference }

    func run(_ run: JobRun) async throws {
        let record = try await run.read { [attempt] db in try db.find(attempt) }
        guard record.state.isOpen, let due = record.nextAt else { return }
        if due > run.now { throw JobEnding.again(after: due - run.now) }
        let answer = await ProviderCall(record, tenant: run.tenant, run).settle()
        let after = try await run.perform(
            NoteOutcome(attempt: attempt, answer: answer), step: "\(record.version)")
        if let next = after.nextAt { throw JobEnding.again(after: next - run.now) }
    }
}

/// A provider asked about one attempt, with the attempt's id as the key.
struct ProviderCall {
    private let attempt: PaymentAttempt
    private let tenant: Int64
    private let run: JobRun

    init(_ attempt: PaymentAttempt, tenant: Int64, _ run: JobRun) {
        self.attempt = attempt
        self.tenant = tenant
        self.run = run
    }

    /// What came of it; asked for again, under the same key, where the provider never heard of it. Nil when it does not say.
    func settle() async -> ProviderAnswer? {
        do {
            if let known = try await provider().find(attempt.id.description, account: tenant) { return known }
            return try await ask()
        } catch { return nil }
    }

    /// Asks for it; nil when nobody knows what came of it.
    func first() async -> ProviderAnswer? { try? await ask() }

    private func ask() async throws -> ProviderAnswer {
        let key = attempt.id.description
        switch attempt.kind {
        case .capture:
            return try await provider().charge(
                ProviderCharge(account: tenant, key: key, source: attempt.source ?? "", amount: attempt.amount))
        case .refund, .void:
            return try await provider().refund(
                ProviderRefund(account: tenant, key: key, charge: attempt.charge ?? "", amount: attempt.amount))
        }
    }

    private func provider() throws -> any PaymentProvider {
        let entry = try run.strategy(PaymentProviders.self).named(attempt.provider)
        return run.outside(entry.open)
    }
}

/// Asks the provider at once what came of an attempt, rather than at the next of its times.
public struct AskAboutAttempt: Action {
    /// payment_attempts.look_up
    public static let name: ActionName = "payment_attempts.look_up"
    /// Who may.
    public static let permission = Permission.paymentsLookUp
    /// For people.
    public static let summary =
        "Asks the provider at once what came of an attempt; changes nothing about one that is known."

    /// The attempt.
    public var paymentAttempt: ID<PaymentAttempt>

    /// An attempt that somebody wonders about.
    public init(paymentAttempt: ID<PaymentAttempt>) { self.paymentAttempt = paymentAttempt }

    /// Has it looked up.
    public func perform(in tx: Transaction) throws -> PaymentAttempt {
        var record = try tx.find(paymentAttempt)
        guard record.state.isOpen else { return record }
        record.nextAt = tx.now
        try tx.save(&record)
        try tx.hasten(LookUpAttempt(attempt: record.id), key: record.id.description)
        return record
    }
}

/// Sees to it that every attempt nobody knows about is looked up, also where somebody stopped the job that would.
struct WatchAttempts: Action {
    static let name: ActionName = "payment_attempts.watch"
    static let permission = Permission.paymentsSettle
    static let summary = "Has attempts looked up again whose outcome is overdue."
    static let route = ActionRoute.internalOnly
    /// How long after its time a look-up counts as overdue.
    static let patience = TimeSpan.minutes(10)

    func perform(in tx: Transaction) throws -> Done {
        for var attempt in try Self.overdue(in: tx) {
            attempt.nextAt = tx.now
            try tx.save(&attempt)
            try tx.hasten(LookUpAttempt(attempt: attempt.id), key: attempt.id.description)
        }
        return Done()
    }

    static func due(in db: Reader) throws -> (any Action)? {
        try overdue(in: db, limit: 1).isEmpty ? nil : WatchAttempts()
    }

    private static func overdue(in db: Reader, limit: Int = 50) throws -> [PaymentAttempt] {
        let before = db.now - patience
        return try db.records(
            PaymentAttempt.self, where: "next_at < \(before)", tail: "ORDER BY next_at, id LIMIT \(limit)")
    }
}
