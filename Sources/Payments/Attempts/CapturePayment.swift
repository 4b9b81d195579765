import Kernel
import Orders
import Platform

/// Has a provider take money for an order from a card. It is written down before the provider is asked; the order is paid
/// when the provider says that the money is there, which can be at once or days later.
public struct CapturePayment: Action {
    /// payments.capture
    public static let name: ActionName = "payments.capture"
    /// Who may.
    public static let permission = Permission.paymentsCapture
    /// For people.
    public static let summary = "Has the payment provider take money for an order from a card."
    /// What stands for the card is nobody's business.
    public static let redacted: Set<String> = ["source"]

    /// The order.
    public var order: ID<Order>
    /// How much; all that is owed when absent.
    public var amount: Money?
    /// What stands for the card: a token of the provider. In test mode `test_fine`, `test_declined`, `test_pending` and
    /// others say what happens.
    public var source: String

    /// Money to be taken.
    public init(order: ID<Order>, amount: Money? = nil, source: String) {
        self.order = order
        self.amount = amount
        self.source = source
    }

    /// Writes down what is to be done, and has it done after the commit.
    public func perform(in tx: Transaction) throws -> PaymentAttempt {
        var check = Validation()
        check.check((1...200).contains(source.utf8.count), "source", "required", "A source has 1 to 200 bytes.")
        check.check(amount?.isPositive ?? true, "amount", "not_positive", "An amount is more than nothing.")
        try check.finish()
        let record = try tx.find(order)
        let underWay = try PaymentAttempt.underWay(for: record, in: tx)
        let owed = Money(max(0, record.owed.minorUnits - underWay.minorUnits), record.currency)
        let wanted = amount ?? owed
        if wanted.currency != record.currency { throw RecordPayment.wrongCurrency(record.currency) }
        guard record.deletedAt == nil, record.status != .cancelled, wanted.isPositive,
            try !owed.isLess(than: wanted)
        else { throw Problem.notToCapture(wanted, owed: owed) }
        let provider = try tx.registry.strategy(PaymentProviders.self).current
        try requireKnownSource(for: provider)
        let id: ID<PaymentAttempt> = tx.newID()
        let workflow = try tx.start(CaptureFlow(attempt: id, order: order), key: id.description)
        let attempt = PaymentAttempt(
            id: id, .capture, order: order, workflow: workflow, provider: provider.name, source: source,
            amount: wanted, at: tx.now)
        try attempt.begin(in: tx)
        return attempt
    }

    private func requireKnownSource(for provider: PaymentProviders.Entry) throws {
        guard provider.isTest, TestSource(rawValue: source) == nil else { return }
        let known = TestSource.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem.validation([
            FieldError(field: "source", code: "test_mode", message: "In test mode a source is one of \(known).")
        ])
    }
}

/// Brings a capture about: the provider is asked once, then waited for.
struct CaptureFlow: Workflow {
    static let name: WorkflowName = "payments.capture"
    static let summary = "Takes money for an order from a card."
    static let retry = RetryRule(attempts: 60, first: .seconds(2), longest: .hours(1))
    static let explainsFaults = true
    static let steps = [
        WorkflowStep<CaptureFlow>("send", do: { flow, run in try await AttemptSteps(run, flow.attempt).send() }),
        WorkflowStep<CaptureFlow>("confirm", do: { flow, run in try await AttemptSteps(run, flow.attempt).confirm() }),
    ]

    let attempt: ID<PaymentAttempt>
    let order: ID<Order>
    var subject: Reference { order.reference }
}

/// What workflows do with an attempt that is written down: ask, and wait.
struct AttemptSteps {
    private let run: StepRun
    private let attempt: ID<PaymentAttempt>

    init(_ run: StepRun, _ attempt: ID<PaymentAttempt>) {
        self.run = run
        self.attempt = attempt
    }

    /// Asks the provider, with the attempt's id as the key. Cut off in the middle it asks again, with the same key; where no
    /// answer comes, the janitor finds out.
    func send() async throws -> StepOutcome {
        let record = try await current()
        guard record.state == .unknown, record.lookups == 0 else { return .done }
        let answer = await ProviderCall(record, tenant: run.job.tenant, run.job).first()
        if answer != nil {
            try await run.perform(NoteOutcome(attempt: attempt, answer: answer), part: "\(record.version)")
        }
        return .done
    }

    /// Waits until it is known what came of it.
    func confirm() async throws -> StepOutcome {
        let record = try await current()
        switch record.state {
        case .succeeded: return .done
        case .declined: return .failed(Problem.declined(record))
        case .unknown, .pending:
            // Whoever finds out wakes the workflow; this is only for a waking that got lost.
            let age = run.now - record.createdAt
            return .again(after: min(max(.seconds(20), age), .hours(6)))
        }
    }

    private func current() async throws -> PaymentAttempt {
        try await run.read { [attempt] db in try db.find(attempt) }
    }
}
