import Kernel
import Platform
import Store

/// The one way to write money: balanced entries, with what they do to the balances of their accounts.
public enum Books {
    /// Posts an entry and answers its id. Refuses with `ledger.not_enough` when an account that belongs to somebody
    /// would go below its limit.
    @discardableResult
    public static func post(_ entry: JournalEntry, in tx: Transaction) throws -> ID<Entry> {
        try post([entry], in: tx)[0]
    }

    /// Posts entries together, in order: as many statements as for one.
    @discardableResult
    public static func post(_ entries: [JournalEntry], in tx: Transaction) throws -> [ID<Entry>] {
        if entries.isEmpty { return [] }
        for entry in entries { try entry.check() }
        let addresses = Set(entries.flatMap { entry in entry.postings.map(\.address) })
        let accounts = try Accounts.ids(of: addresses, in: tx)
        try BalanceChanges(of: entries).apply(to: accounts, in: tx)
        return try EntryLog.append(entries, accounts, in: tx)
    }

    /// Leaves an entry to be posted with all others of the transaction when its actions have returned: for movements
    /// between accounts of the shop, which are never refused.
    public static func collect(_ entry: JournalEntry, in tx: Transaction) throws {
        try entry.check()
        let isOfShop = entry.postings.allSatisfy { !$0.account.purpose.isHeld }
        try invariant(isOfShop, "what may be refused is posted at once")
        tx.collect(entry)
    }

    /// Posts the opposite of an entry. An entry is taken back once, and what takes back is not taken back itself.
    @discardableResult
    public static func reverse(_ id: ID<Entry>, memo: String? = nil, in tx: Transaction) throws -> ID<Entry> {
        let entry = try EntryLog.find(id, in: tx)
        if entry.kind == .reversal { throw Problem.alreadyReversed(id) }
        let earlier: ID<Entry>? = try tx.scalar(
            "SELECT id FROM ledger_entry WHERE tenant = \(tx.tenant) AND reverses = \(id)")
        if earlier != nil { throw Problem.alreadyReversed(id) }
        let postings = try Entry.lines(of: id, in: tx).map { line -> Posting in
            let key = try AccountKey(purpose: line.purpose, holderText: line.holder?.description ?? "")
            if let debit = line.debit { return try .credit(key, debit) }
            guard let credit = line.credit else { throw Problem.notFound(id.reference) }
            return .debit(key, credit)
        }
        var reversal = JournalEntry(.reversal, for: entry.document, about: entry.about, memo: memo, postings)
        reversal.reverses = id
        return try post(reversal, in: tx)
    }

    /// The natural balance of an account; nothing when it was never posted to.
    public static func balance(of key: AccountKey, in currency: Currency, _ db: Reader) throws -> Money {
        try read("(debit_minor - credit_minor) * side", of: key, in: currency, db)
    }

    /// What can be spent of an account that belongs to somebody: its balance less what is held, and its limit.
    public static func available(on key: AccountKey, in currency: Currency, _ db: Reader) throws -> Money {
        try read(
            "(debit_minor - credit_minor) * side - held_minor + coalesce(limit_minor, 0)", of: key, in: currency, db)
    }

    private static func read(_ value: SQL, of key: AccountKey, in currency: Currency, _ db: Reader) throws -> Money {
        let minor: Int64? = try db.scalar(
            """
            SELECT sum(\(value)) FROM ledger_balance WHERE tenant = \(db.tenant) AND account_id = (
                SELECT id FROM ledger_account WHERE tenant = \(db.tenant) AND purpose = \(key.purpose)
                    AND currency = \(currency.code) AND holder = \(key.holderText))
            """)
        return Money(minor ?? 0, currency)
    }

    /// Says how far below zero an account that belongs to somebody may go. Refuses less than it is below already.
    public static func limit(_ key: AccountKey, to limit: Money, in tx: Transaction) throws {
        try invariant(key.purpose.isHeld && !limit.isNegative, "a limit is for accounts of somebody, and not negative")
        let address = AccountAddress(key: key, currency: limit.currency)
        guard let account = try Accounts.ids(of: [address], in: tx)[address] else { return }
        let changed = try tx.execute(
            """
            UPDATE ledger_balance SET limit_minor = \(limit.minorUnits)
            WHERE tenant = \(tx.tenant) AND account_id = \(account) AND lane = 0
                AND (debit_minor - credit_minor) * side - held_minor + \(limit.minorUnits) >= 0
            """)
        if changed == 0 { throw Problem.limitInUse(limit) }
    }
}

extension JournalEntry: Collected {
    /// Posts them together.
    public static func write(_ items: [JournalEntry], in tx: Transaction) throws { try Books.post(items, in: tx) }
}

extension Posting {
    var address: AccountAddress { AccountAddress(key: account, currency: amount.currency) }
}
