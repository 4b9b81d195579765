import Kernel
import Platform
import Store

/// What the documents of one day say; a row of the mart.
struct DayFigures: Equatable {
    private(set) var orders: Int64 = 0
    private(set) var customers: Int64 = 0
    private(set) var units: Int64 = 0
    private(set) var gross: Int64 = 0
    private(set) var discount: Int64 = 0
    private(set) var creditNotes: Int64 = 0
    private(set) var returnedUnits: Int64 = 0
    private(set) var returned: Int64 = 0
    private(set) var adjusted: Int64 = 0

    static let columns: SQL = """
        orders, customers, units, gross_minor, discount_minor, credit_notes, returned_units, returned_minor,
        adjusted_minor
        """

    /// No trade.
    init() {}

    /// Reads a row of the mart.
    init(row: inout Row) throws {
        orders = try row.next()
        customers = try row.next()
        units = try row.next()
        gross = try row.next()
        discount = try row.next()
        creditNotes = try row.next()
        returnedUnits = try row.next()
        returned = try row.next()
        adjusted = try row.next()
    }

    /// Computes a day.
    init(_ range: Range<Instant>, in db: Reader) throws {
        let sql: SQL = """
            SELECT kind, count(DISTINCT document_id), count(DISTINCT customer_id), sum(quantity), sum(amount_minor),
                sum(discount_minor)
            FROM trade_line_fact
            WHERE tenant = \(db.tenant) AND document_at >= \(range.lowerBound) AND document_at < \(range.upperBound)
            GROUP BY kind
            """
        try db.each(sql) { row in
            let kind: HistoryLine.Kind = try row.next()
            let documents: Int64 = try row.next()
            let customers: Int64 = try row.next()
            add(kind, documents: documents, quantity: try row.next(), amount: try row.next(), discount: try row.next())
            if kind == .sale { self.customers = customers }
        }
    }

    /// Adds lines of one kind.
    mutating func add(_ kind: HistoryLine.Kind, documents: Int64, quantity: Int64, amount: Int64, discount: Int64) {
        switch kind {
        case .sale:
            orders += documents
            units += quantity
            gross += amount
            self.discount += discount
        case .return:
            creditNotes += documents
            returnedUnits += quantity
            returned += amount
        case .adjustment: adjusted += amount
        case .free: break
        }
    }

    /// So many different customers bought.
    func bought(by customers: Int) -> DayFigures {
        var figures = self
        figures.customers = Int64(customers)
        return figures
    }

    /// The columns' values, in their order.
    var values: [Int64] {
        [orders, customers, units, gross, discount, creditNotes, returnedUnits, returned, adjusted]
    }
}
