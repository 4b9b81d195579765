import Kernel
import Platform
import Store

/// Takes customers back that an import made, when the import is undone. The undo knows on whom no document stands; here
/// it is decided that nobody has changed, archived or tagged them since. Others stay.
public struct WithdrawImportedCustomers: Action {
    public static let name: ActionName = "customers.withdraw_import"
    public static let permission = Permission.customersEnsure
    public static let summary = "Removes untouched customers that an import made and no document names."
    public static let route = ActionRoute.internalOnly
    public static var emits: [any Event.Type] { [CustomersWithdrawn.self] }

    /// The import.
    public var importID: Reference
    /// Whom to remove, at most a thousand.
    public var customers: [ID<Customer>]

    /// What came of it.
    public struct Outcome: Codable, Sendable {
        /// How many were removed.
        public let removed: Int
    }

    /// Customers of an import on whom nothing stands.
    public init(importID: Reference, customers: [ID<Customer>]) {
        self.importID = importID
        self.customers = customers
    }

    public func perform(in tx: Transaction) throws -> Outcome {
        tx.touch(importID)
        var removed: [ID<Customer>] = []
        for start in stride(from: 0, to: customers.count, by: 512) {
            let part = customers[start..<min(start + 512, customers.count)]
            removed += try tx.rows(
                """
                DELETE FROM customer WHERE tenant = \(tx.tenant) AND id IN \(list: part)
                    AND \(Customer.isUntouched(by: importID, in: tx)) RETURNING id
                """
            ) { row in try row.next() }
        }
        if !removed.isEmpty { try tx.emit(CustomersWithdrawn(importID: importID, customers: removed)) }
        return Outcome(removed: removed.count)
    }
}

extension Customer {
    /// The customers an import made and nobody has touched since, by id, after a place.
    public static func untouched(
        from importID: Reference, after last: ID<Customer>?, limit: Int, in db: Reader
    ) throws -> [ID<Customer>] {
        let beyond: SQL = last.map { id -> SQL in "AND id > \(id)" } ?? ""
        return try db.rows(
            """
            SELECT id FROM customer WHERE tenant = \(db.tenant) AND \(isUntouched(by: importID, in: db)) \(beyond)
            ORDER BY id LIMIT \(limit)
            """
        ) { row in try row.next() }
    }

    fileprivate static func isUntouched(by importID: Reference, in db: Reader) -> SQL {
        """
        import_id = \(importID) AND version = 1 AND archived_at IS NULL
            AND id NOT IN (SELECT customer FROM customer_tag_link WHERE tenant = \(db.tenant))
        """
    }
}
