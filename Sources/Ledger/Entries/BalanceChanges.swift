import Kernel
import Platform
import Store

/// What entries do to balances, summed for each account: accounts with a limit one by one under their guard, in the
/// order of their ids, the others together in rows of this connection's lane that nobody else writes.
struct BalanceChanges {
    private struct Change {
        var debit: Int64 = 0
        var credit: Int64 = 0
    }

    private var changes: [AccountAddress: Change] = [:]

    init(of entries: [JournalEntry]) throws {
        for posting in entries.flatMap(\.postings) {
            var change = changes[posting.address, default: Change()]
            let currency = posting.amount.currency
            if posting.amount.isPositive {
                change.debit = try Money(change.debit, currency).adding(posting.amount).minorUnits
            } else {
                change.credit = try Money(change.credit, currency).subtracting(posting.amount).minorUnits
            }
            changes[posting.address] = change
        }
    }

    /// Changes the balances. Refuses when an account with a limit would go below it.
    func apply(to accounts: [AccountAddress: ID<Account>], in tx: Transaction) throws {
        let all = try changes.map { address, change -> (id: ID<Account>, address: AccountAddress, change: Change) in
            guard let id = accounts[address] else {
                throw Problem(.internal, "ledger.no_account", "An account was not opened.")
            }
            return (id, address, change)
        }.sorted { $0.id < $1.id }
        var rows: [SQL] = []
        for (id, address, change) in all {
            if address.key.purpose.isHeld {
                try applyGuarded(change, to: id, address, in: tx)
            } else {
                let side = address.key.purpose.type.side
                rows.append("(\(tx.tenant), \(id), \(tx.lane), \(side), \(change.debit), \(change.credit), 0)")
            }
        }
        if rows.isEmpty { return }
        try tx.send(
            """
            INSERT INTO ledger_balance (tenant, account_id, lane, side, debit_minor, credit_minor, held_minor)
            VALUES \(SQL.joined(rows))
            ON CONFLICT (tenant, account_id, lane) DO UPDATE
            SET debit_minor = ledger_balance.debit_minor + excluded.debit_minor,
                credit_minor = ledger_balance.credit_minor + excluded.credit_minor
            """)
    }

    private func applyGuarded(
        _ change: Change, to id: ID<Account>, _ address: AccountAddress, in tx: Transaction
    ) throws {
        let changed = try tx.execute(
            """
            UPDATE ledger_balance
            SET debit_minor = debit_minor + \(change.debit), credit_minor = credit_minor + \(change.credit)
            WHERE tenant = \(tx.tenant) AND account_id = \(id) AND lane = 0
                AND (debit_minor + \(change.debit) - credit_minor - \(change.credit)) * side - held_minor
                    + limit_minor >= 0
            """)
        if changed == 1 { return }
        let wanted = Money((change.credit - change.debit) * address.key.purpose.type.side, address.currency)
        throw try Problem.notEnough(address, wanted: wanted, in: tx)
    }
}
