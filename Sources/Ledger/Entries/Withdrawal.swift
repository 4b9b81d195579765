import Kernel
import Platform
import Store

/// An entry as it is read back to be posted again or taken back.
private struct StandingEntry {
    let id: ID<Entry>
    let kind: EntryKind
    let document: Reference
    let about: Reference
    var postings: [Posting] = []
}

extension Books {
    /// Takes back everything that stands in the books about these records: a reversal for each entry that was not taken
    /// back before. As many statements as for one, for up to some hundred records. Answers how many entries it took back.
    @discardableResult
    public static func withdraw(about records: [Reference], memo: String, in tx: Transaction) throws -> Int {
        let entries = try standing(
            """
            e.about IN \(list: records.map(\.description)) AND e.kind <> 'reversal' AND NOT EXISTS (
                SELECT 1 FROM ledger_entry r WHERE r.tenant = e.tenant AND r.reverses = e.id)
            """, in: tx)
        let reversals = try entries.map { entry -> JournalEntry in
            let opposite = try entry.postings.map { posting in try Posting.credit(posting.account, posting.amount) }
            var reversal = JournalEntry(.reversal, for: entry.document, about: entry.about, memo: memo, opposite)
            reversal.reverses = entry.id
            return reversal
        }
        try post(reversals, in: tx)
        return reversals.count
    }

    /// Posts again what `withdraw` took back about a record with this memo: the same lines, as new entries of today.
    /// Answers how many.
    @discardableResult
    public static func repost(
        about record: Reference, withdrawnAs withdrawal: String, memo: String, in tx: Transaction
    ) throws -> Int {
        let entries = try standing(
            """
            e.about = \(record.description) AND e.kind <> 'reversal' AND EXISTS (
                SELECT 1 FROM ledger_entry r WHERE r.tenant = e.tenant AND r.reverses = e.id
                    AND r.memo = \(withdrawal))
            """, in: tx)
        let again = entries.map { entry in
            JournalEntry(entry.kind, for: entry.document, about: entry.about, memo: memo, entry.postings)
        }
        try post(again, in: tx)
        return again.count
    }

    /// Entries with their postings, oldest first: one statement.
    private static func standing(_ condition: SQL, in tx: Transaction) throws -> [StandingEntry] {
        var entries: [StandingEntry] = []
        try tx.each(
            """
            SELECT e.id, e.kind, e.document, e.about, a.purpose, a.holder, p.amount_minor, p.currency
            FROM ledger_entry e
            JOIN ledger_posting p ON p.tenant = e.tenant AND p.lane = e.lane AND p.seq = e.seq
            JOIN ledger_account a ON a.tenant = p.tenant AND a.id = p.account_id
            WHERE e.tenant = \(tx.tenant) AND \(condition)
            ORDER BY e.recorded_at, e.lane, e.seq, p.line
            """
        ) { row in
            let id: ID<Entry> = try row.next()
            let entry = StandingEntry(
                id: id, kind: try row.next(), document: try row.next(), about: try row.next())
            if entries.last?.id != id { entries.append(entry) }
            let key = try AccountKey(purpose: row.next(), holderText: row.next())
            let minor: Int64 = try row.next()
            let posting = Posting.debit(key, Money(minor, try row.next()))
            entries[entries.count - 1].postings.append(posting)
        }
        return entries
    }

    /// What stands in the books about records, by purpose: debits less credits, without what is nothing. One statement,
    /// for up to some hundred records.
    public static func sums(about records: [Reference], in db: Reader) throws -> [Reference: [AccountPurpose: Money]] {
        var sums: [Reference: [AccountPurpose: Money]] = [:]
        if records.isEmpty { return sums }
        try db.each(
            """
            SELECT e.about, a.purpose, sum(p.amount_minor), p.currency
            FROM ledger_entry e
            JOIN ledger_posting p ON p.tenant = e.tenant AND p.lane = e.lane AND p.seq = e.seq
            JOIN ledger_account a ON a.tenant = p.tenant AND a.id = p.account_id
            WHERE e.tenant = \(db.tenant) AND e.about IN \(list: records.map(\.description))
            GROUP BY e.about, a.purpose, p.currency HAVING sum(p.amount_minor) <> 0
            """
        ) { row in
            let about: Reference = try row.next()
            let purpose: AccountPurpose = try row.next()
            let minor: Int64 = try row.next()
            sums[about, default: [:]][purpose] = Money(minor, try row.next())
        }
        return sums
    }

    /// What stands in the books altogether, by purpose and currency: debits less credits.
    public static func totals(in db: Reader) throws -> [AccountPurpose: [Money]] {
        var totals: [AccountPurpose: [Money]] = [:]
        try db.each(
            """
            SELECT a.purpose, sum(b.debit_minor - b.credit_minor), a.currency
            FROM ledger_account a JOIN ledger_balance b ON b.tenant = a.tenant AND b.account_id = a.id
            WHERE a.tenant = \(db.tenant) GROUP BY a.purpose, a.currency
            """
        ) { row in
            let purpose: AccountPurpose = try row.next()
            let minor: Int64 = try row.next()
            totals[purpose, default: []].append(Money(minor, try row.next()))
        }
        return totals
    }
}
