import Kernel
import Platform
import Store

/// Gives orders their numbers: SO-000001, SO-000002 … by a guarded counter of the shop. A number that is taken by a
/// refused order is not given again, so there may be gaps.
enum OrderNumber {
    static let series = NumberSeries(name: "order", prefix: "SO-")

    static func next(in tx: Transaction) throws -> String { try series.next(in: tx) }

    static func pass(over number: String, in tx: Transaction) throws { try series.pass(over: number, in: tx) }

    static func isTaken(_ number: String, in db: Reader) throws -> Bool {
        let found: Int? = try db.scalar(
            "SELECT 1 FROM sales_order WHERE tenant = \(db.tenant) AND number = \(number) AND deleted_at IS NULL")
        return found != nil
    }
}

/// Gives credit notes their numbers: CN-000001 and on.
enum CreditNoteNumber {
    static let series = NumberSeries(name: "credit_note", prefix: "CN-")

    static func next(in tx: Transaction) throws -> String { try series.next(in: tx) }

    static func pass(over number: String, in tx: Transaction) throws { try series.pass(over: number, in: tx) }

    static func isTaken(_ number: String, in db: Reader) throws -> Bool {
        let found: Int? = try db.scalar(
            "SELECT 1 FROM credit_note WHERE tenant = \(db.tenant) AND number = \(number) AND deleted_at IS NULL")
        return found != nil
    }
}

/// A counter of the shop that hands out each number once.
struct NumberSeries: Sendable {
    let name: String
    let prefix: String

    /// The next number: one statement, which holds the counter until the transaction ends.
    func next(in tx: Transaction) throws -> String {
        let last: Int64? = try tx.scalar(
            """
            INSERT INTO trade_number (tenant, series, last) VALUES (\(tx.tenant), \(name), 1)
            ON CONFLICT (tenant, series) DO UPDATE SET last = trade_number.last + 1 RETURNING last
            """)
        guard let last else { throw Problem(.internal, "invariant_broken", "The counter of numbers answered nothing.") }
        let digits = String(last)
        return tx.counted(prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits)
    }

    /// Makes sure that the counter never comes to a number that was recorded from elsewhere.
    func pass(over number: String, in tx: Transaction) throws {
        guard number.hasPrefix(prefix), let taken = Int64(number.dropFirst(prefix.count)) else { return }
        // The counter will never come as far as the largest; it must not jump there either.
        guard taken > 0, taken < 1_000_000_000_000 else { return }
        try tx.send(
            """
            INSERT INTO trade_number (tenant, series, last) VALUES (\(tx.tenant), \(name), \(taken))
            ON CONFLICT (tenant, series) DO UPDATE SET last = excluded.last WHERE trade_number.last < excluded.last
            """)
    }
}
