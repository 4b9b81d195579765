import Customers
import Kernel
import Orders
import Platform

/// What a caller says about a ticket. A field that is absent stays as it is; an empty text clears it.
struct TicketInput {
    var title: String?
    var message: String?
    var customer: ID<Customer>?
    var order: ID<Order>?
    var contact: String?
    var channel: Ticket.Channel?
    var priority: Ticket.Priority?
}

extension Ticket {
    /// Takes over what was said, cleaned and checked; every wrong field is named at once.
    mutating func take(_ input: TicketInput, in tx: Transaction) throws {
        var check = Validation()
        if let text = input.title { title = check.line(text, "title", limit: 200, isRequired: true) }
        if let text = input.message { message = check.paragraphs(text, "message", limit: 20_000).nilIfEmpty }
        if let text = input.contact { contact = check.line(text, "contact", limit: 254).nilIfEmpty }
        try check.finish()
        channel = input.channel ?? channel
        priority = input.priority ?? priority
        if let customer = input.customer { self.customer = try Customer.require(customer, in: tx).id }
        if let order = input.order { self.order = order }
        if input.order != nil || input.customer != nil { try takeCustomerOfOrder(said: input.customer, in: tx) }
    }

    /// A ticket about an order is about whoever bought it.
    private mutating func takeCustomerOfOrder(said customer: ID<Customer>?, in tx: Transaction) throws {
        guard let order, let buyer = try tx.find(order).customer else { return }
        if let customer, customer != buyer {
            throw Problem.validation([
                FieldError(
                    field: "customer", code: "other_customer",
                    message: "The order was placed by another customer. Leave the customer out, or choose their order.")
            ])
        }
        self.customer = buyer
    }
}
