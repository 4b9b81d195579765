import Kernel
import Platform
import Store

/// An account with what is on it.
public struct Account: Codable, Sendable, Identified {
    /// `acc_…`
    public static let idPrefix = "acc"

    /// The id.
    public let id: ID<Account>
    /// What its amounts are.
    public let purpose: AccountPurpose
    /// Where it stands in the books.
    public let type: AccountType
    /// Whose it is; absent where the shop has one for all.
    public let holder: Reference?
    /// Everything debited to it.
    public let debits: Money
    /// Everything credited to it.
    public let credits: Money
    /// The natural balance: debits less credits of an asset or expense, credits less debits of the others.
    public let balance: Money
    /// What of the balance is set aside.
    public let held: Money
    /// How far below zero it may go, where it may not go anywhere.
    public let limit: Money?
    /// When it was first posted to.
    public let openedAt: Instant

    static let columns: SQL = """
        a.id, a.purpose, a.holder, a.currency, a.opened_at, coalesce(sum(b.debit_minor), 0),
        coalesce(sum(b.credit_minor), 0), coalesce(sum(b.held_minor), 0), max(b.limit_minor)
        """

    init(row: inout Row) throws {
        id = try row.next()
        let purpose: AccountPurpose = try row.next()
        let key = try AccountKey(purpose: purpose, holderText: row.next())
        let currency: Currency = try row.next()
        openedAt = try row.next()
        let debits: Int64 = try row.next()
        let credits: Int64 = try row.next()
        let held: Int64 = try row.next()
        let limit: Int64? = try row.next()
        self.purpose = purpose
        type = purpose.type
        holder = key.holder
        self.debits = Money(debits, currency)
        self.credits = Money(credits, currency)
        balance = Money((debits - credits) * purpose.type.side, currency)
        self.held = Money(held, currency)
        self.limit = limit.map { Money($0, currency) }
    }
}

/// Finds and opens accounts.
enum Accounts {
    /// The ids of accounts, opened where they are new. One statement when all are there, four when not.
    static func ids(
        of addresses: Set<AccountAddress>, in tx: Transaction
    ) throws -> [AccountAddress: ID<Account>] {
        var known = try find(addresses, in: tx)
        let missing = addresses.filter { known[$0] == nil }.sorted { $0.key.holderText < $1.key.holderText }
        if missing.isEmpty { return known }
        try open(missing, in: tx)
        known.merge(try find(Set(missing), in: tx)) { first, _ in first }
        for address in addresses {
            try invariant(known[address] != nil, "an account that was opened is there")
        }
        return known
    }

    static func find(_ addresses: Set<AccountAddress>, in db: Reader) throws -> [AccountAddress: ID<Account>] {
        let purposes = Set(addresses.map(\.key.purpose)).sorted { $0.rawValue < $1.rawValue }
        let currencies = Set(addresses.map(\.currency.code)).sorted()
        let holders = Set(addresses.map(\.key.holderText)).sorted()
        let rows: [(AccountAddress, ID<Account>)] = try db.rows(
            """
            SELECT id, purpose, holder, currency FROM ledger_account
            WHERE tenant = \(db.tenant) AND purpose IN \(list: purposes) AND currency IN \(list: currencies)
                AND holder IN \(list: holders)
            """
        ) { row in
            let id: ID<Account> = try row.next()
            let key = try AccountKey(purpose: row.next(), holderText: row.next())
            return (AccountAddress(key: key, currency: try row.next()), id)
        }
        return Dictionary(uniqueKeysWithValues: rows.filter { addresses.contains($0.0) })
    }

    /// Opens accounts unless somebody else has at the same moment. Accounts with a limit get their balance at once.
    private static func open(_ addresses: [AccountAddress], in tx: Transaction) throws {
        for address in addresses {
            let id: ID<Account> = tx.newID()
            let side = address.key.purpose.type.side
            try tx.execute(
                """
                INSERT INTO ledger_account (tenant, id, purpose, currency, holder, opened_at)
                VALUES (\(tx.tenant), \(id), \(address.key.purpose), \(address.currency.code),
                    \(address.key.holderText), \(tx.now))
                ON CONFLICT (tenant, purpose, currency, holder) DO NOTHING
                """)
            guard address.key.purpose.isHeld else { continue }
            try tx.execute(
                """
                INSERT INTO ledger_balance (
                    tenant, account_id, lane, side, debit_minor, credit_minor, held_minor, limit_minor)
                SELECT tenant, id, 0, \(side), 0, 0, 0, 0 FROM ledger_account
                WHERE tenant = \(tx.tenant) AND purpose = \(address.key.purpose)
                    AND currency = \(address.currency.code) AND holder = \(address.key.holderText)
                ON CONFLICT (tenant, account_id, lane) DO NOTHING
                """)
        }
    }
}
