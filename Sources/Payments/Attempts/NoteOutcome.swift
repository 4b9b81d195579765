import Kernel
import Orders
import Platform

/// Writes down what a provider says came of an attempt, and does what follows from it: the one place where money of a
/// provider is booked, whoever heard of it first. Heard again it changes nothing.
struct NoteOutcome: Action {
    static let name: ActionName = "payment_attempts.note"
    static let permission = Permission.paymentsSettle
    static let summary = "Notes what a provider says came of an attempt, and does what follows."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] {
        [
            PaymentReceived.self, PaymentDeclined.self, RefundCompleted.self, RefundPartDeclined.self,
            StoreCreditIssued.self,
        ]
    }

    var attempt: ID<PaymentAttempt>
    /// Absent when the provider was asked and did not say.
    var answer: ProviderAnswer?

    func perform(in tx: Transaction) throws -> PaymentAttempt {
        var record = try tx.find(attempt)
        guard let answer else { return try silence(&record, in: tx) }
        let isCoherent = answer.amount == record.amount && !answer.reference.isEmpty
        guard isCoherent, record.state.isOpen else {
            // That it is not decided was said before it was.
            if !isCoherent || (answer.state != .pending && answer.state.rawValue != record.state.rawValue) {
                try contradiction(record, answer, in: tx)
            }
            return record
        }
        record.reference = answer.reference
        switch answer.state {
        case .pending:
            if record.state == .unknown {
                try PaymentAttempt.lifecycle.move(&record.state, to: .pending)
                record.lookups = 0
            }
            return try silence(&record, in: tx)
        case .succeeded: try PaymentAttempt.lifecycle.move(&record.state, to: .succeeded)
        case .declined:
            try PaymentAttempt.lifecycle.move(&record.state, to: .declined)
            record.code = answer.code ?? "declined"
        }
        record.nextAt = nil
        record.endedAt = tx.now
        switch record.kind {
        case .capture: try CaptureOutcome.apply(&record, in: tx)
        case .refund: try RefundOutcome.apply(record, in: tx)
        case .void: if record.state == .declined { try tx.raise(PaymentReasons.voidDeclined, about: record) }
        }
        try tx.save(&record)
        try tx.settle(PaymentReasons.unknown, about: record.id.reference)
        if let workflow = record.workflow { try tx.wake(workflow) }
        return record
    }

    /// It is asked about again later, each time after a longer wait; at last somebody is told.
    private func silence(_ record: inout PaymentAttempt, in tx: Transaction) throws -> PaymentAttempt {
        guard record.state.isOpen else { return record }
        record.lookups += 1
        record.nextAt = tx.now + PaymentAttempt.waits[min(record.lookups, PaymentAttempt.waits.count - 1)]
        try tx.save(&record)
        if record.state == .unknown, record.lookups == PaymentAttempt.patience {
            try tx.raise(PaymentReasons.unknown, about: record)
        }
        return record
    }

    /// The provider says something else than before, or than what it was asked for: nothing is changed, somebody looks.
    private func contradiction(_ record: PaymentAttempt, _ answer: ProviderAnswer, in tx: Transaction) throws {
        if record.state.isOpen {
            var waiting = record
            waiting.lookups += 1
            waiting.nextAt = tx.now + PaymentAttempt.waits[PaymentAttempt.waits.count - 1]
            try tx.save(&waiting)
        }
        try tx.raise(
            PaymentReasons.contradicted, about: record,
            more: ["answered": answer.state.rawValue, "answered_amount": answer.amount.description])
    }
}

/// What follows from what came of taking money.
private enum CaptureOutcome {
    static func apply(_ attempt: inout PaymentAttempt, in tx: Transaction) throws {
        guard attempt.state == .succeeded else {
            try tx.emit(
                PaymentDeclined(
                    attempt: attempt.id, order: attempt.order, amount: attempt.amount, code: attempt.code ?? "declined"
                ))
            try tx.raise(PaymentReasons.declined, about: attempt)
            return
        }
        let order = try tx.find(attempt.order)
        let isOwed =
            try order.deletedAt == nil && order.status != .cancelled && !order.owed.isLess(than: attempt.amount)
        if isOwed { try book(&attempt, order, in: tx) } else { try giveBack(attempt, in: tx) }
    }

    private static func book(_ attempt: inout PaymentAttempt, _ order: Order, in tx: Transaction) throws {
        let day = ZonedCalendar(try tx.shop.timeZone).date(of: tx.now)
        var payment = Payment(
            id: tx.newID(), order: order, tender: .card, amount: attempt.amount, reference: attempt.reference,
            receivedOn: day, createdAt: tx.now)
        payment.provider = attempt.provider
        try tx.perform(
            ReceiveOrderPayment(
                order: order.id, payment: payment.id.reference, amount: payment.amount,
                account: try Tender.card.account(takingFrom: order.customer)))
        try tx.insert(payment)
        attempt.payment = payment.id
        try tx.emit(
            PaymentReceived(payment: payment.id, order: order.id, tender: .card, amount: payment.amount))
    }

    /// Somebody paid otherwise meanwhile, or the order is over: what was taken goes back, and no book ever had it.
    private static func giveBack(_ attempt: PaymentAttempt, in tx: Transaction) throws {
        let void = PaymentAttempt(
            id: tx.newID(), .void, order: attempt.order, provider: attempt.provider, charge: attempt.reference,
            amount: attempt.amount, at: tx.now)
        try void.begin(in: tx)
    }
}

/// What follows from what came of giving money back.
private enum RefundOutcome {
    static func apply(_ attempt: PaymentAttempt, in tx: Transaction) throws {
        guard let id = attempt.refund else { return }
        var refund = try Refund.held(id, in: tx)
        guard let part = try refund.parts(in: tx).first(where: { $0.part == attempt.part }) else { return }
        try invariant(part.state == .pending, "what a provider was asked to give back is about to go back")
        if attempt.state == .succeeded {
            try refund.payOut([part], reference: attempt.reference, in: tx)
        } else {
            try refund.fail(part, in: tx)
            try tx.emit(
                RefundPartDeclined(
                    refund: id, order: refund.order, part: part.part, amount: part.amount,
                    code: attempt.code ?? "declined"))
            try tx.raise(
                PaymentReasons.refundDeclined, about: id.reference,
                details: PaymentReasons.details(of: attempt, more: ["attempt": attempt.id.description]))
        }
        if try refund.parts(in: tx).allSatisfy({ $0.state != .failed }) {
            try tx.settle(PaymentReasons.refundDeclined, about: id.reference)
        }
    }
}
