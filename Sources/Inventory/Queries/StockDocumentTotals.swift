import Kernel
import Platform
import Store

extension StockDocument {
    /// How much went through the documents of one kind.
    public struct Totals: Sendable {
        /// The kind.
        public let kind: Kind
        /// How many documents.
        public let documents: Int
        /// How many moves they hold.
        public let lines: Int
        /// The sum of the moves' quantities.
        public let quantity: Quantity
    }

    /// Documents, moves and quantities of the whole shop by kind: for figures over all of history.
    public static func totals(in db: Reader) throws -> [Totals] {
        try db.rows(
            """
            SELECT d.kind, count(DISTINCT d.id), count(m.id), coalesce(sum(m.quantity), 0)
            FROM stock_document d
            LEFT JOIN stock_move m ON m.tenant = d.tenant AND m.document_id = d.id
            WHERE d.tenant = \(db.tenant) GROUP BY d.kind ORDER BY d.kind
            """
        ) { row in
            Totals(
                kind: try row.next(), documents: try row.next(), lines: try row.next(),
                quantity: Quantity(micros: try row.next(Int64.self)))
        }
    }

    /// Everybody who got or gave goods by such a document, by the references the documents name.
    public static func parties(in db: Reader) throws -> [Reference] {
        try db.rows(
            "SELECT DISTINCT party FROM stock_document WHERE tenant = \(db.tenant) AND party IS NOT NULL"
        ) { row in try row.next() }
    }
}
