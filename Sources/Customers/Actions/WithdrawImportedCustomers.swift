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

    /// Whether customers who have tags count as untouched: for lists whose import tagged them.
    public var includingTagged: Bool

    /// What came of it.
    public struct Outcome: Codable, Sendable {
        /// How many were removed.
        public let removed: Int
    }

    /// Customers of an import on whom nothing stands.
    public init(importID: Reference, customers: [ID<Customer>], includingTagged: Bool = false) {
        self.importID = importID
        self.includingTagged = includingTagged
        self.customers = customers
    }

    public func perform(in tx: Transaction) throws -> Outcome {
        tx.touch(importID)
        var removed: [ID<Customer>] = []
        for start in stride(from: 0, to: customers.count, by: 512) {
            let part = customers[start..<min(start + 512, customers.count)]
            if includingTagged { try removeTags(of: part, in: tx) }
            removed += try tx.rows(
                """
                DELETE FROM customer WHERE tenant = \(tx.tenant) AND id IN \(list: part)
                    AND \(Customer.isUntouched(by: importID, includingTagged: includingTagged, in: tx)) RETURNING id
                """
            ) { row in try row.next() }
        }
        if !removed.isEmpty { try tx.emit(CustomersWithdrawn(importID: importID, customers: removed)) }
        return Outcome(removed: removed.count)
    }

    private func removeTags(of customers: ArraySlice<ID<Customer>>, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM customer_tag_link WHERE tenant = \(tx.tenant) AND customer IN \(list: customers)
                AND customer IN (SELECT id FROM customer WHERE tenant = \(tx.tenant)
                    AND \(Customer.isUntouched(by: importID, includingTagged: true, in: tx)))
            """)
    }
}

extension Customer {
    /// The customers an import made and nobody has touched since, by id, after a place.
    public static func untouched(
        from importID: Reference, after last: ID<Customer>?, limit: Int, includingTagged: Bool = false, in db: Reader
    ) throws -> [ID<Customer>] {
        let beyond: SQL = last.map { id -> SQL in "AND id > \(id)" } ?? ""
        let untouched = isUntouched(by: importID, includingTagged: includingTagged, in: db)
        return try db.rows(
            """
            SELECT id FROM customer WHERE tenant = \(db.tenant) AND \(untouched) \(beyond)
            ORDER BY id LIMIT \(limit)
            """
        ) { row in try row.next() }
    }

    fileprivate static func isUntouched(by importID: Reference, includingTagged: Bool, in db: Reader) -> SQL {
        let bare: SQL = "import_id = \(importID) AND version = 1 AND archived_at IS NULL"
        if includingTagged { return bare }
        return "\(bare) AND id NOT IN (SELECT customer FROM customer_tag_link WHERE tenant = \(db.tenant))"
    }
}
