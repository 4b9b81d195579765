import Kernel
import Platform

/// Changes what is known about a customer. Absent fields stay; an empty text clears its field.
struct UpdateCustomer: Action {
    static let name: ActionName = "customers.update"
    static let permission = Permission.customersUpdate
    static let summary = "Changes what is known about a customer; fields left out stay, an empty text clears one."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [CustomerUpdated.self] }

    var customer: ID<Customer>
    var name: String?
    var number: String?
    var email: String?
    var phone: String?
    var country: String?
    var note: String?

    func perform(in tx: Transaction) throws -> Customer {
        let before = try tx.find(customer)
        var record = before
        try record.take(
            CustomerInput(number: number, name: name, email: email, phone: phone, country: country, note: note))
        let changed = record
        try tx.writing(changed) { try tx.save(&record) }
        try CustomerWords.replace(before, with: record, in: tx)
        try tx.emit(CustomerUpdated(customer: customer))
        return record
    }
}
