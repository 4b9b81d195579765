import Kernel
import Logging
import Store

/// Brings events to subscribers: each in its own transaction together with the cursor, in order per subject, at
/// least once for code and exactly once for what the code does to the database.
///
/// A handler that throws is tried again with back-off, and later events about the same subject wait behind it;
/// after the last try the event becomes a visible dead letter that can be retried.
public struct Dispatcher: Sendable {
    /// How often an event is tried before it becomes a dead letter.
    public static let attemptLimit = 8
    static let batch = 200
    let store: Store
    let registry: Registry
    let clock: any Clock
    let ids: IDSource
    let log: Logger

    /// Delivers everything that is due in every shop; answers how many events were handled.
    @discardableResult
    public func drain() async throws -> Int {
        var handled = 0
        for tenant in try await tenants() { handled += try await drain(tenant: tenant) }
        return handled
    }

    /// Delivers everything that is due in one shop.
    @discardableResult
    public func drain(tenant: Int64) async throws -> Int {
        var handled = 0
        try await store.write { db in try EventLog.number(tenant: tenant, in: db) }
        for subscriber in registry.subscribers {
            handled += try await retryDue(subscriber, tenant: tenant)
            while true {
                let (seen, done) = try await advance(subscriber, tenant: tenant)
                handled += done
                if seen < Self.batch { break }
            }
        }
        return handled
    }

    /// Makes a subscriber's dead letters due again; answers how many.
    public func retryDeadLetters(tenant: Int64) async throws -> Int {
        let now = clock.now
        return try await store.write { db in
            try db.execute(
                """
                UPDATE event_failure SET state = 'waiting', attempts = 0, next_attempt_at = \(now)
                WHERE tenant = \(tenant) AND state = 'dead_letter'
                """)
        }
    }

    /// Shops in which something may be due: a cursor behind the log, a subscriber without a cursor, rows without a
    /// number, a retry whose time has come. One statement, a few index look-ups a shop.
    private func tenants() async throws -> [Int64] {
        let names = registry.subscribers.map(\.name)
        let now = clock.now
        return try await store.read { db in
            let unnumbered: SQL =
                "\(sqlite: "", postgres: "OR EXISTS (SELECT 1 FROM event u WHERE u.tenant = s.tenant AND u.seq IS NULL)")"
            return try db.rows(
                """
                SELECT s.tenant FROM shop s
                WHERE coalesce((SELECT max(e.seq) FROM event e WHERE e.tenant = s.tenant), 0) > (
                        SELECT CASE WHEN count(*) < \(names.count) THEN 0 ELSE min(c.seq) END FROM event_cursor c
                        WHERE c.tenant = s.tenant AND c.subscriber IN \(list: names))
                    OR EXISTS (SELECT 1 FROM event_failure f WHERE f.tenant = s.tenant AND f.state = 'waiting'
                        AND f.next_attempt_at <= \(now))
                    \(unnumbered)
                ORDER BY s.tenant
                """
            ) { row in try row.next() }
        }
    }

    /// One batch after the cursor: how many events were seen and how many handled.
    private func advance(_ subscriber: Subscriber, tenant: Int64) async throws -> (Int, Int) {
        try await store.write { db in
            let name = subscriber.name
            let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE")"
            let cursor: Int64? = try db.scalar(
                "SELECT seq FROM event_cursor WHERE tenant = \(tenant) AND subscriber = \(name) \(locking)")
            if cursor == nil {
                try db.execute("INSERT INTO event_cursor (tenant, subscriber, seq) VALUES (\(tenant), \(name), 0)")
            }
            let events = try EventLog.after(cursor ?? 0, tenant: tenant, limit: Self.batch, in: db)
            guard let last = events.last else { return (0, 0) }
            var handled = 0
            for event in events where subscriber.events.contains(event.name) {
                if try isBlocked(event, for: name, tenant: tenant, in: db) {
                    try park(event, for: name, tenant: tenant, after: nil, attempts: 0, in: db)
                } else if try deliver(event, to: subscriber, tenant: tenant, attempts: 0, in: db) {
                    handled += 1
                }
            }
            try db.execute(
                "UPDATE event_cursor SET seq = \(last.seq) WHERE tenant = \(tenant) AND subscriber = \(name)")
            return (events.count, handled)
        }
    }

    /// Failed events whose time has come, oldest first.
    private func retryDue(_ subscriber: Subscriber, tenant: Int64) async throws -> Int {
        try await store.write { db in
            let name = subscriber.name
            let due: [(Int64, Int)] = try db.rows(
                """
                SELECT seq, attempts FROM event_failure
                WHERE tenant = \(tenant) AND subscriber = \(name) AND state = 'waiting' AND next_attempt_at <= \(clock.now)
                ORDER BY seq LIMIT \(Self.batch)
                """
            ) { row in (try row.next(), try row.next()) }
            var handled = 0
            for (seq, attempts) in due {
                guard let event = try EventLog.after(seq - 1, tenant: tenant, limit: 1, in: db).first else { continue }
                if try isBlocked(event, for: name, tenant: tenant, in: db) { continue }
                if try deliver(event, to: subscriber, tenant: tenant, attempts: attempts, in: db) {
                    handled += 1
                    try db.execute(
                        "DELETE FROM event_failure WHERE tenant = \(tenant) AND subscriber = \(name) AND seq = \(seq)")
                    try tell(event, of: name, tenant: tenant, in: db) { tx in try DeadLetters.settle(event, in: tx) }
                }
            }
            return handled
        }
    }

    /// Whether an earlier event about the same subject has failed and is still waiting.
    private func isBlocked(_ event: EventEnvelope, for name: String, tenant: Int64, in db: Connection) throws -> Bool {
        let earlier: Int64? = try db.scalar(
            """
            SELECT seq FROM event_failure
            WHERE tenant = \(tenant) AND subscriber = \(name) AND subject_id = \(event.subject.raw) AND seq < \(event.seq)
            LIMIT 1
            """)
        return earlier != nil
    }

    private func deliver(
        _ event: EventEnvelope, to subscriber: Subscriber, tenant: Int64, attempts: Int, in db: Connection
    ) throws -> Bool {
        let tx = transaction(of: subscriber.name, for: event, tenant: tenant, in: db)
        do {
            try db.nested {
                try subscriber.handle(event, tx)
                try ActionRunner.record(tx, at: clock.now)
            }
            return true
        } catch let error as DBError where error.endsTransaction {
            throw error
        } catch {
            log.warning(
                "subscriber \(subscriber.name) failed on \(event.name): \(error)",
                metadata: ["event": "\(event.id)", "request_id": "\(event.requestID)"])
            try park(event, for: subscriber.name, tenant: tenant, after: error, attempts: attempts + 1, in: db)
            if attempts + 1 >= Self.attemptLimit {
                let text = Self.text(of: error)
                try tell(event, of: subscriber.name, tenant: tenant, in: db) { tx in
                    try DeadLetters.raise(event, subscriber: subscriber.name, reason: text, in: tx)
                }
            }
            return false
        }
    }

    private func transaction(of name: String, for event: EventEnvelope, tenant: Int64, in db: Connection) -> Transaction
    {
        Transaction(
            db: db, tenant: tenant, caller: .system(name), request: RequestContext(requestID: event.requestID),
            now: clock.now, registry: registry, ids: ids)
    }

    /// Raises or settles an exception about an event, with the audit row and the event of that.
    private func tell(
        _ event: EventEnvelope, of name: String, tenant: Int64, in db: Connection, _ body: (Transaction) throws -> Void
    ) throws {
        let tx = transaction(of: name, for: event, tenant: tenant, in: db)
        try body(tx)
        try ActionRunner.record(tx, at: tx.now)
    }

    private static func text(of error: any Error) -> String { String("\(error)".prefix(500)) }

    private func park(
        _ event: EventEnvelope, for name: String, tenant: Int64, after error: (any Error)?, attempts: Int,
        in db: Connection
    ) throws {
        let state = attempts >= Self.attemptLimit ? "dead_letter" : "waiting"
        let backoff = attempts == 0 ? TimeSpan.seconds(0) : TimeSpan.seconds(1 << min(attempts, 12))
        let reason = error.map { Self.text(of: $0) } ?? "waits behind an earlier event about the same record"
        try db.execute(
            """
            INSERT INTO event_failure (tenant, subscriber, seq, subject_id, state, attempts, next_attempt_at, reason)
            VALUES (\(tenant), \(name), \(event.seq), \(event.subject.raw), \(state), \(attempts), \(clock.now + backoff), \(reason))
            ON CONFLICT (tenant, subscriber, seq) DO UPDATE
            SET state = excluded.state, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
                reason = excluded.reason
            """)
    }
}
