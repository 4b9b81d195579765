import Kernel
import Platform

/// Says that the money of an order is there, in full. An order that was sent before it was paid keeps its status;
/// its payment state says it.
public struct MarkOrderPaid: Action {
    /// orders.mark_paid
    public static let name: ActionName = "orders.mark_paid"
    /// Who may.
    public static let permission = Permission.ordersMarkPaid
    /// For people.
    public static let summary = "Marks an order as paid in full."
    /// The money is there.
    public static var emits: [any Event.Type] { [OrderPaid.self] }

    /// The order.
    public var order: ID<Order>

    /// The order that was paid.
    public init(order: ID<Order>) { self.order = order }

    /// Marks it.
    public func perform(in tx: Transaction) throws -> Order {
        var record = try Order.changeable(order, in: tx)
        let isSentUnpaid = record.status == .fulfilled && record.paymentState == .unpaid
        if !isSentUnpaid { try record.advance(to: .paid, in: tx) }
        try Order.payments.move(&record.paymentState, to: .paid)
        record.paidAt = tx.now
        try tx.save(&record)
        try tx.emit(OrderPaid(order: order, customer: record.customer, total: record.total, status: record.status))
        return record
    }
}

extension Order {
    /// The order, if it may be changed: a deleted one must be restored first.
    static func changeable(_ id: ID<Order>, in tx: Transaction) throws -> Order {
        let order = try tx.find(id)
        if order.deletedAt != nil { throw Problem.orderDeleted(order.number) }
        return order
    }
}
