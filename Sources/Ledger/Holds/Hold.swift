import Kernel
import Platform
import Store

/// An amount that is set aside of somebody's account until it is taken or released.
public struct Hold: Record {
    /// `hld_…`
    public static let idPrefix = "hld"
    /// Its table.
    public static let table = Table(
        "ledger_hold", "account_id, currency, amount_minor, document, state, created_at, closed_at")

    /// The life of a hold.
    public enum State: String, Codable, Sendable, CaseIterable, FilterValue {
        case active, taken, released
    }

    /// Active until one end; ends are final.
    public static let lifecycle = StateMachine<State>(
        startsAt: .active, [.active: [.taken, .released], .taken: [], .released: []])

    /// The id.
    public let id: ID<Hold>
    /// Counts the saves.
    public var version: Int
    /// Of which account.
    public let account: ID<Account>
    /// How much.
    public let amount: Money
    /// For which document.
    public let document: Reference
    /// Where it stands.
    public internal(set) var state: State
    /// Since when.
    public let createdAt: Instant
    /// When it ended.
    public internal(set) var closedAt: Instant?

    init(id: ID<Hold>, account: ID<Account>, amount: Money, document: Reference, createdAt: Instant) {
        self.id = id
        version = 1
        self.account = account
        self.amount = amount
        self.document = document
        state = .active
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        account = try row.next()
        let currency: Currency = try row.next()
        let minor: Int64 = try row.next()
        amount = Money(minor, currency)
        document = try row.next()
        state = try row.next()
        createdAt = try row.next()
        closedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(account)
        values.add(amount.currency.code)
        values.add(amount.minorUnits)
        values.add(document.description)
        values.add(state)
        values.add(createdAt)
        values.add(closedAt)
    }
}

extension Books {
    /// Sets an amount of somebody's account aside. Refuses with `ledger.not_enough` when less is available.
    public static func hold(
        _ amount: Money, of key: AccountKey, for document: Reference, in tx: Transaction
    ) throws -> Hold {
        try invariant(key.purpose.isHeld && amount.isPositive, "something is held, of an account of somebody")
        let address = AccountAddress(key: key, currency: amount.currency)
        guard let account = try Accounts.ids(of: [address], in: tx)[address] else {
            throw Problem.notEnough(address, wanted: amount, available: .zero(amount.currency))
        }
        let changed = try tx.execute(
            """
            UPDATE ledger_balance SET held_minor = held_minor + \(amount.minorUnits)
            WHERE tenant = \(tx.tenant) AND account_id = \(account) AND lane = 0
                AND (debit_minor - credit_minor) * side - held_minor - \(amount.minorUnits) + limit_minor >= 0
            """)
        if changed == 0 { throw try Problem.notEnough(address, wanted: amount, in: tx) }
        let hold = Hold(id: tx.newID(), account: account, amount: amount, document: document, createdAt: tx.now)
        try tx.insert(hold)
        return hold
    }

    /// Ends a hold without taking anything.
    @discardableResult
    public static func release(_ id: ID<Hold>, in tx: Transaction) throws -> Hold { try end(id, .released, in: tx) }

    /// Ends a hold with the entry that spends from its account. What the entry takes may be more or less than was held.
    @discardableResult
    public static func take(_ id: ID<Hold>, with entry: JournalEntry, in tx: Transaction) throws -> ID<Entry> {
        try end(id, .taken, in: tx)
        return try post(entry, in: tx)
    }

    @discardableResult
    private static func end(_ id: ID<Hold>, _ state: Hold.State, in tx: Transaction) throws -> Hold {
        var hold = try tx.find(id)
        try Hold.lifecycle.move(&hold.state, to: state)
        hold.closedAt = tx.now
        try tx.save(&hold)
        try tx.execute(
            """
            UPDATE ledger_balance SET held_minor = held_minor - \(hold.amount.minorUnits)
            WHERE tenant = \(tx.tenant) AND account_id = \(hold.account) AND lane = 0
            """)
        return hold
    }
}
