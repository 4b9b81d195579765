import Kernel
import Orders
import Platform

/// Takes a payment back that turned out not to be there: a cheque that bounced, a transfer that was recalled. The order
/// waits for its money again.
public struct ReversePayment: Action {
    /// payments.reverse
    public static let name: ActionName = "payments.reverse"
    /// Who may.
    public static let permission = Permission.paymentsReverse
    /// For people.
    public static let summary = "Takes a payment back that turned out not to be there, such as a cheque that bounced."
    /// It is not there.
    public static var emits: [any Event.Type] { [PaymentReversed.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The payment.
    public var payment: ID<Payment>
    /// Why.
    public var reason: String

    /// A payment that was none.
    public init(payment: ID<Payment>, reason: String) {
        self.payment = payment
        self.reason = reason
    }

    /// Takes it back.
    public func perform(in tx: Transaction) throws -> Payment {
        try RefundReason.check(reason)
        var record = try tx.find(payment)
        guard [.bank, .cash, .cheque].contains(record.tender), record.state == .received else {
            throw Problem.notReversible(record)
        }
        guard record.pending.isZero else { throw Problem.refundPending(record) }
        try Payment.lifecycle.move(&record.state, to: .reversed)
        record.reversedAt = tx.now
        record.reverseReason = reason
        try tx.save(&record)
        let account = try record.tender.account(takingFrom: record.customer)
        try tx.perform(
            ReverseOrderPayment(
                order: record.order, payment: payment.reference, amount: record.amount, account: account))
        // What is about to go back stays due: a provider cannot be called back.
        let order = try tx.find(record.order)
        if try order.position.refundsDue.isLess(than: Refund.pending(for: order, in: tx)) {
            throw Problem.refundPending(record)
        }
        try tx.emit(PaymentReversed(payment: payment, order: record.order, amount: record.amount, reason: reason))
        return record
    }
}

/// Why something was done about money: said by people, for people.
enum RefundReason {
    static func check(_ reason: String) throws {
        var check = Validation()
        check.check((1...1_000).contains(reason.utf8.count), "reason", "required", "Say why, in 1 to 1000 bytes.")
        try check.finish()
    }
}
