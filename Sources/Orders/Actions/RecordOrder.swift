import Catalog
import Customers
import Inventory
import Kernel
import Platform
import Store

/// Records an order that already happened elsewhere: its own number, dates and prices. It is born paid and
/// fulfilled, promises no stock, and moves goods only in history, so no shelf changes.
///
/// Made to be performed in batches by an import: six statements an order, whatever its size. The import has resolved
/// the variants in this shop; `martlet verify` looks whether they lie in it.
public struct RecordOrder: Action {
    /// orders.record
    public static let name: ActionName = "orders.record"
    /// Who may.
    public static let permission = Permission.ordersRecord
    /// For people.
    public static let summary =
        "Records an order that happened elsewhere, paid and fulfilled, without touching shelves."
    /// No address: imports perform it.
    public static let route = ActionRoute.internalOnly
    /// The same event a placed order has, at the time it happened.
    public static var emits: [any Event.Type] { [OrderPlaced.self] }

    /// The number it had.
    public var number: String
    /// Where it was sold.
    public var channel: String
    /// Who bought; absent for guests.
    public var customer: ID<Customer>?
    /// The country as the merchant writes it.
    public var country: String?
    /// The currency of every amount.
    public var currency: Currency
    /// When it was ordered.
    public var placedAt: Instant
    /// The lines, in order; the same article may stand there twice.
    public var lines: [RecordedLine]
    /// What was taken off.
    public var discount: Money?
    /// What sending it cost the customer.
    public var shipping: Money?
    /// Tax on top of the lines.
    public var tax: Money?
    /// A note for people.
    public var note: String?
    /// The import that records it; with it, the order can be withdrawn again.
    public var importID: Reference?

    /// An order of the past.
    public init(
        number: String, channel: String, customer: ID<Customer>? = nil, country: String? = nil, currency: Currency,
        placedAt: Instant, lines: [RecordedLine], discount: Money? = nil, shipping: Money? = nil, tax: Money? = nil,
        note: String? = nil, importID: Reference? = nil
    ) {
        self.number = number
        self.channel = channel
        self.customer = customer
        self.country = country
        self.currency = currency
        self.placedAt = placedAt
        self.lines = lines
        self.discount = discount
        self.shipping = shipping
        self.tax = tax
        self.note = note
        self.importID = importID
    }

    /// Records it.
    public func perform(in tx: Transaction) throws -> RecordedDocument {
        try RecordedLine.check(lines, number: number, currency: currency)
        let priced = try lines.map { (line: RecordedLine) -> LineAmount in try LineAmount(line.unitPrice, line.quantity)
        }
        let totals = try OrderTotals(
            of: priced.map(\.amount), in: currency, discount: discount, shipping: shipping, tax: tax)
        let orderLines = written(priced, totals)
        var order = try Order(
            id: tx.newID(), number: number, channel: channel, customer: customer, totals: totals, lines: orderLines,
            country: country, note: note, source: .imported, importID: importID, placedAt: placedAt, createdAt: tx.now)
        order.status = .fulfilled
        order.paymentState = .paid
        order.fulfilmentState = .fulfilled
        order.paidAt = placedAt
        order.fulfilledAt = placedAt
        order.money = .settledElsewhere(totals.total)
        try Customer.requireKnown(customer, in: tx)
        if try OrderNumber.isTaken(number, in: tx) { throw Problem.orderNumberTaken(number) }
        try OrderNumber.pass(over: number, in: tx)
        try tx.insert(order)
        try OrderLine.insert(orderLines, of: order.id, in: tx)
        try OrderArticle.insert(orderLines, of: order, in: tx)
        try Stock.recordHistory(History.sales(of: orderLines, order.id.reference), in: tx)
        try OrderBooks.postHistory(of: order, in: tx)
        try tx.emit(OrderPlaced(order))
        return RecordedDocument(document: order.id.reference, total: order.total)
    }

    private func written(_ priced: [LineAmount], _ totals: OrderTotals) -> [OrderLine] {
        var written: [OrderLine] = []
        written.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            written.append(
                OrderLine(
                    line: index + 1, variant: line.variant, code: SKU.normalised(line.sku), sku: line.sku,
                    title: line.title, quantity: line.quantity, unitPrice: line.unitPrice, priced: priced[index],
                    discount: totals.lineDiscounts[index], at: line.at ?? placedAt, movesStock: line.movesStock))
        }
        return written
    }
}

extension Customer {
    /// Refuses a customer who is not of this shop. Archived ones have a past too.
    static func requireKnown(_ id: ID<Customer>?, in db: Reader) throws {
        guard let id else { return }
        if try Customer.refs([id], in: db).isEmpty { throw Problem.notFound(id.reference) }
    }
}

/// The goods of recorded documents: moves with history at one end.
enum History {
    static func sales(of lines: [OrderLine], _ document: Reference) -> [StockMovement] {
        lines.compactMap { (line: OrderLine) -> StockMovement? in
            guard line.movesStock, let variant = line.variant else { return nil }
            return .pastSale(line.quantity, of: variant, at: line.at, document: document)
        }
    }

    static func returns(of lines: [CreditNoteLine], _ document: Reference) -> [StockMovement] {
        lines.compactMap { (line: CreditNoteLine) -> StockMovement? in
            guard line.movesStock, let variant = line.variant else { return nil }
            return .pastReturn(line.quantity, of: variant, at: line.at, document: document)
        }
    }
}
