import Kernel
import Platform
import Store

/// Makes sure that customers with these numbers exist: makes the missing ones, in bulk, and answers the ids of all.
/// Customers who exist stay as they are. Imports perform it once per batch of documents.
public struct EnsureCustomers: Action {
    public static let name: ActionName = "customers.ensure"
    public static let permission = Permission.customersEnsure
    public static let summary = "Makes the customers that are missing among these numbers and answers the ids of all."
    public static let route = ActionRoute.internalOnly
    public static var emits: [any Event.Type] { [CustomerCreated.self] }

    /// At most this many customers at once.
    public static let limit = 1_000

    /// One customer as a file knows them.
    public struct Entry: Codable, Sendable, Hashable {
        /// The merchant's own reference.
        public var number: String
        /// The name; the number when the file has none.
        public var name: String?
        /// The country as the file writes it.
        public var country: String?

        /// A customer of whom only the number must be known.
        public init(number: String, name: String? = nil, country: String? = nil) {
            self.number = number
            self.name = name
            self.country = country
        }
    }

    /// The ids of all, and how many were made.
    public struct Outcome: Codable, Sendable {
        /// The id of each number, as the number was given.
        public let ids: [String: ID<Customer>]
        /// How many were missing.
        public let created: Int
    }

    /// The customers; a number that occurs twice counts once, its first entry.
    public var customers: [Entry]
    /// The import that asks.
    public var importID: Reference?

    /// The customers of a batch.
    public init(customers: [Entry], importID: Reference? = nil) {
        self.customers = customers
        self.importID = importID
    }

    public func perform(in tx: Transaction) throws -> Outcome {
        let wanted = try cleaned(at: tx)
        let numbers = wanted.map(\.customer.number)
        var known = try Customer.numbered(numbers, in: tx)
        let missing = wanted.map(\.customer).filter { known[$0.number] == nil }
        var made: [Customer] = []
        if !missing.isEmpty {
            for customer in missing { try tx.insertUnlessNumbered(customer) }
            known = try Customer.numbered(numbers, in: tx)
            // Somebody else may have made one of them in this very moment; then it is theirs.
            made = missing.filter { known[$0.number] == $0.id }
            try CustomerWords.add(made, in: tx)
        }
        for customer in made {
            tx.touch(customer.id.reference)
            try tx.emit(CustomerCreated(customer: customer.id, number: customer.number, country: customer.country))
        }
        var ids: [String: ID<Customer>] = [:]
        for (given, customer) in wanted { ids[given] = known[customer.number] }
        return Outcome(ids: ids, created: made.count)
    }

    /// The entries as customers, each number once; every wrong field of every entry is named.
    private func cleaned(at tx: Transaction) throws -> [(given: String, customer: Customer)] {
        var check = Validation()
        check.check(
            customers.count <= Self.limit, "customers", "too_many", "At most \(Self.limit) customers at once.")
        try check.finish()
        var seen: Set<String> = []
        var found: [(given: String, customer: Customer)] = []
        for (index, entry) in customers.enumerated() where seen.insert(entry.number).inserted {
            try check.attempt(under: "customers[\(index)]") {
                var customer = Customer(id: tx.newID(), number: "", name: "", createdAt: tx.now, importID: importID)
                let number = FieldText.line(entry.number)
                // An empty number is refused as a number, not once more as a name.
                let name = entry.name.map(FieldText.line)?.nilIfEmpty ?? number.nilIfEmpty ?? "?"
                try customer.take(CustomerInput(number: number, name: name, country: entry.country))
                found.append((entry.number, customer))
            }
        }
        try check.finish()
        return found
    }
}

extension Transaction {
    /// Inserts a customer unless somebody has the number.
    fileprivate func insertUnlessNumbered(_ customer: Customer) throws {
        try send(
            """
            INSERT INTO customer (tenant, id, version, number, name, country, created_at, import_id, name_key, search)
            VALUES (\(tenant), \(customer.id), 1, \(customer.number), \(customer.name), \(customer.country.dbValue),
                \(customer.createdAt), \(customer.importID.dbValue), \(customer.nameKey), \(customer.searchText))
            ON CONFLICT (tenant, number) DO NOTHING
            """)
    }
}
