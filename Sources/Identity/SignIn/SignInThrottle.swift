import Crypto
import Kernel
import Platform
import Store

/// Slows guessing down: wrong attempts are counted per account and address together, per address, and per account.
/// Waits double and stop at a minute, and who has signed in to the account from the same address before is held up by
/// their own mistakes only: strangers can delay a person in a new place, never lock them out.
struct SignInThrottle: Sendable {
    /// One counter: what it counts, and how many wrong attempts are free.
    struct Counter: Sendable {
        let key: [UInt8]
        let free: Int64
    }

    /// How long a counter is remembered after the last wrong attempt.
    static let memory = TimeSpan.minutes(15)
    /// The longest wait.
    static let longestWait: Int64 = 60

    /// Account and address together.
    let pair: Counter
    /// What others count towards as well.
    let shared: [Counter]
    /// Whether the address is known at all.
    let hasPlace: Bool

    /// The counters an attempt belongs to.
    init(account: String, ip: String?) {
        pair = Counter(key: Self.key("pair", account, ip ?? ""), free: 5)
        let everywhere = Counter(key: Self.key("account", account), free: 50)
        shared = ip.map { ip in [Counter(key: Self.key("ip", ip), free: 30), everywhere] } ?? [everywhere]
        hasPlace = ip != nil
    }

    private static func key(_ parts: String...) -> [UInt8] {
        Array(SHA256.hash(data: Array(parts.joined(separator: "\u{0}").utf8)))
    }

    /// Refuses while one of the counters says to wait. One statement.
    func check(now: Instant, _ read: (SQL) throws -> Instant?) throws {
        let until = try read(
            """
            SELECT max(t.blocked_until) FROM sign_in_throttle t
            WHERE t.key = \(pair.key) OR (t.key IN \(list: shared.map(\.key))
                AND NOT EXISTS (SELECT 1 FROM sign_in_place p WHERE p.key = \(pair.key)))
            """)
        if let until, until > now { throw Problem.signInThrottled(until: until, now: now) }
    }

    /// Counts a wrong attempt. Always in the same order of keys, so that attempts never deadlock.
    func recordFailure(in tx: Transaction) throws {
        let forgotten = tx.now - Self.memory
        for counter in ([pair] + shared).sorted(by: { Hex.encode($0.key) < Hex.encode($1.key) }) {
            let failures: Int64? = try tx.scalar(
                """
                INSERT INTO sign_in_throttle (key, failures, last_at, blocked_until) VALUES (\(counter.key), 1, \(tx.now), 0)
                ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at,
                    failures = CASE WHEN sign_in_throttle.last_at < \(forgotten) THEN 1 ELSE sign_in_throttle.failures + 1 END
                RETURNING failures
                """)
            let beyond = (failures ?? 1) - counter.free
            if beyond < 0 { continue }
            let wait = beyond >= 6 ? Self.longestWait : min(Self.longestWait, 1 << beyond)
            try tx.execute(
                "UPDATE sign_in_throttle SET blocked_until = \(tx.now + .seconds(wait)) WHERE key = \(counter.key)")
        }
    }

    /// Forgets the wrong attempts on this account from this address, and remembers the address.
    func recordSuccess(in tx: Transaction) throws {
        try tx.send("DELETE FROM sign_in_throttle WHERE key = \(pair.key)")
        guard hasPlace else { return }
        try tx.send(
            """
            INSERT INTO sign_in_place (key, last_at) VALUES (\(pair.key), \(tx.now))
            ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at
            """)
    }
}
