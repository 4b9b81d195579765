import Kernel
import Platform

/// Moves an order to a status, with everything the move means: the same rules, permissions and consequences as the
/// verb of that status (`mark_paid`, `fulfil`, `cancel`, `refund`).
struct SetOrderStatus: Action {
    static let name: ActionName = "orders.set_status"
    static let permission = Permission.ordersSetStatus
    static let summary = "Moves an order to a status; does what the verb of that status does, or is refused."
    static var aliases: [(method: String, path: String)] { [("PATCH", "/v1/orders/{order}/status")] }
    static let approval = ApprovalRule.byPolicy
    static var emits: [any Event.Type] {
        MarkOrderPaid.emits + FulfilOrder.emits + CancelOrder.emits + RefundOrder.emits
    }

    var order: ID<Order>
    var status: Order.Status
    /// Why, when it is cancelled; `other` when absent.
    var reason: CancellationReason?

    func touchedLocations(in db: Reader) throws -> [RawID] { try OrderStock.locations(of: order, in: db) }

    func perform(in tx: Transaction) throws -> Order {
        switch status {
        case .pending:
            var record = try Order.changeable(order, in: tx)
            try record.advance(to: .pending, in: tx)
            return record
        case .paid:
            return try verb(MarkOrderPaid(order: order), in: tx).perform(in: tx)
        case .fulfilled:
            return try verb(FulfilOrder(order: order), in: tx).perform(in: tx)
        case .cancelled:
            return try verb(CancelOrder(order: order, reason: reason ?? .other), in: tx).perform(in: tx).order
        case .refunded:
            _ = try verb(RefundOrder(order: order, restock: false), in: tx).perform(in: tx)
            return try tx.find(order)
        }
    }

    /// The caller needs the right of the verb; and a verb that the shop holds for approval is asked for by its own name.
    private func verb<A: Action>(_ verb: A, in tx: Transaction) throws -> A {
        try tx.caller.require(A.permission)
        if try tx.wouldHold(verb) { throw Problem.verbNeedsApproval(A.name) }
        return verb
    }
}
