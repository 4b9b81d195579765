import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Ledger

/// A shop with nothing but books, and actions that post to them whatever a test wants.
struct Till: Sendable {
    let world: World

    static let module = Module(
        name: "till", summary: "Posts what tests want.",
        actions: [Post.self, Reverse.self, SetAside.self, LetGo.self, Take.self, Limit.self, Raw.self])

    static func opened(_ engine: Engine, seed: UInt64 = 1) async throws -> Till {
        Till(world: try await World.fresh(engine, modules: [LedgerModule.module, module], seed: seed))
    }

    /// Somebody with an account of their own.
    static func customer(_ number: UInt64) -> Reference {
        Reference(kind: "cus", raw: RawID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 + number))
    }

    static let document = Reference(kind: "ord", raw: RawID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0009))

    static func credit(_ number: UInt64 = 1) -> AccountKey { .storeCredit(of: customer(number)) }

    @discardableResult
    func post(_ lines: [Line], _ kind: EntryKind = .payment, at: Instant? = nil) async throws -> ID<Entry> {
        try await world.perform(Post(kind: kind, lines: lines, at: at)).entry
    }

    /// Gives a customer store credit.
    func grant(_ pounds: Int64, to number: UInt64 = 1) async throws {
        try await post([Line(.goodwill, pounds * 100), Line(.storeCredit, -pounds * 100, of: number)], .credit)
    }

    func balance(_ key: AccountKey) async throws -> Int64 {
        try await world.read { db in try Books.balance(of: key, in: .gbp, db).minorUnits }
    }

    func available(_ key: AccountKey) async throws -> Int64 {
        try await world.read { db in try Books.available(on: key, in: .gbp, db).minorUnits }
    }

    func trial(_ day: CalendarDate? = nil) async throws -> Trial { try await world.fetch(TrialBalance(day: day)) }
}

/// A posting as tests write it: debits positive, in pence unless another currency is named.
struct Line: Codable, Sendable {
    var purpose: AccountPurpose
    var amount: Int64
    var holder: Reference?
    var currency: Currency

    init(_ purpose: AccountPurpose, _ amount: Int64, of number: UInt64? = nil, in currency: Currency = .gbp) {
        self.purpose = purpose
        self.amount = amount
        holder = number.map(Till.customer)
        self.currency = currency
    }

    func posting() throws -> Posting {
        let key = try holder.map { try AccountKey.of($0, purpose) } ?? .shop(purpose)
        return .debit(key, Money(amount, currency))
    }
}

struct Posted: Codable, Sendable { let entry: ID<Entry> }

struct Post: Action {
    static let name: ActionName = "till.post"
    static let permission: Permission = "till.use"
    static let summary = "Posts."
    var kind: EntryKind
    var lines: [Line]
    var at: Instant?
    func perform(in tx: Transaction) throws -> Posted {
        let postings = try lines.map { try $0.posting() }
        return Posted(entry: try Books.post(JournalEntry(kind, for: Till.document, at: at, postings), in: tx))
    }
}

struct Reverse: Action {
    static let name: ActionName = "till.reverse"
    static let permission: Permission = "till.use"
    static let summary = "Reverses."
    var entry: ID<Entry>
    func perform(in tx: Transaction) throws -> Posted { Posted(entry: try Books.reverse(entry, memo: "wrong", in: tx)) }
}

struct SetAside: Action {
    static let name: ActionName = "till.set_aside"
    static let permission: Permission = "till.use"
    static let summary = "Holds."
    var customer: UInt64
    var amount: Int64
    func perform(in tx: Transaction) throws -> Hold {
        try Books.hold(Money(amount, .gbp), of: Till.credit(customer), for: Till.document, in: tx)
    }
}

struct LetGo: Action {
    static let name: ActionName = "till.let_go"
    static let permission: Permission = "till.use"
    static let summary = "Releases."
    var hold: ID<Hold>
    func perform(in tx: Transaction) throws -> Hold { try Books.release(hold, in: tx) }
}

struct Take: Action {
    static let name: ActionName = "till.take"
    static let permission: Permission = "till.use"
    static let summary = "Takes what is held."
    var hold: ID<Hold>
    var lines: [Line]
    func perform(in tx: Transaction) throws -> Posted {
        let entry = JournalEntry(.credit, for: Till.document, try lines.map { try $0.posting() })
        return Posted(entry: try Books.take(hold, with: entry, in: tx))
    }
}

struct Limit: Action {
    static let name: ActionName = "till.limit"
    static let permission: Permission = "till.use"
    static let summary = "Sets a limit."
    var customer: UInt64
    var amount: Int64
    func perform(in tx: Transaction) throws -> Done {
        try Books.limit(Till.credit(customer), to: Money(amount, .gbp), in: tx)
        return Done()
    }
}

/// What somebody might do who goes round the books.
struct Raw: Action {
    static let name: ActionName = "till.raw"
    static let permission: Permission = "till.use"
    static let summary = "Writes to the tables."
    static let route = ActionRoute.internalOnly

    enum Deed: String, Codable, Sendable, CaseIterable {
        case unbalanced, incomplete, orphan, added, changed, deleted, overdrawn, otherCurrency
    }

    var deed: Deed

    func perform(in tx: Transaction) throws -> Done {
        let lane = tx.lane
        let last: Int64 =
            try tx.scalar(
                "SELECT max(seq) FROM ledger_entry WHERE tenant = \(tx.tenant) AND lane = \(lane)") ?? 0
        switch deed {
        case .unbalanced:
            try posting(last + 1, 1, 100, in: tx)
            try posting(last + 1, 2, -99, in: tx)
            try entry(last + 1, of: 2, in: tx)
        case .incomplete:
            try posting(last + 1, 1, 100, in: tx)
            try posting(last + 1, 2, -100, in: tx)
            try entry(last + 1, of: 3, in: tx)
        case .orphan:
            try posting(last + 1, 1, 100, in: tx)
            try posting(last + 1, 2, -100, in: tx)
        case .added: try posting(last, 9, 100, in: tx)
        case .changed: try tx.execute("UPDATE ledger_posting SET amount_minor = 1 WHERE tenant = \(tx.tenant)")
        case .deleted: try tx.execute("DELETE FROM ledger_entry WHERE tenant = \(tx.tenant)")
        case .overdrawn:
            try tx.execute(
                """
                UPDATE ledger_balance SET held_minor = 1000000
                WHERE tenant = \(tx.tenant) AND limit_minor IS NOT NULL
                """)
        case .otherCurrency:
            try posting(last + 1, 1, 100, in: tx, "EUR")
            try posting(last + 1, 2, -100, in: tx, "EUR")
            try entry(last + 1, of: 2, in: tx)
        }
        return Done()
    }

    private func posting(
        _ seq: Int64, _ line: Int, _ amount: Int64, in tx: Transaction, _ currency: String = "GBP"
    ) throws {
        try tx.execute(
            """
            INSERT INTO ledger_posting (tenant, lane, seq, line, account_id, currency, amount_minor, at)
            SELECT tenant, \(tx.lane), \(seq), \(line), id, \(currency), \(amount), 0 FROM ledger_account
            WHERE tenant = \(tx.tenant) AND purpose = 'goodwill' AND currency = 'GBP'
            """)
    }

    private func entry(_ seq: Int64, of postings: Int, in tx: Transaction) throws {
        let id: ID<Entry> = tx.newID()
        let none: [UInt8] = []
        try tx.execute(
            """
            INSERT INTO ledger_entry (tenant, lane, seq, id, kind, document, about, at, recorded_at, principal, postings,
                amount_minor, currency, previous_hash, hash)
            VALUES (\(tx.tenant), \(tx.lane), \(seq), \(id), 'payment', 'x', 'x', 0, 0, 'x', \(postings), 100, 'GBP',
                \(none), \(none))
            """)
    }
}
