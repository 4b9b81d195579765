import Kernel
import Orders
import Platform

/// Gives one part of a refund back through the provider that took the money: the attempt is written down before the
/// provider is asked, and what the provider says is booked when it says so, not before.
struct RefundFlow: Workflow {
    static let name: WorkflowName = "payments.refund"
    static let summary = "Gives a part of a refund back through the payment provider."
    static let retry = RetryRule(attempts: 60, first: .seconds(2), longest: .hours(1))
    static let explainsFaults = true
    static let steps = [
        WorkflowStep<RefundFlow>(
            "prepare",
            do: { flow, run in
                let part = PrepareRefundPart(refund: flow.refund, part: flow.part, workflow: run.workflow)
                guard let attempt = try await run.perform(part).attempt else {
                    return .failed(Problem.partEnded(flow.refund, flow.part))
                }
                flow.attempt = attempt
                return .done
            }),
        WorkflowStep<RefundFlow>(
            "send",
            do: { flow, run in
                guard let attempt = flow.attempt else { return .done }
                return try await AttemptSteps(run, attempt).send()
            }),
        WorkflowStep<RefundFlow>(
            "confirm",
            do: { flow, run in
                guard let attempt = flow.attempt else { return .done }
                return try await AttemptSteps(run, attempt).confirm()
            }),
    ]

    let refund: ID<Refund>
    let part: Int
    var attempt: ID<PaymentAttempt>?
    var subject: Reference { refund.reference }

    /// Has what of a refund a provider is to give back given back: for each part there is one workflow under way, however
    /// often this is said.
    static func start(_ parts: [RefundPart], of refund: Refund, in tx: Transaction) throws {
        for part in parts where part.tender == .card && part.state == .pending {
            try tx.start(RefundFlow(refund: refund.id, part: part.part), key: "\(refund.id):\(part.part)")
        }
    }
}

/// Writes down that a provider is about to be asked to give a part of a refund back. Done again it answers the attempt that
/// is there.
struct PrepareRefundPart: Action {
    static let name: ActionName = "refunds.prepare_part"
    static let permission = Permission.paymentsSettle
    static let summary = "Writes down that a provider is about to be asked for a part of a refund."
    static let route = ActionRoute.internalOnly

    /// The attempt; absent where the part is not about to go back any more.
    struct Prepared: Codable, Sendable {
        let attempt: ID<PaymentAttempt>?
    }

    var refund: ID<Refund>
    var part: Int
    var workflow: ID<WorkflowRecord>

    func perform(in tx: Transaction) throws -> Prepared {
        let record = try Refund.held(refund, in: tx)
        let known = try PaymentAttempt.all(of: refund, in: tx).last { $0.part == part && $0.state != .declined }
        if let known { return Prepared(attempt: known.id) }
        guard let own = try record.parts(in: tx).first(where: { $0.part == part }), own.state == .pending else {
            return Prepared(attempt: nil)
        }
        let payment = try tx.find(own.payment)
        let attempt = PaymentAttempt(
            id: tx.newID(), .refund, order: record.order, payment: own.payment, refund: (refund, part),
            workflow: workflow, provider: payment.provider ?? "", charge: payment.reference, amount: own.amount,
            at: tx.now)
        try attempt.begin(in: tx)
        return Prepared(attempt: attempt.id)
    }
}

/// Goes on with a refund: asks the provider again for parts that it declined, and sees to it that those under way get on.
/// Where there is nothing to do, nothing is done.
public struct RetryRefundExecution: Action {
    /// refunds.retry_execution
    public static let name: ActionName = "refunds.retry_execution"
    /// Who may.
    public static let permission = Permission.refundsRetry
    /// For people.
    public static let summary =
        "Asks the provider again for the parts of a refund that were declined; harmless where there are none."

    /// The refund.
    public var refund: ID<Refund>

    /// A refund to go on with.
    public init(refund: ID<Refund>) { self.refund = refund }

    /// Goes on.
    public func perform(in tx: Transaction) throws -> RefundDetail {
        var record = try Refund.held(refund, in: tx)
        guard record.state == .pending || record.state == .failed else { return try RefundDetail(record, in: tx) }
        let failed = try record.parts(in: tx).filter { $0.state == .failed }
        if !failed.isEmpty { try record.revive(failed, in: tx) }
        try RefundFlow.start(record.parts(in: tx), of: record, in: tx)
        return try RefundDetail(tx.find(refund), in: tx)
    }
}

extension Refund {
    /// A part does not go back: what was kept for it is free again. When nothing of the refund is under way any more, it has
    /// failed.
    mutating func fail(_ part: RefundPart, in tx: Transaction) throws {
        try Payment.settle(part.amount, of: part.payment, wentBack: false, in: tx)
        try set([part], from: .pending, to: .failed, in: tx)
        guard try parts(in: tx).allSatisfy({ $0.state != .pending }) else { return }
        try Refund.lifecycle.move(&state, to: .failed)
        try tx.save(&self)
    }

    /// Parts that failed are about to go back again, as far as they are still due and nothing else took them.
    mutating func revive(_ failed: [RefundPart], in tx: Transaction) throws {
        try Payment.lock(for: order, in: tx)
        let order = try tx.find(order)
        let sum = try Money.sum(failed.map(\.amount), in: amount.currency)
        let pending = try Refund.pending(for: order, in: tx)
        let due = Money(max(0, order.position.refundsDue.minorUnits - pending.minorUnits), order.currency)
        guard try !due.isLess(than: sum) else { throw Problem.moreThanDue(sum, due: due) }
        for part in failed { try Payment.reserve(part.amount, of: part.payment, in: tx) }
        try set(failed, from: .failed, to: .pending, in: tx)
        if state == .failed { try Refund.lifecycle.move(&state, to: .pending) }
        try tx.save(&self)
    }

    private func set(
        _ parts: [RefundPart], from old: RefundPart.State, to new: RefundPart.State, in tx: Transaction
    ) throws {
        for part in parts {
            let changed = try tx.execute(
                """
                UPDATE refund_part SET state = \(new)
                WHERE tenant = \(tx.tenant) AND refund_id = \(id) AND part = \(part.part) AND state = \(old)
                """)
            if changed != 1 { throw Problem.refundedMeanwhile }
        }
    }
}
