import Kernel
import Platform
import Store

/// Cancels orders that nobody paid in time and frees their stock, at most a hundred at once. An order that somebody
/// pays in the same moment is left alone: one of the two wins. Who has begun to pay has time.
struct ExpirePendingOrders: Action {
    static let name: ActionName = "orders.expire_pending"
    static let permission = Permission.ordersExpire
    static let summary = "Cancels pending orders whose time to be paid is over and frees their stock."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [OrderExpired.self] }
    static let part = 100

    struct Outcome: Codable, Sendable {
        let expired: Int
    }

    func perform(in tx: Transaction) throws -> Outcome {
        let window = try PendingWindow(in: tx)
        let machine = try OrderSettings.machine(in: tx)
        let due = try tx.records(
            Order.self, where: window.isOver(at: tx.now), tail: "ORDER BY placed_at, id LIMIT \(Self.part)")
        var expired = 0
        for order in due {
            do {
                try tx.nested { try expire(order.id, window, machine, in: tx) }
                expired += 1
            } catch let problem as Problem where problem.kind == .conflict {
                continue  // somebody paid or cancelled it just now
            }
        }
        return Outcome(expired: expired)
    }

    private func expire(
        _ id: ID<Order>, _ window: PendingWindow, _ machine: StateMachine<Order.Status>, in tx: Transaction
    ) throws {
        var order = try tx.find(id)
        try machine.move(&order.status, to: .cancelled)
        order.cancelledAt = tx.now
        order.cancelReason = .expired
        try tx.save(&order)
        let freed = try OrderStock.release(order, order.lines(in: tx), in: tx)
        try tx.emit(
            OrderExpired(
                order: id, customer: order.customer, freed: freed, dueAt: window.end(of: order) ?? tx.now,
                status: order.status))
    }

    /// The action to perform in a shop where something is due.
    static func due(in db: Reader) throws -> (any Action)? {
        let window = try PendingWindow(in: db)
        let found = try db.records(Order.self, where: window.isOver(at: db.now), tail: "LIMIT 1")
        return found.isEmpty ? nil : ExpirePendingOrders()
    }
}

/// How long an order of this shop may wait to be paid.
struct PendingWindow {
    let minutes: Int

    init(in db: Reader) throws { minutes = try db.setting(OrderSettings.pendingTimeoutMinutes) }

    /// When a pending order's time is over; nil when it may wait for ever.
    func end(of order: Order) -> Instant? {
        if let own = order.expiresAt { return own }
        return minutes > 0 ? order.placedAt + .minutes(Int64(minutes)) : nil
    }

    /// The pending orders whose time is over.
    func isOver(at now: Instant) -> SQL {
        let open: SQL = "status = 'pending' AND payment_state = 'unpaid' AND deleted_at IS NULL"
        guard minutes > 0 else { return "\(open) AND expires_at <= \(now)" }
        let latest = now - .minutes(Int64(minutes))
        return "\(open) AND (expires_at <= \(now) OR (expires_at IS NULL AND placed_at <= \(latest)))"
    }
}
