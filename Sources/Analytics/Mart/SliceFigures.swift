import Kernel
import Platform
import Store

/// What trade is divided by.
enum SliceDimension: String, CaseIterable, DBEncodable, DBDecodable {
    /// By code.
    case product
    /// By country, as the merchant writes it.
    case country
    /// By channel; returns name none.
    case channel
    /// By whole hours since the day began, `00` to `24`.
    case hour
}

/// One part of trade: a product, a country. The value is empty where the documents name none.
struct SliceKey: Hashable {
    let dimension: SliceDimension
    let value: String
}

/// What the documents say of one part; a row of the mart.
struct SliceFigures: Equatable {
    /// What to call it: a product's title, else the value itself.
    private(set) var label = ""
    private(set) var orders: Int64 = 0
    private(set) var creditNotes: Int64 = 0
    private(set) var units: Int64 = 0
    private(set) var gross: Int64 = 0
    private(set) var discount: Int64 = 0
    private(set) var returnedUnits: Int64 = 0
    private(set) var returned: Int64 = 0

    static let columns: SQL =
        "label, orders, credit_notes, units, gross_minor, discount_minor, returned_units, returned_minor"
    static let sums: SQL =
        """
        max(label), sum(orders), sum(credit_notes), sum(units), sum(gross_minor), sum(discount_minor),
        sum(returned_units), sum(returned_minor)
        """
    static let names: [StaticString] = [
        "tenant", "dimension", "day", "value", "label", "orders", "credit_notes", "units", "gross_minor",
        "discount_minor", "returned_units", "returned_minor",
    ]

    /// No trade.
    init() {}

    /// Reads the columns.
    init(row: inout Row) throws {
        label = try row.next()
        orders = try row.next()
        creditNotes = try row.next()
        units = try row.next()
        gross = try row.next()
        discount = try row.next()
        returnedUnits = try row.next()
        returned = try row.next()
    }

    /// Gross less discounts less returns.
    var net: Int64 { gross - discount - returned }

    /// The columns' values, in their order.
    var values: [DBValue] {
        let numbers = [orders, creditNotes, units, gross, discount, returnedUnits, returned]
        return [.text(label)] + numbers.map { DBValue.int($0) }
    }

    /// Adds a line; `isNew` when it is the first of its document in this part.
    mutating func add(_ line: SliceLine, label: String, isNew: Bool) {
        if self.label < label { self.label = label }
        switch line.kind {
        case .sale:
            if isNew { orders += 1 }
            units += line.quantity
            gross += line.amount
            discount += line.discount
        case .return:
            if isNew { creditNotes += 1 }
            returnedUnits += line.quantity
            returned += line.amount
        case .adjustment, .free: break
        }
    }

    /// Adds another part.
    mutating func add(_ other: SliceFigures) {
        label = max(label, other.label)
        orders += other.orders
        creditNotes += other.creditNotes
        units += other.units
        gross += other.gross
        discount += other.discount
        returnedUnits += other.returnedUnits
        returned += other.returned
    }
}

/// A line of trade as the parts are made from.
struct SliceLine {
    let kind: HistoryLine.Kind
    let document: RawID
    let at: Instant
    let country: String?
    let channel: String?
    let code: String
    let title: String
    let quantity: Int64
    let amount: Int64
    let discount: Int64

    static let columns: SQL =
        "kind, document_id, document_at, country, channel, code, title, quantity, amount_minor, discount_minor"

    init(row: inout Row) throws {
        kind = try row.next()
        document = try row.next()
        at = try row.next()
        country = try row.next()
        channel = try row.next()
        code = try row.next()
        title = try row.next()
        quantity = try row.next()
        amount = try row.next()
        discount = try row.next()
    }
}
