import Inventory
import Kernel
import Platform

/// Gives back everything of a paid order that was not given back before: one credit note for what is left of its
/// lines, shipping and tax. An order that was not sent frees its stock. Money that no recorded payment brought in counts
/// as given back at once; what payments brought in is due until a refund gives it back.
public struct RefundOrder: Action {
    /// orders.refund
    public static let name: ActionName = "orders.refund"
    /// Who may.
    public static let permission = Permission.ordersRefund
    /// For people.
    public static let summary = "Refunds all that is left of a paid order, with one credit note."
    /// The document, and what it means for the order.
    public static var emits: [any Event.Type] { CreateCreditNote.emits + [OrderPaidOut.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>
    /// Why.
    public var reason: String?
    /// Whether goods that were sent go back on the shelf.
    public var restock: Bool

    /// The order to refund.
    public init(order: ID<Order>, reason: String? = nil, restock: Bool) {
        self.order = order
        self.reason = reason
        self.restock = restock
    }

    /// The locations that promised its stock.
    public func touchedLocations(in db: Reader) throws -> [RawID] { try OrderStock.locations(of: order, in: db) }

    /// Refunds it.
    public func perform(in tx: Transaction) throws -> CreditNote {
        var record = try Order.changeable(order, in: tx)
        var next = record.status
        try OrderSettings.machine(in: tx).move(&next, to: .refunded)
        guard record.paymentState == .paid || record.paymentState == .partRefunded else {
            throw Problem.nothingToRefund(record.paymentState)
        }
        let wasSent = record.fulfilmentState == .fulfilled
        let parts = try left(of: record.lines(in: tx))
        var credit = try OrderCredit(of: record, parts, reason: reason, in: tx)
        credit.shipping = credit.shippingLeft
        let note = try credit.issue(on: &record, givesBack: true, in: tx)
        if !wasSent {
            try Stock.release(for: order.reference, in: tx)
        } else if restock {
            let levels = try Stock.returned(OrderStock.demands(parts), for: note.id.reference, in: tx)
            try tx.caller.require(locations: levels.map(\.location.raw))
        }
        return note
    }

    private func left(of lines: [OrderLine]) throws -> [(line: OrderLine, quantity: Quantity)] {
        try lines.compactMap { (line: OrderLine) -> (line: OrderLine, quantity: Quantity)? in
            let left = try line.quantity.subtracting(line.returned)
            return left.isPositive ? (line, left) : nil
        }
    }
}
