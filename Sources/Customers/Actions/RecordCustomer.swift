import Kernel
import Platform

/// Takes over a customer from a list, with the import that brought them, so that the import can be undone.
public struct RecordCustomer: Action {
    public static let name: ActionName = "customers.record"
    public static let permission = Permission.customersEnsure
    public static let summary = "Takes over a customer from a list; without a number they get the next free one."
    public static let route = ActionRoute.internalOnly
    public static var emits: [any Event.Type] { [CustomerCreated.self] }

    /// The name people read.
    public var name: String
    /// The merchant's own reference.
    public var number: String?
    /// The e-mail address, at most one customer's.
    public var email: String?
    /// The phone number.
    public var phone: String?
    /// The country as the merchant writes it.
    public var country: String?
    /// What the merchant wants to remember.
    public var note: String?
    /// The import that brings them.
    public var importID: Reference

    /// A customer of a list.
    public init(
        name: String, number: String? = nil, email: String? = nil, phone: String? = nil, country: String? = nil,
        note: String? = nil, importID: Reference
    ) {
        self.name = name
        self.number = number
        self.email = email
        self.phone = phone
        self.country = country
        self.note = note
        self.importID = importID
    }

    public func perform(in tx: Transaction) throws -> Customer {
        var customer = Customer(id: tx.newID(), number: "", name: "", createdAt: tx.now, importID: importID)
        try customer.take(
            CustomerInput(
                number: number?.nilIfEmpty, name: name, email: email, phone: phone, country: country, note: note))
        if customer.number.isEmpty { customer.number = try CustomerNumber.next(in: tx) }
        try tx.writing(customer) { try tx.insert(customer) }
        try CustomerWords.add([customer], in: tx)
        try tx.emit(CustomerCreated(customer: customer.id, number: customer.number, country: customer.country))
        return customer
    }
}
