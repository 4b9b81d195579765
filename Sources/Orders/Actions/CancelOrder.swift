import Kernel
import Platform

/// Cancels an order that was not sent: its stock is free again at once. What was paid for it is due back; the
/// payment state stays `paid` until `orders.mark_refunded` says that it was given back.
public struct CancelOrder: Action {
    /// orders.cancel
    public static let name: ActionName = "orders.cancel"
    /// Who may.
    public static let permission = Permission.ordersCancel
    /// For people.
    public static let summary =
        "Cancels an order that was not sent and frees its stock; a preview shows what becomes free."
    /// It will not happen.
    public static var emits: [any Event.Type] { [OrderCancelled.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>
    /// Why.
    public var reason: CancellationReason

    /// The order to cancel.
    public init(order: ID<Order>, reason: CancellationReason) {
        self.order = order
        self.reason = reason
    }

    /// The locations that promised its stock.
    public func touchedLocations(in db: Reader) throws -> [RawID] { try OrderStock.locations(of: order, in: db) }

    /// Cancels it.
    public func perform(in tx: Transaction) throws -> CancelledOrder {
        let before = try Order.changeable(order, in: tx)
        var record = before
        try record.advance(to: .cancelled, in: tx)
        record.cancelledAt = tx.now
        record.cancelReason = reason
        try tx.save(&record)
        let freed = try OrderStock.release(record, record.lines(in: tx), in: tx)
        try OrderBooks.post(.refund, for: order.reference, from: before, to: record, in: tx)
        let due = record.position.refundsDue
        try tx.emit(
            OrderCancelled(
                order: order, customer: record.customer, reason: reason, freed: freed, refundDue: due,
                status: record.status))
        return CancelledOrder(order: record, freed: freed, refundDue: due)
    }
}

/// A cancelled order, and what follows from it.
public struct CancelledOrder: Codable, Sendable {
    /// The order as it is now.
    public let order: Order
    /// What can be sold to others again.
    public let freed: [FreedStock]
    /// What was paid and has to be given back.
    public let refundDue: Money
}
