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
/// small ones, and the documents of customers it finds. Each is read from an index and bounded.
struct DocumentSearch {
    /// How many documents are found in each way.
    static let breadth = 500

    private let id: Reference?
    private let starts: [String]
    private let customers: [ID<Customer>]
    private let isDeleted: Bool
    private let isLive: SQL

    init(_ q: String, isDeleted: Bool, in db: Reader) throws {
        let text = Text.trimmed(q)
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

    /// The orders found.
    func orders(in db: Reader) throws -> [ID<Order>] {
        let orders: SQL = "SELECT id FROM sales_order WHERE tenant = \(db.tenant) AND \(isLive)"
        var parts = starts.map { start in numbered(orders, start) }
        if !customers.isEmpty { parts.append(ofCustomers("sales_order", "placed_at", in: db)) }
        return try found(parts, in: db) + [id?.id(Order.self)].compactMap { $0 }
    }

    /// The credit notes found, also by the number of their order.
    func creditNotes(in db: Reader) throws -> [ID<CreditNote>] {
        let notes: SQL = "SELECT id FROM credit_note WHERE tenant = \(db.tenant) AND \(isLive)"
        var parts = starts.map { start in numbered(notes, start) }
        if !customers.isEmpty { parts.append(ofCustomers("credit_note", "issued_at", in: db)) }
        let orders: SQL = "SELECT id FROM sales_order WHERE tenant = \(db.tenant) AND deleted_at IS NULL"
        let byNumber: [ID<Order>] = try found(starts.map { start in numbered(orders, start) }, in: db)
        let ordered = byNumber + [id?.id(Order.self)].compactMap { $0 }
        if !ordered.isEmpty { parts.append("\(notes) AND order_id IN \(list: ordered)") }
        return try found(parts, in: db) + [id?.id(CreditNote.self)].compactMap { $0 }
    }

    private func numbered(_ documents: SQL, _ start: String) -> SQL {
        """
        \(documents) AND number >= \(start) AND number < \(start + "\u{10FFFF}")
        ORDER BY number DESC LIMIT \(Self.breadth)
        """
    }

    /// The newest documents of the customers. The list itself leaves out what is deleted: asked here too, it would cost a
    /// look at every document, where the index alone has the answer.
    private func ofCustomers(_ documents: SQL, _ time: SQL, in db: Reader) -> SQL {
        let narrowed: SQL = isDeleted ? "AND deleted_at IS NOT NULL" : ""
        return """
            SELECT id FROM \(documents) WHERE tenant = \(db.tenant) AND customer_id IN \(list: customers) \(narrowed)
            ORDER BY \(time) DESC LIMIT \(Self.breadth)
            """
    }

    private func found<Document>(_ parts: [SQL], in db: Reader) throws -> [ID<Document>] {
        if parts.isEmpty { return [] }
        let selections = parts.enumerated().map { index, part -> SQL in "SELECT id FROM (\(part)) AS found" }
        return try db.rows(SQL.joined(selections, separator: " UNION ")) { row in try row.next() }
    }
}
