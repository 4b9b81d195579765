import Kernel
import Platform

/// Says that what has to be given back of an order's money was given back, all of it: after it was cancelled, or after
/// goods came back. For money that no recorded payment brought in; payments are given back by refunds.
public struct MarkOrderRefunded: Action {
    /// orders.mark_refunded
    public static let name: ActionName = "orders.mark_refunded"
    /// Who may.
    public static let permission = Permission.ordersMarkRefunded
    /// For people.
    public static let summary = "Marks the money that is due back on an order as given back."
    /// Money was given back.
    public static var emits: [any Event.Type] { [OrderRefunded.self, OrderPaidOut.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>

    /// The order whose money was given back.
    public init(order: ID<Order>) { self.order = order }

    /// Marks it.
    public func perform(in tx: Transaction) throws -> Order {
        let before = try Order.changeable(order, in: tx)
        var record = before
        let due = record.position.refundsDue
        let isCancelled = record.status == .cancelled && [.paid, .partPaid].contains(record.paymentState)
        guard due.isPositive || isCancelled else { throw Problem.nothingToRefund(record.paymentState) }
        guard record.moved.tendered.isZero else { throw Problem.paidByTender(record) }
        try record.payOut(due)
        try tx.save(&record)
        try OrderBooks.post(
            .refund, for: order.reference, from: before, to: record, [.credit(.settledElsewhere, due)], in: tx)
        try tx.emit(OrderPaidOut(record, due))
        if isCancelled {
            try tx.emit(
                OrderRefunded(
                    order: order, amount: due, paymentState: record.paymentState, status: record.status))
        }
        return record
    }
}

extension Order {
    /// Money of it went back to the customer. A cancelled order is refunded when nothing is due any more; elsewhere the
    /// payment state follows the credit notes.
    mutating func payOut(_ amount: Money) throws {
        moved.refunded = try moved.refunded.adding(amount)
        guard status == .cancelled, position.refundsDue.isZero else { return }
        switch paymentState {
        case .paid, .partPaid: try Order.payments.move(&paymentState, to: .refunded)
        case .unpaid, .partRefunded, .refunded: break
        }
    }
}
