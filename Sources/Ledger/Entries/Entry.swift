import Kernel
import Platform
import Store

/// An entry as it stands in the books.
public struct Entry: Codable, Sendable, Identified {
    /// `ent_…`
    public static let idPrefix = "ent"

    /// One line of it.
    public struct Line: Codable, Sendable {
        /// The account.
        public let account: ID<Account>
        /// What the account's amounts are.
        public let purpose: AccountPurpose
        /// Whose it is.
        public let holder: Reference?
        /// What was debited, where it was.
        public let debit: Money?
        /// What was credited, where it was.
        public let credit: Money?
    }

    /// The id.
    public let id: ID<Entry>
    /// What it records.
    public let kind: EntryKind
    /// The document it belongs to.
    public let document: Reference
    /// What all of it is about: the order of a payment or a credit note, else the document itself.
    public let about: Reference
    /// When it happened.
    public let at: Instant
    /// When it was written.
    public let recordedAt: Instant
    /// A remark.
    public let memo: String?
    /// Who did it.
    public let principal: String
    /// The entry this one takes back.
    public let reverses: ID<Entry>?
    /// The sum of its debits in the currency of its first line; others are in its lines.
    public let amount: Money
    /// Its lines, in order; only where one entry is asked for.
    public var lines: [Line]?

    static let columns: SQL = """
        id, kind, document, about, at, recorded_at, memo, principal, reverses, amount_minor, currency
        """

    init(row: inout Row) throws {
        id = try row.next()
        kind = try row.next()
        document = try row.next()
        about = try row.next()
        at = try row.next()
        recordedAt = try row.next()
        memo = try row.next()
        principal = try row.next()
        reverses = try row.next()
        let minor: Int64 = try row.next()
        amount = Money(minor, try row.next())
    }

    /// The lines of an entry, in order.
    static func lines(of id: ID<Entry>, in db: Reader) throws -> [Line] {
        try db.rows(
            """
            SELECT p.account_id, a.purpose, a.holder, p.amount_minor, p.currency
            FROM ledger_entry e
            JOIN ledger_posting p ON p.tenant = e.tenant AND p.lane = e.lane AND p.seq = e.seq
            JOIN ledger_account a ON a.tenant = p.tenant AND a.id = p.account_id
            WHERE e.tenant = \(db.tenant) AND e.id = \(id) ORDER BY p.line
            """
        ) { row in
            let account: ID<Account> = try row.next()
            let key = try AccountKey(purpose: row.next(), holderText: row.next())
            let minor: Int64 = try row.next()
            let amount = Money(minor, try row.next())
            return Line(
                account: account, purpose: key.purpose, holder: key.holder, debit: amount.isPositive ? amount : nil,
                credit: amount.isPositive ? nil : try amount.negated)
        }
    }
}
