import Customers
import Kernel
import Platform

/// An order was put out of sight.
public struct OrderDeleted: Event {
    /// orders.deleted.v1
    public static let name: EventName = "orders.deleted.v1"
    /// For the event reference.
    public static let summary = "An order was deleted: it is in no list and no figure until it is restored."
    /// The order.
    public let order: ID<Order>
    /// Its number.
    public let number: String
    /// When it had been placed.
    public let placedAt: Instant
    /// The order.
    public var subject: Reference { order.reference }
}

/// A deleted order is back.
public struct OrderRestored: Event {
    /// orders.restored.v1
    public static let name: EventName = "orders.restored.v1"
    /// For the event reference.
    public static let summary = "A deleted order was restored."
    /// The order.
    public let order: ID<Order>
    /// Its number.
    public let number: String
    /// When it had been placed.
    public let placedAt: Instant
    /// The order.
    public var subject: Reference { order.reference }
}

/// An order and its credit notes belong to another customer now.
public struct OrderCustomerAssigned: Event {
    /// orders.customer_assigned.v1
    public static let name: EventName = "orders.customer_assigned.v1"
    /// For the event reference.
    public static let summary = "An order, with its credit notes, was linked to a customer."
    /// The order.
    public let order: ID<Order>
    /// Who it belongs to now.
    public let customer: ID<Customer>
    /// Who it belonged to before; absent for a guest.
    public let before: ID<Customer>?
    /// The order.
    public var subject: Reference { order.reference }
}

/// A credit note exists.
public struct CreditNoteIssued: Event {
    /// credit_notes.issued.v1
    public static let name: EventName = "credit_notes.issued.v1"
    /// For the event reference.
    public static let summary = "A credit note was issued, or recorded from elsewhere."
    /// The credit note.
    public let creditNote: ID<CreditNote>
    /// Its number.
    public let number: String
    /// Return or adjustment.
    public let kind: CreditNote.Kind
    /// The order it belongs to.
    public let order: ID<Order>?
    /// Who gets it.
    public let customer: ID<Customer>?
    /// The country as the merchant writes it.
    public let country: String?
    /// Whether it was made here.
    public let source: DocumentSource
    /// When it was issued.
    public let issuedAt: Instant
    /// What it gives back: positive on a return, signed on an adjustment.
    public let total: Money
    /// How many lines it has.
    public let lineCount: Int
    /// The sum of the lines' quantities.
    public let units: Quantity
    /// The credit note.
    public var subject: Reference { creditNote.reference }
    /// When it was issued.
    public var occurredAt: Instant? { issuedAt }

    init(_ note: CreditNote) {
        creditNote = note.id
        number = note.number
        kind = note.kind
        order = note.order
        customer = note.customer
        country = note.country
        source = note.source
        issuedAt = note.issuedAt
        total = note.total
        lineCount = note.lineCount
        units = note.units
    }
}

/// A credit note was put out of sight.
public struct CreditNoteDeleted: Event {
    /// credit_notes.deleted.v1
    public static let name: EventName = "credit_notes.deleted.v1"
    /// For the event reference.
    public static let summary = "A credit note without an order was deleted; it counts nowhere until it is restored."
    /// The credit note.
    public let creditNote: ID<CreditNote>
    /// Its number.
    public let number: String
    /// When it had been issued.
    public let issuedAt: Instant
    /// The credit note.
    public var subject: Reference { creditNote.reference }
}

/// A deleted credit note is back.
public struct CreditNoteRestored: Event {
    /// credit_notes.restored.v1
    public static let name: EventName = "credit_notes.restored.v1"
    /// For the event reference.
    public static let summary = "A deleted credit note was restored."
    /// The credit note.
    public let creditNote: ID<CreditNote>
    /// Its number.
    public let number: String
    /// When it had been issued.
    public let issuedAt: Instant
    /// The credit note.
    public var subject: Reference { creditNote.reference }
}

/// Documents of an import were taken back.
public struct ImportWithdrawn: Event {
    /// orders.import_withdrawn.v1
    public static let name: EventName = "orders.import_withdrawn.v1"
    /// For the event reference.
    public static let summary =
        "Orders and credit notes recorded by an import were removed again, with their history of goods."
    /// The import.
    public let importID: Reference
    /// The orders removed.
    public let orders: [ID<Order>]
    /// The credit notes removed.
    public let creditNotes: [ID<CreditNote>]
    /// The earliest date of the documents removed.
    public let from: Instant
    /// The latest date of the documents removed.
    public let to: Instant
    /// The import.
    public var subject: Reference { importID }
}
