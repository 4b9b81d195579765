import Kernel
import Platform
import Store

/// What an import counted.
public struct ImportCounts: Codable, Sendable, Hashable {
    /// Data lines of the file.
    public var lines = 0
    /// Documents (or products, or customers) in the file.
    public var documents = 0
    /// Orders recorded.
    public var orders = 0
    /// Credit notes and adjustments recorded.
    public var creditNotes = 0
    /// Documents recorded that only moved stock.
    public var stockDocuments = 0
    /// Customers made.
    public var customers = 0
    /// Products made.
    public var products = 0
    /// Products changed to what the file says.
    public var updated = 0
    /// Documents that were in the shop already and say the same.
    public var alreadyThere = 0
    /// Documents that were in the shop already and say something else; the shop's stay.
    public var changed = 0
    /// Documents that were not taken.
    public var rejectedDocuments = 0
    /// Lines that were not taken, those of rejected documents among them.
    public var rejectedLines = 0

    /// Nothing yet.
    public init() {}

    init(row: inout Row) throws {
        lines = try row.next()
        documents = try row.next()
        orders = try row.next()
        creditNotes = try row.next()
        stockDocuments = try row.next()
        customers = try row.next()
        products = try row.next()
        updated = try row.next()
        alreadyThere = try row.next()
        changed = try row.next()
        rejectedDocuments = try row.next()
        rejectedLines = try row.next()
    }

    func bind(_ values: inout Binder) {
        values.add(lines)
        values.add(documents)
        values.add(orders)
        values.add(creditNotes)
        values.add(stockDocuments)
        values.add(customers)
        values.add(products)
        values.add(updated)
        values.add(alreadyThere)
        values.add(changed)
        values.add(rejectedDocuments)
        values.add(rejectedLines)
    }

    /// Documents recorded, of every kind.
    public var recorded: Int { orders + creditNotes + stockDocuments }
}
