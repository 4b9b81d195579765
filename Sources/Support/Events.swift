import Customers
import Kernel
import Orders
import Platform

/// Somebody wants something of the shop.
public struct TicketCreated: Event {
    public static let name: EventName = "tickets.created.v1"
    public static let summary = "A ticket was opened."
    /// Which.
    public let ticket: ID<Ticket>
    /// Its number.
    public let number: String
    /// Who asks.
    public let customer: ID<Customer>?
    /// The order it is about.
    public let order: ID<Order>?
    /// How much it presses.
    public let priority: Ticket.Priority
    /// The ticket.
    public var subject: Reference { ticket.reference }

    init(_ ticket: Ticket) {
        self.ticket = ticket.id
        number = ticket.number
        customer = ticket.customer
        order = ticket.order
        priority = ticket.priority
    }
}

/// A ticket was changed: what it says, who takes care of it, or where it stands.
public struct TicketChanged: Event {
    public static let name: EventName = "tickets.changed.v1"
    public static let summary = "A ticket was changed, given to somebody, solved or opened again."
    /// Which.
    public let ticket: ID<Ticket>
    /// Where it stands now.
    public let status: Ticket.Status
    /// Who takes care of it now.
    public let assignedTo: String?
    /// The ticket.
    public var subject: Reference { ticket.reference }

    init(_ ticket: Ticket) {
        self.ticket = ticket.id
        status = ticket.status
        assignedTo = ticket.assignedTo
    }
}
