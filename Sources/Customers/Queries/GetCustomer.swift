import Kernel
import Platform

/// A customer with their tags.
public struct CustomerDetail: Codable, Sendable, Hashable {
    /// The customer.
    public let customer: Customer
    /// Their tags, by name.
    public let tags: [CustomerTag]
}

/// One customer.
struct GetCustomer: Query {
    static let name: QueryName = "customers.get"
    static let permission = Permission.customersRead
    static let summary = "A customer with their tags."

    var customer: ID<Customer>

    func fetch(in db: Reader) throws -> CustomerDetail {
        CustomerDetail(customer: try db.find(customer), tags: try CustomerTag.tags(of: customer, in: db))
    }
}
