import Customers
import Kernel
import Orders
import Platform

/// Opens a ticket.
public struct CreateTicket: Action {
    /// tickets.create
    public static let name: ActionName = "tickets.create"
    /// Who may.
    public static let permission = Permission.ticketsWrite
    /// For people.
    public static let summary = "Opens a ticket; one about an order is about the order's customer."
    /// `POST /v1/tickets`
    public static let route = ActionRoute.create
    /// There is something to do.
    public static var emits: [any Event.Type] { [TicketCreated.self] }

    /// What it is about, in a line.
    public var title: String
    /// What was asked, as it was asked.
    public var message: String?
    /// The order it is about.
    public var order: ID<Order>?
    /// Who asks; the order's customer when absent.
    public var customer: ID<Customer>?
    /// How to reach whoever asks.
    public var contact: String?
    /// How it came; `other` when absent.
    public var channel: Ticket.Channel?
    /// How much it presses; `normal` when absent.
    public var priority: Ticket.Priority?

    /// A ticket to be opened.
    public init(
        title: String, message: String? = nil, order: ID<Order>? = nil, customer: ID<Customer>? = nil,
        contact: String? = nil, channel: Ticket.Channel? = nil, priority: Ticket.Priority? = nil
    ) {
        self.title = title
        self.message = message
        self.order = order
        self.customer = customer
        self.contact = contact
        self.channel = channel
        self.priority = priority
    }

    /// Opens it.
    public func perform(in tx: Transaction) throws -> Ticket {
        var ticket = Ticket(
            id: tx.newID(), number: try TicketNumber.next(in: tx), title: title, createdBy: tx.caller.principal,
            createdAt: tx.now)
        try ticket.take(
            TicketInput(
                title: title, message: message, customer: customer, order: order, contact: contact, channel: channel,
                priority: priority), in: tx)
        try tx.insert(ticket)
        try tx.emit(TicketCreated(ticket))
        return ticket
    }
}

/// Changes what a ticket says. Absent fields stay; an empty text clears its field.
struct UpdateTicket: Action {
    static let name: ActionName = "tickets.update"
    static let permission = Permission.ticketsWrite
    static let summary = "Changes what a ticket says; fields left out stay, an empty text clears one."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [TicketChanged.self] }

    var ticket: ID<Ticket>
    var title: String?
    var message: String?
    var order: ID<Order>?
    var customer: ID<Customer>?
    var contact: String?
    var channel: Ticket.Channel?
    var priority: Ticket.Priority?

    func perform(in tx: Transaction) throws -> Ticket {
        var record = try tx.find(ticket)
        try record.take(
            TicketInput(
                title: title, message: message, customer: customer, order: order, contact: contact, channel: channel,
                priority: priority), in: tx)
        try record.keep(in: tx)
        return record
    }
}
