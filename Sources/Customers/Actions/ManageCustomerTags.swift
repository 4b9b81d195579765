import Kernel
import Platform
import Store

/// Makes a tag before any customer has it.
struct CreateCustomerTag: Action {
    static let name: ActionName = "customer_tags.create"
    static let permission = Permission.customerTagsManage
    static let summary = "Makes a tag for customers."
    static let route = ActionRoute.create

    var name: String

    func perform(in tx: Transaction) throws -> CustomerTag {
        let tag = CustomerTag(
            id: tx.newID(), name: try CustomerTag.cleaned(name, field: "name"), createdAt: tx.now)
        try tx.writing(tag) { try tx.insert(tag) }
        return tag
    }
}

/// Renames a tag; the customers who have it keep it.
struct UpdateCustomerTag: Action {
    static let name: ActionName = "customer_tags.update"
    static let permission = Permission.customerTagsManage
    static let summary = "Renames a tag; the customers who have it keep it."
    static let route = ActionRoute.update

    var tag: ID<CustomerTag>
    var name: String

    func perform(in tx: Transaction) throws -> CustomerTag {
        var record = try tx.find(tag)
        record.name = try CustomerTag.cleaned(name, field: "name")
        let renamed = record
        try tx.writing(renamed) { try tx.save(&record) }
        return record
    }
}

/// Removes a tag from the shop and from every customer.
struct DeleteCustomerTag: Action {
    static let name: ActionName = "customer_tags.delete"
    static let permission = Permission.customerTagsManage
    static let summary = "Removes a tag from the shop and from every customer who has it."

    var tag: ID<CustomerTag>

    func perform(in tx: Transaction) throws -> CustomerTag {
        let record = try tx.find(tag)
        try tx.execute("DELETE FROM customer_tag_link WHERE tenant = \(tx.tenant) AND tag = \(tag)")
        try tx.delete(record)
        return record
    }
}

extension Transaction {
    /// Writes a tag; a name that is taken is a named refusal, decided by the unique index.
    func writing(_ tag: CustomerTag, _ write: () throws -> Void) throws {
        do {
            try nested(write)
        } catch let error as DBError where error.isUnique(on: "name_key") {
            throw Problem.customerTagTaken(tag.name)
        }
    }
}
