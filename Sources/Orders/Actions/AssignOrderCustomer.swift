import Customers
import Kernel
import Platform

/// Links an order, with its credit notes, to a customer of the shop: a guest who is known now, or a mistake put right.
struct AssignOrderCustomer: Action {
    static let name: ActionName = "orders.assign_customer"
    static let permission = Permission.ordersAssignCustomer
    static let summary = "Links an order and its credit notes to a customer of the shop."
    static var emits: [any Event.Type] { [OrderCustomerAssigned.self] }

    var order: ID<Order>
    var customer: ID<Customer>

    func perform(in tx: Transaction) throws -> Order {
        try Customer.require(customer, in: tx)
        var record = try Order.changeable(order, in: tx)
        let before = record.customer
        if before == customer { return record }
        record.customer = customer
        try tx.save(&record)
        try tx.execute(
            """
            UPDATE credit_note SET customer_id = \(customer), version = version + 1
            WHERE tenant = \(tx.tenant) AND order_id = \(order)
            """)
        try tx.emit(OrderCustomerAssigned(order: order, customer: customer, before: before))
        return record
    }
}
