import Kernel
import Platform

/// Takes a customer back into use.
struct UnarchiveCustomer: Action {
    static let name: ActionName = "customers.unarchive"
    static let permission = Permission.customersArchive
    static let summary = "Takes an archived customer back into use."
    static let inverse: ActionName? = "customers.archive"
    static var emits: [any Event.Type] { [CustomerUnarchived.self] }

    var customer: ID<Customer>

    func perform(in tx: Transaction) throws -> Customer {
        var record = try tx.find(customer)
        if !record.isArchived { return record }
        record.archivedAt = nil
        try tx.save(&record)
        try tx.emit(CustomerUnarchived(customer: customer))
        return record
    }
}
