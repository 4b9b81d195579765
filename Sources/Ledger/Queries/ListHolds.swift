import Kernel
import Platform
import Store

/// What is set aside, newest first.
struct ListHolds: ListQuery {
    static let name: QueryName = "ledger_holds.list"
    static let permission = Permission.ledgerRead
    static let summary = "Amounts set aside of accounts, newest first."

    var state: AnyOf<Hold.State>?
    /// Of which account.
    var account: ID<Account>?
    /// For which document.
    var document: Reference?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<Hold> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state")
        if let account { conditions.add("account_id = \(account)") }
        if let document { conditions.add("document = \(document.description)") }
        return try db.page(
            Hold.table.columns, from: Hold.table.sql, where: conditions, order: .descending("id"), limit: limit,
            after: after
        ) { row in try Hold(row: &row) }
    }
}

/// One hold.
struct GetHold: Query {
    static let name: QueryName = "ledger_holds.get"
    static let permission = Permission.ledgerRead
    static let summary = "One amount that is or was set aside."

    var ledgerHold: ID<Hold>

    func fetch(in db: Reader) throws -> Hold { try db.find(ledgerHold) }
}
