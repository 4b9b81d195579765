import Kernel
import Orders
import Platform

/// Says that the money of a refund has gone back, all that was still to go but for what goes back to a card: of that the
/// provider says so.
public struct ConfirmRefund: Action {
    /// refunds.confirm
    public static let name: ActionName = "refunds.confirm"
    /// Who may.
    public static let permission = Permission.refundsConfirm
    /// For people.
    public static let summary = "Says that the money of a refund has gone back."
    /// It went back.
    public static var emits: [any Event.Type] { [RefundCompleted.self, StoreCreditIssued.self] }

    /// The refund.
    public var refund: ID<Refund>
    /// What the bank or the cheque says.
    public var reference: String?

    /// Money that went back.
    public init(refund: ID<Refund>, reference: String? = nil) {
        self.refund = refund
        self.reference = reference
    }

    /// Confirms it.
    public func perform(in tx: Transaction) throws -> RefundDetail {
        var check = Validation()
        check.check(
            (reference ?? "").utf8.count <= 200, "reference", "too_long", "A reference has at most 200 bytes.")
        try check.finish()
        var record = try Refund.held(refund, in: tx)
        guard record.state == .pending else { throw Problem.refundEnded(record) }
        let waiting = try record.parts(in: tx).filter { $0.state == .pending && $0.tender != .card }
        if waiting.isEmpty { throw Problem.byProvider(record) }
        try record.payOut(waiting, reference: reference, in: tx)
        return try RefundDetail(record, in: tx)
    }
}

/// Cancels a refund whose money has not gone back: it stays due, and can be given back another way.
public struct CancelRefund: Action {
    /// refunds.cancel
    public static let name: ActionName = "refunds.cancel"
    /// Who may.
    public static let permission = Permission.refundsCancel
    /// For people.
    public static let summary = "Cancels what of a refund has not gone back; it stays due."
    /// It does not go back this way.
    public static var emits: [any Event.Type] { [RefundCancelled.self] }

    /// The refund.
    public var refund: ID<Refund>

    /// Money that will not go back this way.
    public init(refund: ID<Refund>) { self.refund = refund }

    /// Cancels it.
    public func perform(in tx: Transaction) throws -> RefundDetail {
        var record = try Refund.held(refund, in: tx)
        guard record.state == .pending || record.state == .failed else { throw Problem.refundEnded(record) }
        let parts = try record.parts(in: tx)
        if parts.contains(where: { $0.state == .pending && $0.tender == .card }) { throw Problem.underWay(record) }
        let waiting = parts.filter { $0.state == .pending || $0.state == .failed }
        for part in waiting where part.state == .pending {
            try Payment.settle(part.amount, of: part.payment, wentBack: false, in: tx)
        }
        try tx.execute(
            """
            UPDATE refund_part SET state = 'cancelled'
            WHERE tenant = \(tx.tenant) AND refund_id = \(refund) AND state IN ('pending', 'failed')
            """)
        try Refund.lifecycle.move(&record.state, to: .cancelled)
        record.endedAt = tx.now
        try tx.save(&record)
        try tx.settle(PaymentReasons.refundDeclined, about: refund.reference)
        let due = try Money.sum(waiting.map(\.amount), in: record.amount.currency)
        try tx.emit(RefundCancelled(refund: refund, order: record.order, amount: due))
        return try RefundDetail(record, in: tx)
    }
}
