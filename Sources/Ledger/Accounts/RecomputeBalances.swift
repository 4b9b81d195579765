import Kernel
import Platform
import Store

/// Computes balances again from postings and holds, which are never changed. Doing it twice changes nothing.
struct RecomputeBalances: Action {
    static let name: ActionName = "ledger.recompute_balances"
    static let permission: Permission = "ledger.repair"
    static let summary = "Computes what accounts were debited and credited again from their postings and holds."
    static let limit = 20_000

    /// Whose balances are to be computed again.
    var accounts: [ID<Account>]

    struct Outcome: Codable, Sendable {
        /// How many accounts.
        let accounts: Int
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var check = Validation()
        check.check(accounts.count <= Self.limit, "accounts", "too_many", "At most \(Self.limit) accounts at once.")
        try check.finish()
        let chosen = Set(accounts).sorted()
        for account in chosen { try Self.recompute(account, in: tx) }
        return Outcome(accounts: chosen.count)
    }

    /// All lanes of the balance are put together in the first; others who post to them wait, so nothing is counted that
    /// they have not finished. A balance that would be below its limit is refused: somebody has to raise it first.
    private static func recompute(_ account: ID<Account>, in tx: Transaction) throws {
        let own: SQL = "account_id = \(account)"
        let lanes: [Int64] = try tx.rows(
            """
            SELECT lane FROM ledger_balance WHERE tenant = \(tx.tenant) AND \(own)
            ORDER BY lane \(sqlite: "", postgres: "FOR UPDATE")
            """
        ) { row in try row.next() }
        guard let first = lanes.first else { throw Problem.notFound(account.reference) }
        tx.touch(account.reference)
        let sums: (debit: Int64, credit: Int64)? = try tx.first(
            """
            SELECT CAST(coalesce(sum(CASE WHEN amount_minor > 0 THEN amount_minor ELSE 0 END), 0) AS BIGINT),
                CAST(coalesce(sum(CASE WHEN amount_minor < 0 THEN -amount_minor ELSE 0 END), 0) AS BIGINT)
            FROM ledger_posting WHERE tenant = \(tx.tenant) AND \(own)
            """
        ) { row in (try row.next(), try row.next()) }
        let held: Int64? = try tx.scalar(
            """
            SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM ledger_hold
            WHERE tenant = \(tx.tenant) AND \(own) AND state = 'active'
            """)
        let (debit, credit) = (sums?.debit ?? 0, sums?.credit ?? 0)
        try tx.execute(
            """
            UPDATE ledger_balance SET debit_minor = 0, credit_minor = 0
            WHERE tenant = \(tx.tenant) AND \(own) AND lane <> \(first)
            """)
        let changed = try tx.execute(
            """
            UPDATE ledger_balance SET debit_minor = \(debit), credit_minor = \(credit),
                held_minor = CASE WHEN limit_minor IS NULL THEN 0 ELSE \(held ?? 0) END
            WHERE tenant = \(tx.tenant) AND \(own) AND lane = \(first) AND (limit_minor IS NULL
                OR (\(debit) - \(credit)) * side - \(held ?? 0) + limit_minor >= 0)
            """)
        if changed == 1 { return }
        throw Problem(
            .conflict, "ledger.below_limit", "By its postings and holds the account is below its limit.",
            remedy: "Release holds or raise the limit, then try again.", details: ["account": account.description])
    }

    /// The repair of the accounts that a query found, their ids first. Nothing follows from postings that were altered:
    /// where the chain is broken, people decide.
    static func proposed(_ sql: SQL, in db: Reader) throws -> RecomputeBalances? {
        guard try EntryLog.breaks(in: db).isEmpty else { return nil }
        let accounts: [ID<Account>] = try db.rows(sql) { row in try row.next() }
        return accounts.isEmpty ? nil : RecomputeBalances(accounts: accounts)
    }
}
