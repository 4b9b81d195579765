import Kernel
import Platform
import Store

/// The accounts with what is on them.
struct ListAccounts: ListQuery {
    static let name: QueryName = "ledger_accounts.list"
    static let permission = Permission.ledgerRead
    static let summary = "The accounts of the books with their balances."

    var purpose: AnyOf<AccountPurpose>?
    /// Whose they are.
    var holder: Reference?
    var currency: Currency?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<Account> {
        var conditions = Conditions(["a.tenant = \(db.tenant)"])
        conditions.add(purpose, "a.purpose")
        if let holder { conditions.add("a.holder = \(holder.description)") }
        if let currency { conditions.add("a.currency = \(currency.code)") }
        return try db.page(
            Self.columns, from: "ledger_account a", where: conditions, order: .ascending("a.purpose", "a.id"),
            limit: limit, after: after
        ) { row in try Account(row: &row) }
    }

    private static let columns: SQL = """
        a.id, a.purpose, a.holder, a.currency, a.opened_at, \(sum("debit_minor")), \(sum("credit_minor")),
        \(sum("held_minor")),
        (SELECT max(b.limit_minor) FROM ledger_balance b WHERE b.tenant = a.tenant AND b.account_id = a.id)
        """

    private static func sum(_ column: SQL) -> SQL {
        """
        (SELECT coalesce(sum(b.\(column)), 0) FROM ledger_balance b
         WHERE b.tenant = a.tenant AND b.account_id = a.id)
        """
    }
}

/// One account.
struct GetAccount: Query {
    static let name: QueryName = "ledger_accounts.get"
    static let permission = Permission.ledgerRead
    static let summary = "One account of the books with its balance."

    var ledgerAccount: ID<Account>

    func fetch(in db: Reader) throws -> Account {
        let account = try db.first(
            """
            SELECT \(Account.columns) FROM ledger_account a
            LEFT JOIN ledger_balance b ON b.tenant = a.tenant AND b.account_id = a.id
            WHERE a.tenant = \(db.tenant) AND a.id = \(ledgerAccount)
            GROUP BY a.id, a.purpose, a.holder, a.currency, a.opened_at
            """
        ) { row in try Account(row: &row) }
        guard let account else { throw Problem.notFound(ledgerAccount.reference) }
        return account
    }
}
