import Customers
import Kernel
import Platform

/// A part of an order was paid.
public struct OrderPartPaid: Event {
    /// orders.part_paid.v1
    public static let name: EventName = "orders.part_paid.v1"
    /// For the event reference.
    public static let summary = "A part of an order was paid; owed says what is missing."
    /// The order.
    public let order: ID<Order>
    /// What came in.
    public let amount: Money
    /// What is missing.
    public let owed: Money
    /// The order.
    public var subject: Reference { order.reference }
}

/// A payment turned out not to be there.
public struct OrderPaymentReversed: Event {
    /// orders.payment_reversed.v1
    public static let name: EventName = "orders.payment_reversed.v1"
    /// For the event reference.
    public static let summary = "A payment of an order turned out not to be there; owed says what is missing."
    /// The order.
    public let order: ID<Order>
    /// What was not there.
    public let amount: Money
    /// What is missing.
    public let owed: Money
    /// Where its money stands now.
    public let paymentState: Order.PaymentState
    /// Where it stands now.
    public let status: Order.Status
    /// The order.
    public var subject: Reference { order.reference }
}

/// Money left for the customer.
public struct OrderPaidOut: Event {
    /// orders.paid_out.v1
    public static let name: EventName = "orders.paid_out.v1"
    /// For the event reference.
    public static let summary = "Money of an order left for the customer; due says what still has to go back."
    /// The order.
    public let order: ID<Order>
    /// What left.
    public let amount: Money
    /// What still has to go back.
    public let due: Money
    /// The order.
    public var subject: Reference { order.reference }

    init(_ order: Order, _ amount: Money) {
        self.order = order.id
        self.amount = amount
        due = order.position.refundsDue
    }
}

/// The customer was let off a part.
public struct OrderAllowed: Event {
    /// orders.allowed.v1
    public static let name: EventName = "orders.allowed.v1"
    /// For the event reference.
    public static let summary = "The customer was let off a part of an order without goods coming back."
    /// The order.
    public let order: ID<Order>
    /// What need not be paid.
    public let amount: Money
    /// What has to go back now.
    public let due: Money
    /// The order.
    public var subject: Reference { order.reference }
}

/// What was owed will not be paid.
public struct OrderWrittenOff: Event {
    /// orders.written_off.v1
    public static let name: EventName = "orders.written_off.v1"
    /// For the event reference.
    public static let summary = "What was owed of an order was given up; owed says what is left to be paid."
    /// The order.
    public let order: ID<Order>
    /// Who owed it.
    public let customer: ID<Customer>?
    /// What was given up.
    public let amount: Money
    /// What is still owed.
    public let owed: Money
    /// The order.
    public var subject: Reference { order.reference }
}
