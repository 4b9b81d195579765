import Customers
import Kernel
import Orders
import Platform

/// Money came in.
public struct PaymentReceived: Event {
    /// payments.received.v1
    public static let name: EventName = "payments.received.v1"
    /// For the event reference.
    public static let summary = "A payment for an order was recorded."
    /// The payment.
    public let payment: ID<Payment>
    /// The order.
    public let order: ID<Order>
    /// How.
    public let tender: Tender
    /// How much.
    public let amount: Money
    /// The payment.
    public var subject: Reference { payment.reference }
}

/// Money did not come in.
public struct PaymentDeclined: Event {
    /// payments.declined.v1
    public static let name: EventName = "payments.declined.v1"
    /// For the event reference.
    public static let summary = "A payment provider declined to take money for an order."
    /// What was tried.
    public let attempt: ID<PaymentAttempt>
    /// The order.
    public let order: ID<Order>
    /// How much was to be taken.
    public let amount: Money
    /// Why, as a code of the provider.
    public let code: String
    /// The attempt.
    public var subject: Reference { attempt.reference }
}

/// Money was not there after all.
public struct PaymentReversed: Event {
    /// payments.reversed.v1
    public static let name: EventName = "payments.reversed.v1"
    /// For the event reference.
    public static let summary = "A payment turned out not to be there, and was taken back."
    /// The payment.
    public let payment: ID<Payment>
    /// The order.
    public let order: ID<Order>
    /// How much was thought to be there.
    public let amount: Money
    /// Why it was not.
    public let reason: String
    /// The payment.
    public var subject: Reference { payment.reference }
}

/// Money is to go back.
public struct RefundRequested: Event {
    /// refunds.requested.v1
    public static let name: EventName = "refunds.requested.v1"
    /// For the event reference.
    public static let summary = "It was decided that money of an order goes back."
    /// The refund.
    public let refund: ID<Refund>
    /// The order.
    public let order: ID<Order>
    /// How much.
    public let amount: Money
    /// Why.
    public let reason: String
    /// The refund.
    public var subject: Reference { refund.reference }
}

/// Money went back.
public struct RefundCompleted: Event {
    /// refunds.completed.v1
    public static let name: EventName = "refunds.completed.v1"
    /// For the event reference.
    public static let summary = "All money of a refund went back."
    /// The refund.
    public let refund: ID<Refund>
    /// The order.
    public let order: ID<Order>
    /// How much.
    public let amount: Money
    /// The refund.
    public var subject: Reference { refund.reference }
}

/// A part does not go back.
public struct RefundPartDeclined: Event {
    /// refunds.part_declined.v1
    public static let name: EventName = "refunds.part_declined.v1"
    /// For the event reference.
    public static let summary = "A payment provider declined to give a part of a refund back; it stays due."
    /// The refund.
    public let refund: ID<Refund>
    /// The order.
    public let order: ID<Order>
    /// Which part.
    public let part: Int
    /// How much of it.
    public let amount: Money
    /// Why, as a code of the provider.
    public let code: String
    /// The refund.
    public var subject: Reference { refund.reference }
}

/// Money does not go back this way.
public struct RefundCancelled: Event {
    /// refunds.cancelled.v1
    public static let name: EventName = "refunds.cancelled.v1"
    /// For the event reference.
    public static let summary = "A refund was cancelled before its money went back; it stays due."
    /// The refund.
    public let refund: ID<Refund>
    /// The order.
    public let order: ID<Order>
    /// What stays due.
    public let amount: Money
    /// The refund.
    public var subject: Reference { refund.reference }
}

/// A customer has more store credit.
public struct StoreCreditIssued: Event {
    /// store_credit.issued.v1
    public static let name: EventName = "store_credit.issued.v1"
    /// For the event reference.
    public static let summary = "A customer was given store credit."
    /// The grant.
    public let grant: ID<StoreCreditGrant>
    /// Who has it.
    public let customer: ID<Customer>
    /// How much.
    public let amount: Money
    /// When it runs out; never when absent.
    public let expiresAt: Instant?
    /// The grant.
    public var subject: Reference { grant.reference }
}

/// Store credit ran out.
public struct StoreCreditExpired: Event {
    /// store_credit.expired.v1
    public static let name: EventName = "store_credit.expired.v1"
    /// For the event reference.
    public static let summary = "Store credit ran out unused."
    /// The grant.
    public let grant: ID<StoreCreditGrant>
    /// Who had it.
    public let customer: ID<Customer>
    /// What was left of it.
    public let amount: Money
    /// The grant.
    public var subject: Reference { grant.reference }
}
