import Kernel
import Platform

/// A customer became known to the shop.
public struct CustomerCreated: Event {
    public static let name: EventName = "customers.created.v1"
    public static let summary = "A customer became known to the shop."
    /// Who.
    public let customer: ID<Customer>
    /// The merchant's own reference.
    public let number: String
    /// The country as the merchant writes it.
    public let country: String?
    /// The customer.
    public var subject: Reference { customer.reference }
}

/// What is known about a customer changed.
public struct CustomerUpdated: Event {
    public static let name: EventName = "customers.updated.v1"
    public static let summary = "What is known about a customer changed."
    /// Who.
    public let customer: ID<Customer>
    /// The customer.
    public var subject: Reference { customer.reference }
}

/// A customer was put out of use.
public struct CustomerArchived: Event {
    public static let name: EventName = "customers.archived.v1"
    public static let summary = "A customer was put out of use; new orders refuse them."
    /// Who.
    public let customer: ID<Customer>
    /// The customer.
    public var subject: Reference { customer.reference }
}

/// A customer was taken back into use.
public struct CustomerUnarchived: Event {
    public static let name: EventName = "customers.unarchived.v1"
    public static let summary = "A customer was taken back into use."
    /// Who.
    public let customer: ID<Customer>
    /// The customer.
    public var subject: Reference { customer.reference }
}

/// A customer got a tag.
public struct CustomerTagged: Event {
    public static let name: EventName = "customers.tagged.v1"
    public static let summary = "A customer got a tag."
    /// Who.
    public let customer: ID<Customer>
    /// The tag.
    public let tag: ID<CustomerTag>
    /// The tag's name at that time.
    public let tagName: String
    /// The customer.
    public var subject: Reference { customer.reference }
}

/// A customer lost a tag.
public struct CustomerUntagged: Event {
    public static let name: EventName = "customers.untagged.v1"
    public static let summary = "A customer lost a tag."
    /// Who.
    public let customer: ID<Customer>
    /// The tag.
    public let tag: ID<CustomerTag>
    /// The tag's name at that time.
    public let tagName: String
    /// The customer.
    public var subject: Reference { customer.reference }
}

/// Customers whom an import had made were removed with it.
public struct CustomersWithdrawn: Event {
    public static let name: EventName = "customers.withdrawn.v1"
    public static let summary = "Customers whom an import had made were removed when it was undone."
    /// The import.
    public let importID: Reference
    /// Who.
    public let customers: [ID<Customer>]
    /// The import.
    public var subject: Reference { importID }
}
