import Kernel
import Platform
import Store

/// The paper behind moves that belong to no order: goods received, a count, a transfer, a write-off.
public struct StockDocument: Record {
    /// `sdoc_…`
    public static let idPrefix = "sdoc"
    /// Its table.
    public static let table = Table("stock_document", "number, kind, at, note, party, import_id, created_at")

    /// What the paper is.
    public enum Kind: String, Codable, Sendable, CaseIterable, FilterValue {
        case stockIn = "stock_in"
        case adjustment, count, transfer
        case writeOff = "write_off"
        case freeIssue = "free_issue"
        case other

        /// In front of the numbers Martlet gives.
        var letters: String {
            switch self {
            case .stockIn: "IN"
            case .adjustment: "ADJ"
            case .count: "CNT"
            case .transfer: "TRF"
            case .writeOff: "WO"
            case .freeIssue: "FREE"
            case .other: "DOC"
            }
        }
    }

    /// The id.
    public let id: ID<StockDocument>
    /// Counts the saves.
    public var version: Int
    /// The number people quote; the merchant's own for imported documents.
    public let number: String
    /// What it is.
    public let kind: Kind
    /// When it happened.
    public let at: Instant
    /// What somebody wanted to remember.
    public let note: String?
    /// Who got or gave the goods, where one is named: a customer.
    public let party: Reference?
    /// The import it came with.
    public let importID: Reference?
    /// When it was recorded.
    public let createdAt: Instant

    init(
        id: ID<StockDocument>, number: String, kind: Kind, at: Instant, note: String?, party: Reference? = nil,
        importID: Reference?, createdAt: Instant
    ) {
        self.id = id
        version = 1
        self.number = number
        self.kind = kind
        self.at = at
        self.note = note
        self.party = party
        self.importID = importID
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        number = try row.next()
        kind = try row.next()
        at = try row.next()
        note = try row.next()
        party = try row.next()
        importID = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(number)
        values.add(kind)
        values.add(at)
        values.add(note)
        values.add(party)
        values.add(importID)
        values.add(createdAt)
    }
}

extension StockDocument {
    /// Writes a document of our own with the next number of its kind: `IN-000001`.
    static func open(_ kind: Kind, note: String?, in tx: Transaction) throws -> StockDocument {
        let next: Int64? = try tx.scalar(
            """
            INSERT INTO stock_document_counter (tenant, kind, last) VALUES (\(tx.tenant), \(kind), 1)
            ON CONFLICT (tenant, kind) DO UPDATE SET last = stock_document_counter.last + 1 RETURNING last
            """)
        let digits = String(next ?? 1)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        let document = StockDocument(
            id: tx.newID(), number: "\(kind.letters)-\(padded)", kind: kind, at: tx.now, note: note, importID: nil,
            createdAt: tx.now)
        try tx.insert(document)
        return document
    }
}

/// A document with what it did to the levels.
public struct StockReceipt: Codable, Sendable {
    /// The document.
    public let document: StockDocument
    /// The levels it changed, as they became.
    public let levels: [StockLevel]
}
