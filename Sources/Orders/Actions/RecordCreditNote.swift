import Catalog
import Customers
import Inventory
import Kernel
import Platform
import Store

/// Records a credit note or an adjustment that already happened elsewhere. It names no order, because such documents
/// seldom do; goods that came back move only in history.
///
/// Made for imports, like `RecordOrder`.
public struct RecordCreditNote: Action {
    /// credit_notes.record
    public static let name: ActionName = "credit_notes.record"
    /// Who may.
    public static let permission = Permission.creditNotesRecord
    /// For people.
    public static let summary =
        "Records a credit note or an adjustment that happened elsewhere, without touching shelves."
    /// No address: imports perform it.
    public static let route = ActionRoute.internalOnly
    /// The same event an issued credit note has, at the time it happened.
    public static var emits: [any Event.Type] { [CreditNoteIssued.self] }

    /// The number it had.
    public var number: String
    /// Return or adjustment.
    public var kind: CreditNote.Kind
    /// Who got it; absent for guests.
    public var customer: ID<Customer>?
    /// The country as the merchant writes it.
    public var country: String?
    /// The currency of every amount.
    public var currency: Currency
    /// When it was issued.
    public var issuedAt: Instant
    /// The lines: quantities positive; prices positive on a return, signed on an adjustment.
    public var lines: [RecordedLine]
    /// Why.
    public var reason: String?
    /// The import that records it.
    public var importID: Reference?

    /// A credit note of the past.
    public init(
        number: String, kind: CreditNote.Kind, customer: ID<Customer>? = nil, country: String? = nil,
        currency: Currency, issuedAt: Instant, lines: [RecordedLine], reason: String? = nil, importID: Reference? = nil
    ) {
        self.number = number
        self.kind = kind
        self.customer = customer
        self.country = country
        self.currency = currency
        self.issuedAt = issuedAt
        self.lines = lines
        self.reason = reason
        self.importID = importID
    }

    /// Records it.
    public func perform(in tx: Transaction) throws -> RecordedDocument {
        try RecordedLine.check(lines, number: number, currency: currency, signedPrices: kind == .adjustment)
        let written = try writtenLines()
        let note = try CreditNote(
            id: tx.newID(), number: number, kind: kind, customer: customer, order: nil, lines: written,
            shipping: .zero(currency), tax: .zero(currency), country: country, reason: reason, source: .imported,
            importID: importID, issuedAt: issuedAt, createdAt: tx.now)
        try Customer.requireKnown(customer, in: tx)
        if try CreditNoteNumber.isTaken(number, in: tx) { throw Problem.creditNoteNumberTaken(number) }
        try CreditNoteNumber.pass(over: number, in: tx)
        try tx.insert(note)
        try CreditNoteLine.insert(written, of: note.id, in: tx)
        if kind == .return { try Stock.recordHistory(History.returns(of: written, note.id.reference), in: tx) }
        try OrderBooks.postHistory(of: note, in: tx)
        try tx.emit(CreditNoteIssued(note))
        return RecordedDocument(document: note.id.reference, total: note.total)
    }

    private func writtenLines() throws -> [CreditNoteLine] {
        var written: [CreditNoteLine] = []
        written.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            let priced = try LineAmount(line.unitPrice, line.quantity)
            written.append(
                CreditNoteLine(
                    line: index + 1, orderLine: nil, variant: line.variant, code: SKU.normalised(line.sku),
                    sku: line.sku, title: line.title, quantity: line.quantity, unitPrice: line.unitPrice,
                    amount: priced.amount, residue: priced.residue, at: line.at ?? issuedAt,
                    movesStock: line.movesStock && kind == .return))
        }
        return written
    }
}
