import Kernel
import Platform

/// Adds a customer.
public struct CreateCustomer: Action {
    public static let name: ActionName = "customers.create"
    public static let permission = Permission.customersCreate
    public static let summary = "Adds a customer; without a number the customer gets the next free one."
    public static let route = ActionRoute.create
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

    /// A customer of whom only the name must be known.
    public init(
        name: String, number: String? = nil, email: String? = nil, phone: String? = nil, country: String? = nil,
        note: String? = nil
    ) {
        self.name = name
        self.number = number
        self.email = email
        self.phone = phone
        self.country = country
        self.note = note
    }

    public func perform(in tx: Transaction) throws -> Customer {
        var customer = Customer(id: tx.newID(), number: "", name: "", createdAt: tx.now)
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

/// Gives numbers to customers of whom the merchant has none: C-000001, C-000002 …
enum CustomerNumber {
    /// The next number nobody has. Merchants may have used some of the same form; those are passed over.
    static func next(in tx: Transaction) throws -> String {
        for _ in 0..<1_000 {
            let last: Int64? = try tx.scalar(
                """
                INSERT INTO customer_number_counter (tenant, last) VALUES (\(tx.tenant), 1)
                ON CONFLICT (tenant) DO UPDATE SET last = customer_number_counter.last + 1 RETURNING last
                """)
            let digits = String(last ?? 0)
            let number = "C-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            if try Customer.numbered([number], in: tx).isEmpty { return number }
        }
        throw Problem(
            .conflict, "customers.no_free_number", "The next thousand customer numbers are all taken.", field: "number",
            remedy: "Give the customer a number of your own.")
    }
}
