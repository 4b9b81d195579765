import Catalog
import Customers
import Kernel
import Platform

/// An order exists: placed here, or recorded from elsewhere, in which case `status` says how far it had come.
public struct OrderPlaced: Event {
    /// orders.placed.v1
    public static let name: EventName = "orders.placed.v1"
    /// For the event reference.
    public static let summary = "An order was placed, or recorded from elsewhere with the status it has reached."
    /// The order.
    public let order: ID<Order>
    /// Its number.
    public let number: String
    /// Who bought; absent for guests.
    public let customer: ID<Customer>?
    /// Where it was sold.
    public let channel: String
    /// The country as the merchant writes it.
    public let country: String?
    /// Where it stands.
    public let status: Order.Status
    /// Whether it was placed here.
    public let source: DocumentSource
    /// When the customer ordered.
    public let placedAt: Instant
    /// The amounts.
    public let subtotal, discount, shipping, tax, total: Money
    /// How many lines it has.
    public let lineCount: Int
    /// The sum of the lines' quantities.
    public let units: Quantity
    /// The order.
    public var subject: Reference { order.reference }
    /// When the customer ordered.
    public var occurredAt: Instant? { placedAt }

    init(_ order: Order) {
        self.order = order.id
        number = order.number
        customer = order.customer
        channel = order.channel
        country = order.country
        status = order.status
        source = order.source
        placedAt = order.placedAt
        subtotal = order.subtotal
        discount = order.discount
        shipping = order.shipping
        tax = order.tax
        total = order.total
        lineCount = order.lineCount
        units = order.units
    }
}

/// The money of an order is there.
public struct OrderPaid: Event {
    /// orders.paid.v1
    public static let name: EventName = "orders.paid.v1"
    /// For the event reference.
    public static let summary = "An order was paid in full."
    /// The order.
    public let order: ID<Order>
    /// Who bought.
    public let customer: ID<Customer>?
    /// What was paid.
    public let total: Money
    /// Where the order stands now.
    public let status: Order.Status
    /// The order.
    public var subject: Reference { order.reference }
}

/// The goods of an order left.
public struct OrderFulfilled: Event {
    /// orders.fulfilled.v1
    public static let name: EventName = "orders.fulfilled.v1"
    /// For the event reference.
    public static let summary = "The goods of an order left the house."
    /// The order.
    public let order: ID<Order>
    /// Who bought.
    public let customer: ID<Customer>?
    /// Where the order stands now.
    public let status: Order.Status
    /// The order.
    public var subject: Reference { order.reference }
}

/// An article whose stock was freed.
public struct FreedStock: Codable, Sendable, Hashable {
    /// The article.
    public let variant: ID<Variant>
    /// Its SKU.
    public let sku: String
    /// How many.
    public let quantity: Quantity
}

/// An order will not happen.
public struct OrderCancelled: Event {
    /// orders.cancelled.v1
    public static let name: EventName = "orders.cancelled.v1"
    /// For the event reference.
    public static let summary = "An order was cancelled and its stock freed; refund_due says what was paid for it."
    /// The order.
    public let order: ID<Order>
    /// Who had ordered.
    public let customer: ID<Customer>?
    /// Why.
    public let reason: CancellationReason
    /// What can be sold to others again.
    public let freed: [FreedStock]
    /// What was paid and has to be given back.
    public let refundDue: Money
    /// Where the order stands now.
    public let status: Order.Status
    /// The order.
    public var subject: Reference { order.reference }
}

/// Nobody paid in time.
public struct OrderExpired: Event {
    /// orders.expired.v1
    public static let name: EventName = "orders.expired.v1"
    /// For the event reference.
    public static let summary = "A pending order was cancelled because nobody paid in time; its stock was freed."
    /// The order.
    public let order: ID<Order>
    /// Who had ordered.
    public let customer: ID<Customer>?
    /// What can be sold to others again.
    public let freed: [FreedStock]
    /// When its time was over.
    public let dueAt: Instant
    /// Where the order stands now.
    public let status: Order.Status
    /// The order.
    public var subject: Reference { order.reference }
}

/// Money of an order was given back.
public struct OrderRefunded: Event {
    /// orders.refunded.v1
    public static let name: EventName = "orders.refunded.v1"
    /// For the event reference.
    public static let summary =
        "Money of a paid order has to be given back, or was; payment_state says whether all of it."
    /// The order.
    public let order: ID<Order>
    /// What was given back this time.
    public let amount: Money
    /// Where its money stands now.
    public let paymentState: Order.PaymentState
    /// Where the order stands now.
    public let status: Order.Status
    /// The order.
    public var subject: Reference { order.reference }
}
