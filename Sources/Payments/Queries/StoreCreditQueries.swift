import Customers
import Kernel
import Ledger
import Platform
import Store

/// Store credit as it was given, the newest first.
struct ListStoreCredit: ListQuery {
    static let name: QueryName = "store_credit.list"
    static let permission = Permission.storeCreditRead
    static let summary = "Store credit as it was given, with what is left of it; newest first."

    var customer: ID<Customer>?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<StoreCreditGrant> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        if let customer { conditions.add("customer_id = \(customer)") }
        return try db.page(
            StoreCreditGrant.table.columns, from: StoreCreditGrant.table.sql, where: conditions,
            order: .descending("id"), limit: limit, after: after
        ) { row in try StoreCreditGrant(row: &row) }
    }
}

/// Store credit that was given once.
struct GetStoreCredit: Query {
    static let name: QueryName = "store_credit.get"
    static let permission = Permission.storeCreditRead
    static let summary = "Store credit that was given once, with what is left of it."

    var storeCredit: ID<StoreCreditGrant>

    func fetch(in db: Reader) throws -> StoreCreditGrant { try db.find(storeCredit) }
}

/// What a customer has.
struct StoreCreditBalance: Query {
    static let name: QueryName = "store_credit.balance"
    static let permission = Permission.storeCreditRead
    static let summary = "What store credit a customer has, and what runs out next."

    var customer: ID<Customer>

    struct Output: Codable, Sendable {
        /// Who.
        let customer: ID<Customer>
        /// What they have; below nothing where more was spent than was there.
        let balance: Money
        /// What they can spend, with what the shop allows beyond it.
        let available: Money
        /// What is left of each grant, what runs out first first; at most a hundred.
        let grants: [StoreCreditGrant]
    }

    func fetch(in db: Reader) throws -> Output {
        _ = try db.find(customer)
        let currency = try db.shop.currency
        let key = AccountKey.storeCredit(of: customer.reference)
        let grants = try db.records(
            StoreCreditGrant.self, where: "customer_id = \(customer) AND remaining_minor > 0",
            tail: "ORDER BY expires_at NULLS LAST, id LIMIT 100")
        return Output(
            customer: customer, balance: try Books.balance(of: key, in: currency, db),
            available: try Books.available(on: key, in: currency, db), grants: grants)
    }
}
