import Kernel
import Platform
import Store

extension Problem {
    static func customerNumberTaken(_ number: String) -> Problem {
        Problem(
            .conflict, "customers.number_taken", "Another customer has that number already.", field: "number",
            remedy: "Choose another number, or leave it out to get the next free one.", details: ["number": number])
    }

    static func customerEmailTaken(_ email: String) -> Problem {
        Problem(
            .conflict, "customers.email_taken", "Another customer has that e-mail address already.", field: "email",
            remedy: "Look the other customer up by the address; it may be the same person.", details: ["email": email])
    }

    static func customerUnknown(_ id: ID<Customer>) -> Problem {
        Problem(
            .unprocessable, "customers.unknown", "There is no such customer in this shop.", field: "customer",
            remedy: "Check the id, or create the customer first.", details: ["customer": id.description])
    }

    static func customerArchived(_ customer: Customer) -> Problem {
        Problem(
            .conflict, "customers.archived", "The customer is archived.", field: "customer",
            remedy: "Unarchive the customer first, or choose another one.",
            details: ["customer": customer.id.description, "number": customer.number])
    }

    static func customerTagTaken(_ name: String) -> Problem {
        Problem(
            .conflict, "customer_tags.name_taken", "There is a tag of that name already.", field: "name",
            remedy: "Use the existing tag, or choose another name.", details: ["name": name])
    }
}

extension Transaction {
    /// Writes a customer. A number or address that is taken is a named refusal, also when it was taken in this very
    /// moment: the unique index decides, not a look beforehand.
    func writing(_ customer: Customer, _ write: () throws -> Void) throws {
        do {
            try nested(write)
        } catch let error as DBError where error.isUnique(on: "number") {
            throw Problem.customerNumberTaken(customer.number)
        } catch let error as DBError where error.isUnique(on: "email_key") {
            throw Problem.customerEmailTaken(customer.email ?? "")
        }
    }
}
