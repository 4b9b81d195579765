import Kernel
import Platform
import Store

/// What was posted to an account, newest first, with the balance after each.
struct ListPostings: ListQuery {
    static let name: QueryName = "ledger_accounts.postings"
    static let permission = Permission.ledgerRead
    static let summary = "An account's statement, newest first: each posting with the balance after it."

    var ledgerAccount: ID<Account>
    var limit: Int?
    var after: String?

    /// Three statements: the account, the page, and what was posted after the page's first line.
    func fetch(in db: Reader) throws -> Page<StatementLine> {
        let account = try GetAccount(ledgerAccount: ledgerAccount).fetch(in: db)
        let own: SQL = "p.tenant = \(db.tenant) AND p.account_id = \(ledgerAccount)"
        var page = try db.page(
            "e.id, e.kind, e.document, e.memo, p.at, p.amount_minor, p.lane, p.seq, p.line",
            from: """
                ledger_posting p JOIN ledger_entry e ON e.tenant = p.tenant AND e.lane = p.lane AND e.seq = p.seq
                """,
            where: [own], order: .descending("p.at", "p.lane", "p.seq", "p.line"), limit: limit, after: after
        ) { row in try StatementLine(row: &row, of: account) }
        guard let first = page.data.first else { return page }
        let since: Int64? = try db.scalar(
            """
            SELECT sum(p.amount_minor) FROM ledger_posting p WHERE \(own) AND (p.at, p.lane, p.seq, p.line)
                > (\(first.at), \(first.place.lane), \(first.place.seq), \(first.place.line))
            """)
        let side = account.type.side
        var balance = account.balance.minorUnits - (since ?? 0) * side
        for index in page.data.indices {
            page.data[index].balance = Money(balance, account.balance.currency)
            balance -= page.data[index].place.amount * side
        }
        return page
    }
}

/// One line of an account's statement.
struct StatementLine: Codable, Sendable {
    /// The entry.
    let entry: ID<Entry>
    /// What it records.
    let kind: EntryKind
    /// The document it belongs to.
    let document: Reference
    /// A remark.
    let memo: String?
    /// When it happened.
    let at: Instant
    /// What was debited, where it was.
    let debit: Money?
    /// What was credited, where it was.
    let credit: Money?
    /// The natural balance after it.
    var balance: Money
    /// Where it stands among the postings; not told.
    let place: Place

    struct Place: Sendable {
        let lane: Int64
        let seq: Int64
        let line: Int64
        let amount: Int64
    }

    init(row: inout Row, of account: Account) throws {
        let currency = account.balance.currency
        entry = try row.next()
        kind = try row.next()
        document = try row.next()
        memo = try row.next()
        at = try row.next()
        let amount: Int64 = try row.next()
        debit = amount > 0 ? Money(amount, currency) : nil
        credit = amount < 0 ? Money(-amount, currency) : nil
        balance = .zero(currency)
        place = Place(lane: try row.next(), seq: try row.next(), line: try row.next(), amount: amount)
    }

    enum CodingKeys: String, CodingKey { case entry, kind, document, memo, at, debit, credit, balance }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        entry = try values.decode(ID<Entry>.self, forKey: .entry)
        kind = try values.decode(EntryKind.self, forKey: .kind)
        document = try values.decode(Reference.self, forKey: .document)
        memo = try values.decodeIfPresent(String.self, forKey: .memo)
        at = try values.decode(Instant.self, forKey: .at)
        debit = try values.decodeIfPresent(Money.self, forKey: .debit)
        credit = try values.decodeIfPresent(Money.self, forKey: .credit)
        balance = try values.decode(Money.self, forKey: .balance)
        place = Place(lane: 0, seq: 0, line: 0, amount: 0)
    }
}
