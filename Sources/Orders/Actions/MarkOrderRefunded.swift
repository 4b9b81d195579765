import Kernel
import Platform

/// Says that the money of a cancelled order was given back, all of it.
public struct MarkOrderRefunded: Action {
    /// orders.mark_refunded
    public static let name: ActionName = "orders.mark_refunded"
    /// Who may.
    public static let permission = Permission.ordersMarkRefunded
    /// For people.
    public static let summary = "Marks the money of a cancelled, paid order as given back."
    /// Money was given back.
    public static var emits: [any Event.Type] { [OrderRefunded.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>

    /// The cancelled order whose money was given back.
    public init(order: ID<Order>) { self.order = order }

    /// Marks it.
    public func perform(in tx: Transaction) throws -> Order {
        var record = try Order.changeable(order, in: tx)
        guard record.status == .cancelled, record.paymentState == .paid else {
            throw Problem.nothingToRefund(record.paymentState)
        }
        try Order.payments.move(&record.paymentState, to: .refunded)
        try tx.save(&record)
        try tx.emit(
            OrderRefunded(
                order: order, amount: record.total, paymentState: record.paymentState, status: record.status))
        return record
    }
}
