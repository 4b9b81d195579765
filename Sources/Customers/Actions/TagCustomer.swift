import Kernel
import Platform

/// Gives a customer a tag, and makes the tag when the shop has none of that name. Tagging twice changes nothing.
public struct TagCustomer: Action {
    public static let name: ActionName = "customers.tag"
    public static let permission = Permission.customersTag
    public static let summary = "Gives a customer a tag; a tag that is new to the shop is made."
    public static let inverse: ActionName? = "customers.untag"
    public static var emits: [any Event.Type] { [CustomerTagged.self] }

    /// Who.
    public var customer: ID<Customer>
    /// The tag's name, in any spelling.
    public var tag: String

    /// The tag of a name for a customer.
    public init(customer: ID<Customer>, tag: String) {
        self.customer = customer
        self.tag = tag
    }

    public func perform(in tx: Transaction) throws -> CustomerDetail {
        let record = try tx.find(customer)
        let tag = try CustomerTag.ensured(CustomerTag.cleaned(tag, field: "tag"), in: tx)
        let added = try tx.execute(
            """
            INSERT INTO customer_tag_link (tenant, customer, tag) VALUES (\(tx.tenant), \(customer), \(tag.id))
            ON CONFLICT (tenant, customer, tag) DO NOTHING
            """)
        if added > 0 {
            tx.touch(customer.reference)
            try tx.emit(CustomerTagged(customer: customer, tag: tag.id, tagName: tag.name))
        }
        return CustomerDetail(customer: record, tags: try CustomerTag.tags(of: customer, in: tx))
    }
}

extension CustomerTag {
    /// The tag of a name; made when the shop has none.
    static func ensured(_ name: String, in tx: Transaction) throws -> CustomerTag {
        if let known = try named(name, in: tx) { return known }
        let tag = CustomerTag(id: tx.newID(), name: name, createdAt: tx.now)
        try tx.writing(tag) { try tx.insert(tag) }
        return tag
    }
}
