import Kernel
import Platform

/// Puts a customer out of use: lists leave them out and new orders refuse them. Archiving twice changes nothing.
struct ArchiveCustomer: Action {
    static let name: ActionName = "customers.archive"
    static let permission = Permission.customersArchive
    static let summary = "Puts a customer out of use; what they bought stays theirs."
    static let inverse: ActionName? = "customers.unarchive"
    static var emits: [any Event.Type] { [CustomerArchived.self] }

    var customer: ID<Customer>

    func perform(in tx: Transaction) throws -> Customer {
        var record = try tx.find(customer)
        if record.isArchived { return record }
        record.archivedAt = tx.now
        try tx.save(&record)
        try tx.emit(CustomerArchived(customer: customer))
        return record
    }
}
