import Kernel
import Store

/// Something the provider of test mode was asked to do.
public struct TestEffect: Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable { case charge, refund }
    /// The key it was asked with.
    public let key: String
    /// Taking money, or giving it back.
    public let kind: Kind
    /// The charge it is about; a charge is about itself.
    public let charge: String
    /// What the charge was made with.
    public let source: TestSource
    /// How much.
    public let amount: Money
}

/// An effect as the books of test mode have it.
struct TestEntry: Sendable {
    let effect: TestEffect
    let state: ProviderAnswer.State
    let code: String?

    var answer: ProviderAnswer {
        let reference = effect.kind == .charge ? effect.charge : "re_\(effect.key)"
        return ProviderAnswer(state: state, reference: reference, amount: effect.amount, code: code)
    }
}

/// The books of test mode in a transaction: one row for each key, of each shop.
struct TestBooks {
    /// How long what is not decided at once takes.
    static let delay = TimeSpan.hours(72)
    private static let columns: SQL = "key, kind, charge, source, currency, amount_minor, state, code"
    private let db: Connection
    private let account: Int64
    private let now: Instant

    init(_ db: Connection, _ account: Int64, _ now: Instant) {
        self.db = db
        self.account = account
        self.now = now
    }

    /// What a key stands for by now; nil where nothing was done for it. What has waited long enough is decided.
    func settled(_ key: String) throws -> TestEntry? {
        try db.execute(
            """
            UPDATE test_provider_effect SET state = settles_as, settles_at = NULL
            WHERE tenant = \(account) AND key = \(key) AND state = 'pending' AND settles_at <= \(now)
            """)
        return try db.first(
            """
            SELECT \(Self.columns) FROM test_provider_effect
            WHERE tenant = \(account) AND key = \(key) AND state <> 'overheard'
            """, Self.entry)
    }

    /// Notes that a request was lost on its way; answers whether it is the first with its key.
    func overhear(_ effect: TestEffect) throws -> Bool {
        try insert(effect, "overheard", code: nil, settlesAs: nil, settlesAt: nil) == 1
    }

    /// Does it, unless it was done already; answers what stands in the books.
    func enter(_ effect: TestEffect, _ fate: TestSource.Fate) throws -> (entry: TestEntry, isFirst: Bool) {
        if let known = try settled(effect.key) { return (known, false) }
        var (state, later, code) = try decide(effect, fate)
        if effect.kind == .refund, state != "declined", try !hasRoom(for: effect) {
            (state, later, code) = ("declined", nil, "more_than_charged")
        }
        try db.execute(
            """
            DELETE FROM test_provider_effect
            WHERE tenant = \(account) AND key = \(effect.key) AND state = 'overheard'
            """)
        let at = later.map { _ in now + Self.delay }
        let isFirst = try insert(effect, state, code: code, settlesAs: later, settlesAt: at) == 1
        guard let entry = try settled(effect.key) else { throw ProviderSilence("two requests at once") }
        return (entry, isFirst)
    }

    /// The money that moved, in the order of keys.
    func moved() throws -> [TestEffect] {
        try db.rows(
            """
            SELECT \(Self.columns) FROM test_provider_effect
            WHERE tenant = \(account) AND state = 'succeeded' ORDER BY key
            """
        ) { row in try Self.entry(&row).effect }
    }

    private func decide(
        _ effect: TestEffect, _ fate: TestSource.Fate
    ) throws -> (state: String, later: String?, code: String?) {
        switch fate {
        case .succeeds: return ("succeeded", nil, nil)
        case .declined: return ("declined", nil, "do_not_honour")
        case .later: return ("pending", "succeeded", nil)
        case .laterDeclined: return ("pending", "declined", "account_closed")
        case .declinedOnce:
            let before: Int? = try db.scalar(
                """
                SELECT count(*) FROM test_provider_effect
                WHERE tenant = \(account) AND charge = \(effect.charge) AND kind = 'refund' AND state = 'declined'
                """)
            return (before ?? 0) == 0 ? ("declined", nil, "try_again") : ("succeeded", nil, nil)
        }
    }

    /// Never more goes back than was charged. The charge's row is held, so that two refunds do not both find room.
    private func hasRoom(for effect: TestEffect) throws -> Bool {
        try db.execute(
            "UPDATE test_provider_effect SET charge = charge WHERE tenant = \(account) AND charge = \(effect.charge)")
        let minor: Int64? = try db.scalar(
            """
            SELECT sum(CASE kind WHEN 'charge' THEN amount_minor ELSE -amount_minor END) FROM test_provider_effect
            WHERE tenant = \(account) AND charge = \(effect.charge) AND state IN ('succeeded', 'pending')
            """)
        return (minor ?? 0) >= effect.amount.minorUnits
    }

    private func insert(
        _ effect: TestEffect, _ state: String, code: String?, settlesAs: String?, settlesAt: Instant?
    ) throws -> Int {
        try db.execute(
            """
            INSERT INTO test_provider_effect (tenant, key, kind, charge, source, currency, amount_minor, state, code,
                settles_as, settles_at, created_at)
            VALUES (\(account), \(effect.key), \(effect.kind), \(effect.charge), \(effect.source),
                \(effect.amount.currency), \(effect.amount.minorUnits), \(state), \(code), \(settlesAs), \(settlesAt),
                \(now))
            ON CONFLICT DO NOTHING
            """)
    }

    private static func entry(_ row: inout Row) throws -> TestEntry {
        let (key, kind): (String, TestEffect.Kind) = (try row.next(), try row.next())
        let (charge, source): (String, TestSource) = (try row.next(), try row.next())
        let currency: Currency = try row.next()
        let amount = Money(try row.next(Int64.self), currency)
        let state: ProviderAnswer.State = try row.next()
        return TestEntry(
            effect: TestEffect(key: key, kind: kind, charge: charge, source: source, amount: amount), state: state,
            code: state == .declined ? try row.next() : nil)
    }
}

enum TestProviderSchema {
    static let migration = Migration(
        id: "payments.003", summary: "The books of test mode, which stand for those of a provider",
        up: [effects, "CREATE INDEX test_provider_effect_charge ON test_provider_effect (tenant, charge)"],
        down: ["DROP TABLE test_provider_effect"])

    private static let effects = """
        CREATE TABLE test_provider_effect (
            tenant @int NOT NULL, key @text NOT NULL, kind @text NOT NULL CHECK (kind IN ('charge', 'refund')),
            charge @text NOT NULL, source @text NOT NULL, currency @text NOT NULL,
            amount_minor @int NOT NULL CHECK (amount_minor > 0),
            state @text NOT NULL CHECK (state IN ('overheard', 'pending', 'succeeded', 'declined')), code @text,
            settles_as @text CHECK (settles_as IN ('succeeded', 'declined')), settles_at @int,
            created_at @int NOT NULL, PRIMARY KEY (tenant, key), CHECK ((state = 'pending') = (settles_at IS NOT NULL))
        ) @strict
        """
}
