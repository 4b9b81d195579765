import Customers
import Kernel
import Platform
import Store

/// Filters that lists of documents share.
enum DocumentFilter {
    /// Whole days of the shop's calendar, both ends included.
    static func days(_ column: SQL, from: CalendarDate?, to: CalendarDate?, in db: Reader) throws -> [SQL] {
        if from == nil && to == nil { return [] }
        let calendar = ZonedCalendar(try db.shop.timeZone)
        var filters: [SQL] = []
        if let from { filters.append("\(column) >= \(calendar.startOfDay(from))") }
        if let to { filters.append("\(column) < \(calendar.startOfDay(to.adding(days: 1)))") }
        return filters
    }
}

/// What `q` finds among documents: the id itself, numbers that start like it in the letters given, in capitals or in
/// small ones, the orders with an article whose SKU starts like it, and the documents of customers it finds. Each is
/// read from an index and bounded, and all of them are one condition of the list's own statement.
struct DocumentSearch {
    /// How many documents are found in each way.
    static let breadth = 500
    /// How many articles are looked for.
    static let articles = 4

    private let text: String
    private let id: Reference?
    private let starts: [String]
    private let customers: [ID<Customer>]
    private let isDeleted: Bool
    private let isLive: SQL

    init(_ q: String, isDeleted: Bool, in db: Reader) throws {
        text = Text.trimmed(q)
        let id = Reference(text)
        let isNumber = id == nil && !text.isEmpty
        starts = isNumber ? Set([text, text.uppercased(), text.lowercased()]).sorted() : []
        customers =
            try isNumber
            ? Customer.found(by: q, limit: Self.breadth, in: db) : [id?.id(Customer.self)].compactMap { $0 }
        self.id = id
        self.isDeleted = isDeleted
        isLive = isDeleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL"
    }

    /// Which orders are found: a condition on `id`.
    func orders(in db: Reader) throws -> SQL {
        var parts = starts.map { start in numbered("sales_order", start, isLive, in: db) }
        parts += starts.map { start in
            """
            SELECT order_id AS id FROM credit_note
            WHERE tenant = \(db.tenant) AND number = \(start) AND deleted_at IS NULL AND order_id IS NOT NULL
            """
        }
        if id == nil {
            parts += try OrderArticle.codes(beginningWith: text, limit: Self.articles, in: db).map { code in
                OrderArticle.newest(with: code, isDeleted: isDeleted, limit: Self.breadth, in: db)
            }
        }
        if !customers.isEmpty { parts.append(ofCustomers("sales_order", "placed_at", in: db)) }
        if let note = id?.id(CreditNote.self) {
            parts.append("SELECT order_id AS id FROM credit_note WHERE tenant = \(db.tenant) AND id = \(note)")
        }
        return found(parts + identified("sales_order", by: id?.id(Order.self), in: db))
    }

    /// Which credit notes are found, also by the number of their order: a condition on `id`.
    func creditNotes(in db: Reader) throws -> SQL {
        var parts = starts.map { start in numbered("credit_note", start, isLive, in: db) }
        if !customers.isEmpty { parts.append(ofCustomers("credit_note", "issued_at", in: db)) }
        let orders =
            starts.map { start in numbered("sales_order", start, "deleted_at IS NULL", in: db) }
            + identified("sales_order", by: id?.id(Order.self), in: db)
        if !orders.isEmpty {
            parts.append(
                """
                SELECT id FROM credit_note
                WHERE tenant = \(db.tenant) AND \(isLive) AND \(found(orders, on: "order_id"))
                """)
        }
        return found(parts + identified("credit_note", by: id?.id(CreditNote.self), in: db))
    }

    private func numbered(_ documents: SQL, _ start: String, _ isLive: SQL, in db: Reader) -> SQL {
        """
        SELECT id FROM \(documents)
        WHERE tenant = \(db.tenant) AND \(isLive) AND number >= \(start) AND number < \(start + "\u{10FFFF}")
        ORDER BY number DESC LIMIT \(Self.breadth)
        """
    }

    /// The newest documents of the customers. The list itself leaves out what is deleted.
    private func ofCustomers(_ documents: SQL, _ time: SQL, in db: Reader) -> SQL {
        let narrowed: SQL = isDeleted ? "AND deleted_at IS NOT NULL" : ""
        return """
            SELECT id FROM \(documents) WHERE tenant = \(db.tenant) AND customer_id IN \(list: customers) \(narrowed)
            ORDER BY \(time) DESC LIMIT \(Self.breadth)
            """
    }

    /// The document of the id itself, and what an import of that id recorded: the latest of it.
    private func identified<Document>(_ documents: SQL, by own: ID<Document>?, in db: Reader) -> [SQL] {
        guard let id else { return [] }
        if let own { return ["SELECT id FROM \(documents) WHERE tenant = \(db.tenant) AND id = \(own)"] }
        return [
            """
            SELECT id FROM \(documents) WHERE tenant = \(db.tenant) AND import_id = \(id)
            ORDER BY id DESC LIMIT \(Self.breadth)
            """
        ]
    }

    private func found(_ parts: [SQL], on column: SQL = "id") -> SQL {
        let selections = parts.map { part -> SQL in "SELECT id FROM (\(part)) AS found" }
        return parts.isEmpty ? "1 = 0" : "\(column) IN (\(SQL.joined(selections, separator: " UNION ")))"
    }
}
