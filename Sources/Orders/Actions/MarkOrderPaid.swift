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
        let before = try Order.changeable(order, in: tx)
        var record = before
        let missing = record.owed
        record.moved.paid = try record.moved.paid.adding(missing)
        try record.becomePaid(in: tx)
        try tx.save(&record)
        try OrderBooks.post(
            .payment, for: order.reference, from: before, to: record, [.debit(.settledElsewhere, missing)], in: tx)
        try tx.emit(OrderPaid(order: order, customer: record.customer, total: record.total, status: record.status))
        return record
    }
}

extension Order {
    /// Nothing is missing any more. An order that was sent before keeps its status.
    mutating func becomePaid(in tx: Transaction) throws {
        let wasSentBefore = status == .fulfilled && isWaitingForMoney
        if !wasSentBefore { try advance(to: .paid, in: tx) }
        try Order.payments.move(&paymentState, to: .paid)
        paidAt = tx.now
    }

    /// Whether it was never paid in full, or is not any more.
    var isWaitingForMoney: Bool { paymentState == .unpaid || paymentState == .partPaid }
}

extension Order {
    /// The order, if it may be changed: a deleted one must be restored first.
    static func changeable(_ id: ID<Order>, in tx: Transaction) throws -> Order {
        let order = try tx.find(id)
        if order.deletedAt != nil { throw Problem.orderDeleted(order.number) }
        return order
    }
}
