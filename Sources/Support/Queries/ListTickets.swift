import Customers
import Kernel
import Orders
import Platform
import Store

/// The shop's tickets, newest first.
struct ListTickets: ListQuery {
    static let name: QueryName = "tickets.list"
    static let permission = Permission.ticketsRead
    static let summary = "The shop's tickets, newest first."

    /// A number, or a part of the title or of how to reach whoever asks.
    var q: String?
    var status: AnyOf<Ticket.Status>?
    var priority: AnyOf<Ticket.Priority>?
    var channel: AnyOf<Ticket.Channel>?
    /// Who takes care of it: `usr_…`, or `empty` for nobody.
    var assignedTo: AnyOf<String?>?
    /// Only those that you take care of, or only the others.
    var mine: Bool?
    /// Only those of a customer.
    var customerID: ID<Customer>?
    /// Only those about an order.
    var orderID: ID<Order>?
    /// When it was opened, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<Ticket> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(status, "status", isIndexed: true)
        conditions.add(priority, "priority")
        conditions.add(channel, "channel")
        conditions.add(assignedTo, "assigned_to", isIndexed: true)
        if let mine {
            let own = db.caller.principal
            conditions.add(mine ? "assigned_to = \(own)" : "(assigned_to IS NULL OR assigned_to <> \(own))")
        }
        if let customerID { conditions.add("customer_id = \(customerID)") }
        if let orderID { conditions.add("order_id = \(orderID)") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        try conditions.add(words: q, plain: ["number", "title", "contact"])
        return try db.page(
            Ticket.table.columns, from: Ticket.table.sql, where: conditions, order: .descending("id"), limit: limit,
            after: after
        ) { row in try Ticket(row: &row) }
    }
}

/// One ticket.
struct GetTicket: Query {
    static let name: QueryName = "tickets.get"
    static let permission = Permission.ticketsRead
    static let summary = "A ticket."

    var ticket: ID<Ticket>

    func fetch(in db: Reader) throws -> Ticket { try db.find(ticket) }
}
