import Kernel
import Platform

/// Takes a tag off a customer. The tag itself stays. A tag the customer does not have changes nothing.
struct UntagCustomer: Action {
    static let name: ActionName = "customers.untag"
    static let permission = Permission.customersTag
    static let summary = "Takes a tag off a customer; the tag itself stays in the shop."
    static let inverse: ActionName? = "customers.tag"
    static var emits: [any Event.Type] { [CustomerUntagged.self] }

    var customer: ID<Customer>
    /// The tag's name, in any spelling.
    var tag: String

    func perform(in tx: Transaction) throws -> CustomerDetail {
        let record = try tx.find(customer)
        if let tag = try CustomerTag.named(tag, in: tx) {
            let removed = try tx.execute(
                """
                DELETE FROM customer_tag_link
                WHERE tenant = \(tx.tenant) AND customer = \(customer) AND tag = \(tag.id)
                """)
            tx.touch(customer.reference)
            if removed > 0 { try tx.emit(CustomerUntagged(customer: customer, tag: tag.id, tagName: tag.name)) }
        }
        return CustomerDetail(customer: record, tags: try CustomerTag.tags(of: customer, in: tx))
    }
}
