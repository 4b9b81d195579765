import Kernel
import Platform

/// Gives up what is still owed of an order that was sent: it becomes an expense, and nobody waits for it any more.
public struct WriteOffOrder: Action {
    /// orders.write_off
    public static let name: ActionName = "orders.write_off"
    /// Who may.
    public static let permission = Permission.ordersWriteOff
    /// For people.
    public static let summary = "Gives up what is still owed of an order that was sent, all of it or a part."
    /// It will not be paid.
    public static var emits: [any Event.Type] { [OrderWrittenOff.self] }
    /// A shop may want a second pair of eyes.
    public static let approval = ApprovalRule.byPolicy

    /// The order.
    public var order: ID<Order>
    /// How much; all that is owed when absent.
    public var amount: Money?
    /// Why.
    public var reason: String

    /// What will never be paid.
    public init(order: ID<Order>, amount: Money? = nil, reason: String) {
        self.order = order
        self.amount = amount
        self.reason = reason
    }

    /// Gives it up.
    public func perform(in tx: Transaction) throws -> Order {
        var check = Validation()
        check.check((1...1_000).contains(reason.utf8.count), "reason", "required", "Say why, in 1 to 1000 bytes.")
        check.check(amount?.isPositive ?? true, "amount", "not_positive", "An amount is more than nothing.")
        try check.finish()
        let before = try Order.changeable(order, in: tx)
        guard before.fulfilmentState == .fulfilled, before.owed.isPositive else { throw Problem.nothingOwed(before) }
        let lost = amount ?? before.owed
        guard try !before.owed.isLess(than: lost) else { throw Problem.moreThanOwed(before, lost) }
        var record = before
        record.moved.writtenOff = try record.moved.writtenOff.adding(lost)
        try tx.save(&record)
        try OrderBooks.post(.writeOff, for: order.reference, from: before, to: record, in: tx)
        try tx.emit(OrderWrittenOff(order: order, customer: record.customer, amount: lost, owed: record.owed))
        return record
    }
}
