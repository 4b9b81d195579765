import Kernel
import Platform
import Store

/// The trial balance: what was debited and credited for each purpose and currency. Both sides are always equal.
struct TrialBalance: Query {
    static let name: QueryName = "ledger.trial_balance"
    static let permission = Permission.ledgerRead
    static let summary = "The trial balance: debits and credits of each kind of account, now or at the end of a day."

    /// At the end of this day of the shop's calendar; now when absent.
    var day: CalendarDate?

    /// One statement; with a day, one for the shop and one for what was posted since.
    func fetch(in db: Reader) throws -> Trial {
        var sums = try Self.sums(
            """
            SELECT a.purpose, a.currency, sum(b.debit_minor), sum(b.credit_minor), count(DISTINCT a.id)
            FROM ledger_account a JOIN ledger_balance b ON b.tenant = a.tenant AND b.account_id = a.id
            WHERE a.tenant = \(db.tenant) GROUP BY a.purpose, a.currency
            """, in: db)
        if let day {
            let end = ZonedCalendar(try db.shop.timeZone).startOfDay(day.adding(days: 1))
            let since = try Self.sums(
                """
                SELECT a.purpose, a.currency, sum(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END),
                    -sum(CASE WHEN p.amount_minor < 0 THEN p.amount_minor ELSE 0 END), 0
                FROM ledger_account a JOIN ledger_posting p ON p.tenant = a.tenant AND p.account_id = a.id
                WHERE a.tenant = \(db.tenant) AND p.at >= \(end) GROUP BY a.purpose, a.currency
                """, in: db)
            for (key, sum) in since {
                sums[key]?.debit -= sum.debit
                sums[key]?.credit -= sum.credit
            }
        }
        return Trial(sums)
    }

    struct Key: Hashable {
        let purpose: AccountPurpose
        let currency: Currency
    }

    struct Sum {
        var debit: Int64
        var credit: Int64
        let accounts: Int
    }

    private static func sums(_ sql: SQL, in db: Reader) throws -> [Key: Sum] {
        let rows = try db.rows(sql) { row -> (Key, Sum) in
            let key = Key(purpose: try row.next(), currency: try row.next())
            return (key, Sum(debit: try row.next(), credit: try row.next(), accounts: try row.next()))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}

/// A trial balance.
struct Trial: Codable, Sendable {
    /// The accounts of one purpose and currency together.
    struct Line: Codable, Sendable {
        let purpose: AccountPurpose
        let type: AccountType
        let debits: Money
        let credits: Money
        /// The natural balance.
        let balance: Money
        /// How many accounts there are of it.
        let accounts: Int
    }

    /// Both sides of one currency.
    struct Total: Codable, Sendable {
        let debits: Money
        let credits: Money
    }

    /// In the order of the books: assets, liabilities, equity, income, expenses.
    let lines: [Line]
    /// The totals of each currency.
    let totals: [Total]
    /// Whether both sides are equal in every currency.
    let isBalanced: Bool

    init(_ sums: [TrialBalance.Key: TrialBalance.Sum]) {
        let order = Dictionary(uniqueKeysWithValues: AccountPurpose.allCases.enumerated().map { ($1, $0) })
        let sorted = sums.sorted { first, second in
            let (a, b) = (first.key, second.key)
            return (a.currency.code, order[a.purpose] ?? 0) < (b.currency.code, order[b.purpose] ?? 0)
        }
        lines = sorted.map { key, sum in
            Line(
                purpose: key.purpose, type: key.purpose.type, debits: Money(sum.debit, key.currency),
                credits: Money(sum.credit, key.currency),
                balance: Money((sum.debit - sum.credit) * key.purpose.type.side, key.currency), accounts: sum.accounts)
        }
        let grouped = Dictionary(grouping: sorted, by: \.key.currency)
        totals = grouped.sorted { $0.key.code < $1.key.code }.map { currency, rows in
            Total(
                debits: Money(rows.reduce(0) { $0 + $1.value.debit }, currency),
                credits: Money(rows.reduce(0) { $0 + $1.value.credit }, currency))
        }
        isBalanced = totals.allSatisfy { $0.debits == $0.credits }
    }
}
