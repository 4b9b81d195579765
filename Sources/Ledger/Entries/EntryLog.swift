import Kernel
import Platform
import Store

/// Writes and reads entries: append-only, each hashed together with its postings and the entry before it in its lane.
enum EntryLog {
    /// Appends entries to the chain of this connection's lane: three statements for any number of entries. The
    /// postings go in first, so that the database can weigh them when the entry follows.
    static func append(
        _ entries: [JournalEntry], _ accounts: [AccountAddress: ID<Account>], in tx: Transaction
    ) throws -> [ID<Entry>] {
        let head = try tx.first(
            """
            SELECT seq, hash FROM ledger_entry WHERE tenant = \(tx.tenant) AND lane = \(tx.lane)
            ORDER BY seq DESC LIMIT 1
            """
        ) { row -> (Int64, [UInt8]) in (try row.next(), try row.next()) }
        var (seq, hash) = head ?? (0, HashChain.genesis)
        var written: [DBValue] = []
        var postings: [DBValue] = []
        var ids: [ID<Entry>] = []
        for entry in entries {
            seq += 1
            let id: ID<Entry> = tx.newID()
            ids.append(id)
            let lines = entry.postings.map { posting -> StoredPosting in
                StoredPosting(account: accounts[posting.address]?.raw ?? id.raw, amount: posting.amount)
            }
            let stored = StoredEntry(
                id: id, kind: entry.kind.rawValue, document: entry.document.description,
                about: entry.about.description, at: entry.at ?? tx.now, recordedAt: tx.now, memo: entry.memo,
                principal: tx.caller.principal, reverses: entry.reverses, lines: lines)
            let next = stored.hash(after: hash, tenant: tx.tenant, lane: tx.lane, seq: seq)
            written += try stored.values(tenant: tx.tenant, lane: tx.lane, seq: seq, previous: hash, hash: next)
            for (index, line) in lines.enumerated() {
                postings += [
                    tx.tenant.dbValue, tx.lane.dbValue, seq.dbValue, (index + 1).dbValue, .id(line.account),
                    line.amount.currency.code.dbValue, line.amount.minorUnits.dbValue, stored.at.dbValue,
                ]
            }
            tx.touch(entry.document)
            hash = next
        }
        try tx.insertMany(
            into: "ledger_posting",
            columns: ["tenant", "lane", "seq", "line", "account_id", "currency", "amount_minor", "at"], values: postings
        )
        try tx.insertMany(into: "ledger_entry", columns: StoredEntry.columns, values: written)
        return ids
    }

    /// The entry, without its lines; refuses with 404 when the shop has none with the id.
    static func find(_ id: ID<Entry>, in db: Reader) throws -> Entry {
        let entry = try db.first(
            "SELECT \(Entry.columns) FROM ledger_entry WHERE tenant = \(db.tenant) AND id = \(id)"
        ) { row in try Entry(row: &row) }
        guard let entry else { throw Problem.notFound(id.reference) }
        return entry
    }
}

/// A posting as it is hashed and stored.
struct StoredPosting {
    let account: RawID
    let amount: Money
}

/// An entry as it is hashed and stored.
struct StoredEntry {
    let id: ID<Entry>
    let kind: String
    let document: String
    let about: String
    let at: Instant
    let recordedAt: Instant
    let memo: String?
    let principal: String
    let reverses: ID<Entry>?
    let lines: [StoredPosting]

    static let columns: [StaticString] = [
        "tenant", "lane", "seq", "id", "kind", "document", "about", "at", "recorded_at", "memo", "principal",
        "reverses",
        "postings", "amount_minor", "currency", "previous_hash", "hash",
    ]

    /// `SHA-256(previous hash ‖ each field, length-prefixed)`.
    func hash(after previous: [UInt8], tenant: Int64, lane: Int64, seq: Int64) -> [UInt8] {
        var chain = HashChain(after: previous)
        chain.add([tenant, lane, seq, at.microseconds, recordedAt.microseconds])
        chain.add([id.description, kind, document, about, memo ?? "", principal, reverses?.description ?? ""])
        for line in lines {
            chain.add([line.account.uuidString, line.amount.currency.code])
            chain.add([line.amount.minorUnits])
        }
        return chain.hash()
    }

    func values(tenant: Int64, lane: Int64, seq: Int64, previous: [UInt8], hash: [UInt8]) throws -> [DBValue] {
        let currency = lines[0].amount.currency
        let debits = lines.map(\.amount).filter { $0.isPositive && $0.currency == currency }
        let amount = try Money.sum(debits, in: currency)
        return [
            tenant.dbValue, lane.dbValue, seq.dbValue, .id(id.raw), .text(kind), .text(document), .text(about),
            at.dbValue, recordedAt.dbValue, memo.dbValue, .text(principal), reverses.dbValue, lines.count.dbValue,
            amount.minorUnits.dbValue, .text(currency.code), .blob(previous), .blob(hash),
        ]
    }
}
