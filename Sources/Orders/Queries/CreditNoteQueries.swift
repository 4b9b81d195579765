import Customers
import Kernel
import Platform
import Store

/// The shop's credit notes and adjustments, newest first.
public struct ListCreditNotes: ListQuery {
    /// credit_notes.list
    public static let name: QueryName = "credit_notes.list"
    /// Who may.
    public static let permission = Permission.creditNotesRead
    /// For people.
    public static let summary = "The shop's credit notes by kind, order, customer, days or number; newest first."

    /// Return or adjustment.
    public var kind: AnyOf<CreditNote.Kind>?
    /// The order they belong to.
    public var orderID: ID<Order>?
    /// Who got them; `empty` for guests.
    public var customerID: AnyOf<ID<Customer>?>?
    /// When they were issued, in days of the shop's calendar.
    public var issued: DayRange?
    /// From this day of the shop's calendar.
    public var from: CalendarDate?
    /// Up to and with this day.
    public var to: CalendarDate?
    /// The start of a number or of the order's number, an id, or a customer's name, number, e-mail address or phone
    /// number.
    public var q: String?
    /// True for the deleted ones; otherwise those that are not.
    public var deleted: Bool?
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// The cursor of the page before.
    public var after: String?

    /// All credit notes, to be narrowed by the members.
    public init() {}

    /// Reads a page: one statement, one more for the shop's calendar, three more to look for `q`.
    public func fetch(in db: Reader) throws -> Page<CreditNote> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(deleted == true ? "deleted_at IS NOT NULL" : "deleted_at IS NULL")
        conditions.add(kind, "kind", isIndexed: q == nil)
        if let orderID { conditions.add("order_id = \(orderID)") }
        conditions.add(customerID, "customer_id", isIndexed: q == nil)
        conditions.add(try DocumentFilter.days("issued_at", from: from, to: to, in: db))
        try conditions.add(issued, "issued_at", in: db)
        if let q {
            conditions.add(try DocumentSearch(q, isDeleted: deleted == true, in: db).creditNotes(in: db))
        }
        return try db.page(
            CreditNote.table.columns, from: CreditNote.table.sql, where: conditions,
            order: .descending("issued_at", "id"), limit: limit, after: after
        ) { row in try CreditNote(row: &row) }
    }
}

/// A credit note with everything a person wants to see of it.
public struct CreditNoteDetail: Codable, Sendable {
    /// The credit note.
    public let creditNote: CreditNote
    /// Who got it; absent for guests.
    public let customer: CustomerRef?
    /// The number of the order it belongs to.
    public let orderNumber: String?
    /// The first lines; `credit_notes.lines` pages through all of them.
    public let lines: [CreditNoteLine]
    /// Whether there are more lines than these.
    public let hasMoreLines: Bool
}

/// One credit note.
public struct GetCreditNote: Query {
    /// credit_notes.get
    public static let name: QueryName = "credit_notes.get"
    /// Who may.
    public static let permission = Permission.creditNotesRead
    /// For people.
    public static let summary = "One credit note with its first lines, customer and order."

    /// The credit note.
    public var creditNote: ID<CreditNote>

    /// The credit note to show.
    public init(creditNote: ID<CreditNote>) { self.creditNote = creditNote }

    /// Reads it.
    public func fetch(in db: Reader) throws -> CreditNoteDetail {
        let note = try db.find(creditNote)
        let lines = try note.lines(in: db, limit: GetOrder.lineLimit + 1)
        return CreditNoteDetail(
            creditNote: note, customer: try note.customer.flatMap { id in try Customer.refs([id], in: db)[id] },
            orderNumber: try note.order.flatMap { id in try db.get(id)?.number },
            lines: Array(lines.prefix(GetOrder.lineLimit)), hasMoreLines: lines.count > GetOrder.lineLimit)
    }
}

/// The lines of a credit note, in order.
public struct ListCreditNoteLines: ListQuery {
    /// credit_notes.lines
    public static let name: QueryName = "credit_notes.lines"
    /// Who may.
    public static let permission = Permission.creditNotesRead
    /// For people.
    public static let summary = "The lines of a credit note, in order."

    /// The credit note.
    public var creditNote: ID<CreditNote>
    /// How many rows, 1 to 100; 25 when absent.
    public var limit: Int?
    /// The cursor of the page before.
    public var after: String?

    /// The lines of a credit note.
    public init(creditNote: ID<CreditNote>) { self.creditNote = creditNote }

    /// Reads a page: two statements.
    public func fetch(in db: Reader) throws -> Page<CreditNoteLine> {
        let currency = try db.find(creditNote).currency
        return try db.page(
            CreditNoteLine.columns, from: "credit_note_line",
            where: ["tenant = \(db.tenant)", "credit_note_id = \(creditNote)"], order: .ascending("line"), limit: limit,
            after: after
        ) { row in try CreditNoteLine(row: &row, currency) }
    }
}
