import Kernel
import Platform
import Store

/// The ledger's promises.
enum LedgerChecks {
    static let all = [balanced, kept, held, chained]

    private static let balanced = Check(
        "ledger.entries_balance", "Every entry's postings sum to zero in each currency, and all are there (I1)."
    ) { db in
        try db.rows(
            """
            SELECT e.id FROM ledger_entry e WHERE e.tenant = \(db.tenant) AND (
                e.postings <> (SELECT count(*) FROM ledger_posting p
                    WHERE p.tenant = e.tenant AND p.lane = e.lane AND p.seq = e.seq)
                OR EXISTS (SELECT 1 FROM ledger_posting p
                    WHERE p.tenant = e.tenant AND p.lane = e.lane AND p.seq = e.seq
                    GROUP BY p.currency HAVING sum(p.amount_minor) <> 0))
            ORDER BY e.id LIMIT 100
            """
        ) { row in "\(try row.next() as ID<Entry>) does not balance" }
    }

    private static let kept = Check(
        "ledger.balances_equal_postings", "What an account was debited and credited is the sum of its postings (I1).",
        repair: { db, limit in try RecomputeBalances.proposed(wrongSums(limit, in: db), in: db) },
        findings: { db in
            try db.rows(wrongSums(100, in: db)) { row in
                "\(try row.next() as ID<Account>) (\(try row.next() as String)) is not the sum of its postings"
            }
        })

    private static func wrongSums(_ limit: Int, in db: Reader) -> SQL {
        """
        SELECT a.id, a.purpose FROM ledger_account a
        LEFT JOIN (
            SELECT p.account_id, sum(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END) AS debit,
                -sum(CASE WHEN p.amount_minor < 0 THEN p.amount_minor ELSE 0 END) AS credit
            FROM ledger_posting p WHERE p.tenant = \(db.tenant) GROUP BY p.account_id
        ) s ON s.account_id = a.id
        LEFT JOIN (
            SELECT b.account_id, sum(b.debit_minor) AS debit, sum(b.credit_minor) AS credit
            FROM ledger_balance b WHERE b.tenant = \(db.tenant) GROUP BY b.account_id
        ) k ON k.account_id = a.id
        WHERE a.tenant = \(db.tenant) AND (coalesce(s.debit, 0) <> coalesce(k.debit, 0)
            OR coalesce(s.credit, 0) <> coalesce(k.credit, 0))
        ORDER BY a.id LIMIT \(limit)
        """
    }

    private static let held = Check(
        "ledger.held_equals_holds", "What is held of an account is the sum of its active holds (I4).",
        repair: { db, limit in try RecomputeBalances.proposed(wrongHeld(limit, in: db), in: db) },
        findings: { db in
            try db.rows(wrongHeld(100, in: db)) { row in
                "\(try row.next() as ID<Account>) holds something else than its holds"
            }
        })

    private static func wrongHeld(_ limit: Int, in db: Reader) -> SQL {
        """
        SELECT b.account_id FROM ledger_balance b
        LEFT JOIN (
            SELECT h.account_id, sum(h.amount_minor) AS held FROM ledger_hold h
            WHERE h.tenant = \(db.tenant) AND h.state = 'active' GROUP BY h.account_id
        ) s ON s.account_id = b.account_id
        WHERE b.tenant = \(db.tenant) AND b.limit_minor IS NOT NULL AND b.held_minor <> coalesce(s.held, 0)
        ORDER BY b.account_id LIMIT \(limit)
        """
    }

    private static let chained = Check(
        "ledger.chain_unbroken", "The ledger is append-only and hash-chained (I2)."
    ) { db in try EntryLog.breaks(in: db) }
}

extension EntryLog {
    /// Recomputes every chain of the shop; the first hundred places where one does not hold.
    static func breaks(in db: Reader) throws -> [String] {
        var findings: [String] = []
        var lane: Int64 = -1
        var expected: (seq: Int64, hash: [UInt8]) = (0, HashChain.genesis)
        var lines = try PostingsInOrder(db)
        try db.each(
            """
            SELECT lane, seq, previous_hash, hash, id, kind, document, about, at, recorded_at, memo, principal,
                reverses
            FROM ledger_entry WHERE tenant = \(db.tenant) ORDER BY lane, seq
            """
        ) { row in
            let rowLane: Int64 = try row.next()
            let seq: Int64 = try row.next()
            let previous: [UInt8] = try row.next()
            let stored: [UInt8] = try row.next()
            if rowLane != lane { (lane, expected) = (rowLane, (0, HashChain.genesis)) }
            let entry = try StoredEntry(row: &row, lines: lines.take(lane, seq))
            let isWhole =
                seq == expected.seq + 1 && previous == expected.hash
                && entry.hash(after: previous, tenant: db.tenant, lane: lane, seq: seq) == stored
            if !isWhole, findings.count < 100 { findings.append("lane \(lane): entry \(seq) was altered or moved") }
            expected = (seq, stored)
        }
        return findings
    }
}

extension StoredEntry {
    init(row: inout Row, lines: [StoredPosting]) throws {
        id = try row.next()
        kind = try row.next()
        document = try row.next()
        about = try row.next()
        at = try row.next()
        recordedAt = try row.next()
        memo = try row.next()
        principal = try row.next()
        reverses = try row.next()
        self.lines = lines
    }
}

/// The postings of a shop in the order of their entries, a few thousand at a time.
private struct PostingsInOrder {
    private static let portion = 5_000
    private let db: Reader
    private var loaded: [(lane: Int64, seq: Int64, line: Int64, posting: StoredPosting)] = []
    private var next = 0
    private var isOver = false

    init(_ db: Reader) throws {
        self.db = db
        try load(after: (-1, 0, 0))
    }

    /// The postings of the entry; what belongs to entries before it and was left is passed over.
    mutating func take(_ lane: Int64, _ seq: Int64) throws -> [StoredPosting] {
        var taken: [StoredPosting] = []
        while let item = try peek(), (item.lane, item.seq) <= (lane, seq) {
            if (item.lane, item.seq) == (lane, seq) { taken.append(item.posting) }
            next += 1
        }
        return taken
    }

    private mutating func peek() throws -> (lane: Int64, seq: Int64, line: Int64, posting: StoredPosting)? {
        if next < loaded.count { return loaded[next] }
        guard let last = loaded.last, !isOver else { return nil }
        try load(after: (last.lane, last.seq, last.line))
        return loaded.first
    }

    private mutating func load(after place: (Int64, Int64, Int64)) throws {
        loaded = try db.rows(
            """
            SELECT lane, seq, line, account_id, amount_minor, currency FROM ledger_posting
            WHERE tenant = \(db.tenant) AND (lane, seq, line) > (\(place.0), \(place.1), \(place.2))
            ORDER BY lane, seq, line LIMIT \(Self.portion)
            """
        ) { row in
            let (lane, seq, line): (Int64, Int64, Int64) = (try row.next(), try row.next(), try row.next())
            let account: RawID = try row.next()
            let minor: Int64 = try row.next()
            return (lane, seq, line, StoredPosting(account: account, amount: Money(minor, try row.next())))
        }
        next = 0
        isOver = loaded.count < Self.portion
    }
}
