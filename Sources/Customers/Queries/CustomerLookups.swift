import Kernel
import Platform
import Store

/// What a document shows of its customer.
public struct CustomerRef: Codable, Sendable, Hashable {
    /// The id.
    public let id: ID<Customer>
    /// The merchant's own reference.
    public let number: String
    /// The name people read.
    public let name: String
}

extension Customer {
    /// The ids of customers by number; numbers nobody has are left out.
    public static func numbered(_ numbers: [String], in db: Reader) throws -> [String: ID<Customer>] {
        var found: [String: ID<Customer>] = [:]
        for start in stride(from: 0, to: numbers.count, by: 512) {
            let part = numbers[start..<min(start + 512, numbers.count)]
            try db.each(
                "SELECT number, id FROM customer WHERE tenant = \(db.tenant) AND number IN \(list: part)"
            ) { row in found[try row.next()] = try row.next() }
        }
        return found
    }

    /// What documents show of their customers; ids of no customer are left out.
    public static func refs(_ ids: [ID<Customer>], in db: Reader) throws -> [ID<Customer>: CustomerRef] {
        var found: [ID<Customer>: CustomerRef] = [:]
        for start in stride(from: 0, to: ids.count, by: 512) {
            let part = ids[start..<min(start + 512, ids.count)]
            let sql: SQL = "SELECT id, number, name FROM customer WHERE tenant = \(db.tenant) AND id IN \(list: part)"
            try db.each(sql) { row in
                let ref = CustomerRef(id: try row.next(), number: try row.next(), name: try row.next())
                found[ref.id] = ref
            }
        }
        return found
    }

    /// The customer a new document may name: exists in this shop and is in use. Refuses otherwise.
    @discardableResult
    public static func require(_ id: ID<Customer>, in db: Reader) throws -> Customer {
        guard let customer = try db.get(id) else { throw Problem.customerUnknown(id) }
        if customer.isArchived { throw Problem.customerArchived(customer) }
        return customer
    }

    /// The customers `q` finds, newest first: for lists of documents that are searched by customer.
    public static func found(by q: String, limit: Int, in db: Reader) throws -> [ID<Customer>] {
        try CustomerSearch(q)?.newest(limit, in: db) ?? []
    }
}
