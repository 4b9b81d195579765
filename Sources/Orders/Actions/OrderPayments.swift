import Kernel
import Ledger
import Platform

/// Takes in money for an order: what a payment brought. The order is paid when nothing is missing any more; it takes no
/// more than that. Performed by the module that keeps the payments.
public struct ReceiveOrderPayment: Action {
    /// orders.receive_payment
    public static let name: ActionName = "orders.receive_payment"
    /// Whoever records payments performs it.
    public static let permission = Permission.ordersReceivePayment
    /// For people.
    public static let summary = "Takes in what a payment brought for an order."
    /// No address: recording a payment performs it.
    public static let route = ActionRoute.internalOnly
    /// It is paid, or a part of it.
    public static var emits: [any Event.Type] { [OrderPaid.self, OrderPartPaid.self] }

    /// The order.
    public var order: ID<Order>
    /// The payment, which the books name as the document.
    public var payment: Reference
    /// What it brought.
    public var amount: Money
    /// The account the money is on now.
    public var account: AccountKey

    /// What a payment brought.
    public init(order: ID<Order>, payment: Reference, amount: Money, account: AccountKey) {
        self.order = order
        self.payment = payment
        self.amount = amount
        self.account = account
    }

    /// Takes it in.
    public func perform(in tx: Transaction) throws -> Order {
        let before = try Order.changeable(order, in: tx)
        var record = before
        guard before.status != .cancelled, before.owed.isPositive else { throw Problem.nothingOwed(before) }
        guard try !before.owed.isLess(than: amount) else { throw Problem.moreThanOwed(before, amount) }
        record.moved.paid = try record.moved.paid.adding(amount)
        record.moved.tendered = try record.moved.tendered.adding(amount)
        // What bounced after goods came back is owed, and the order stays refunded.
        let isCovered = record.owed.isZero && record.isWaitingForMoney
        if isCovered {
            try record.becomePaid(in: tx)
        } else if record.paymentState == .unpaid {
            try Order.payments.move(&record.paymentState, to: .partPaid)
        }
        try tx.save(&record)
        try OrderBooks.post(.payment, for: payment, from: before, to: record, [.debit(account, amount)], in: tx)
        if isCovered {
            try tx.emit(OrderPaid(order: order, customer: record.customer, total: record.total, status: record.status))
        } else {
            try tx.emit(OrderPartPaid(order: order, amount: amount, owed: record.owed))
        }
        return record
    }
}

/// Takes a payment of an order back that turned out not to be there. An order that was not sent waits for its money
/// again; one that was sent is owed again.
public struct ReverseOrderPayment: Action {
    /// orders.reverse_payment
    public static let name: ActionName = "orders.reverse_payment"
    /// Whoever takes payments back performs it.
    public static let permission = Permission.ordersReceivePayment
    /// For people.
    public static let summary = "Takes back what a payment was thought to have brought for an order."
    /// No address: taking a payment back performs it.
    public static let route = ActionRoute.internalOnly
    /// It is not paid after all.
    public static var emits: [any Event.Type] { [OrderPaymentReversed.self] }

    /// The order.
    public var order: ID<Order>
    /// The payment.
    public var payment: Reference
    /// What it was thought to have brought.
    public var amount: Money
    /// The account the money was thought to be on.
    public var account: AccountKey

    /// A payment that was none.
    public init(order: ID<Order>, payment: Reference, amount: Money, account: AccountKey) {
        self.order = order
        self.payment = payment
        self.amount = amount
        self.account = account
    }

    /// Takes it back.
    public func perform(in tx: Transaction) throws -> Order {
        let before = try Order.changeable(order, in: tx)
        var record = before
        record.moved.reversed = try record.moved.reversed.adding(amount)
        try record.waitAgain()
        try tx.save(&record)
        try OrderBooks.post(
            .payment, for: payment, from: before, to: record, [.credit(account, amount)], in: tx)
        try tx.emit(
            OrderPaymentReversed(
                order: order, amount: amount, owed: record.owed, paymentState: record.paymentState,
                status: record.status))
        return record
    }
}

extension Order {
    /// What was paid is missing again. An order that is over, or that goods came back of, keeps its state; what is
    /// missing of it is owed all the same.
    fileprivate mutating func waitAgain() throws {
        let hasMore = moved.paid.minorUnits > moved.reversed.minorUnits
        // Of a part that was paid nothing is there any more, whatever became of the order.
        if paymentState == .partPaid && !hasMore { return try Order.payments.move(&paymentState, to: .unpaid) }
        guard owed.isPositive, paymentState == .paid || paymentState == .partPaid, status != .cancelled else { return }
        let next: PaymentState = hasMore ? .partPaid : .unpaid
        if paymentState != next { try Order.payments.move(&paymentState, to: next) }
        paidAt = nil
        if status == .paid { try Order.moves.move(&status, to: .pending) }
    }
}

/// Lets money of an order go back to the customer: never more than is due back. Performed by the module that keeps the
/// refunds.
public struct PayOutOrder: Action {
    /// orders.pay_out
    public static let name: ActionName = "orders.pay_out"
    /// Whoever pays refunds out performs it.
    public static let permission = Permission.ordersPayOut
    /// For people.
    public static let summary = "Lets what is due back of an order go to the customer."
    /// No address: paying a refund out performs it.
    public static let route = ActionRoute.internalOnly
    /// It left.
    public static var emits: [any Event.Type] { [OrderPaidOut.self] }

    /// The order.
    public var order: ID<Order>
    /// The refund, which the books name as the document.
    public var refund: Reference
    /// How much.
    public var amount: Money
    /// The account the money leaves.
    public var account: AccountKey

    /// Money on its way to the customer.
    public init(order: ID<Order>, refund: Reference, amount: Money, account: AccountKey) {
        self.order = order
        self.refund = refund
        self.amount = amount
        self.account = account
    }

    /// Lets it go.
    public func perform(in tx: Transaction) throws -> Order {
        let before = try Order.changeable(order, in: tx)
        var record = before
        let due = before.position.refundsDue
        guard amount.isPositive, try !due.isLess(than: amount) else { throw Problem.moreThanDue(before, amount) }
        try record.payOut(amount)
        try tx.save(&record)
        try OrderBooks.post(
            .refund, for: refund, from: before, to: record, [.credit(account, amount)], in: tx)
        try tx.emit(OrderPaidOut(record, amount))
        return record
    }
}

/// Lets the customer off a part of an order, without goods coming back: what was paid of it is due back.
public struct AllowOnOrder: Action {
    /// orders.allow
    public static let name: ActionName = "orders.allow"
    /// Whoever asks for refunds of free amounts performs it.
    public static let permission = Permission.ordersPayOut
    /// For people.
    public static let summary = "Lets the customer off a part of an order, without goods coming back."
    /// No address: a refund of a free amount performs it.
    public static let route = ActionRoute.internalOnly
    /// It is owed less.
    public static var emits: [any Event.Type] { [OrderAllowed.self] }

    /// The order.
    public var order: ID<Order>
    /// The refund.
    public var refund: Reference
    /// How much.
    public var amount: Money

    /// A part that need not be paid.
    public init(order: ID<Order>, refund: Reference, amount: Money) {
        self.order = order
        self.refund = refund
        self.amount = amount
    }

    /// Lets it off.
    public func perform(in tx: Transaction) throws -> Order {
        let before = try Order.changeable(order, in: tx)
        var record = before
        guard amount.isPositive, try !before.claim.isLess(than: amount) else {
            throw Problem.moreThanClaimed(before, amount)
        }
        record.moved.allowed = try record.moved.allowed.adding(amount)
        try tx.save(&record)
        try OrderBooks.post(.refund, for: refund, from: before, to: record, in: tx)
        try tx.emit(OrderAllowed(order: order, amount: amount, due: record.position.refundsDue))
        return record
    }
}
