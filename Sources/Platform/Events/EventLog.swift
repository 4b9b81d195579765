import Kernel
import Store

/// The log of what happened in each shop. Rows are written in the transaction of the change; a shop's `seq` runs
/// 1, 2, 3 … in an order in which each subject's events keep theirs.
///
/// On SQLite there is one writer, which gives the number at once. On PostgreSQL a committed row has no number yet;
/// `number` gives it, one process at a time, so that a transaction that commits late can never slip behind a cursor.
enum EventLog {
    static func append(
        _ events: [PendingEvent], tenant: Int64, caller: Caller, request: RequestContext, at now: Instant,
        in db: Connection
    ) throws {
        if events.isEmpty { return }
        var seq: Int64?
        if db.engine == .sqlite {
            let last: Int64? = try db.scalar("SELECT max(seq) FROM event WHERE tenant = \(tenant)")
            seq = last ?? 0
        }
        var values: [[DBValue]] = []
        values.reserveCapacity(events.count)
        for event in events {
            seq = seq.map { $0 + 1 }
            values.append([
                tenant.dbValue, event.id.dbValue, seq.dbValue, event.name.rawValue.dbValue,
                event.subject.kind.dbValue, event.subject.raw.dbValue, event.occurredAt.dbValue, now.dbValue,
                caller.principal.dbValue, request.requestID.dbValue, event.payload.dbValue,
            ])
        }
        try db.insertMany(
            into: "event",
            columns: [
                "tenant", "id", "seq", "name", "subject_kind",
                "subject_id", "occurred_at", "recorded_at", "principal", "request_id", "payload",
            ], rows: values)
    }

    /// Numbers the committed rows of a shop that have no number yet. Nothing to do on SQLite.
    static func number(tenant: Int64, in db: Connection) throws {
        if db.engine == .sqlite { return }
        try db.execute("SELECT pg_advisory_xact_lock(7201, \(tenant)::int)")
        try db.execute(
            """
            UPDATE event SET seq = numbered.seq
            FROM (SELECT id, (SELECT coalesce(max(seq), 0) FROM event WHERE tenant = \(tenant))
                      + row_number() OVER (ORDER BY position) AS seq
                  FROM event WHERE tenant = \(tenant) AND seq IS NULL) numbered
            WHERE event.tenant = \(tenant) AND event.id = numbered.id
            """)
    }

    static let columns: SQL =
        "seq, \(sqlite: "0", postgres: "position"), id, name, subject_kind, subject_id, occurred_at, recorded_at, principal, request_id, payload"

    /// Numbered events after a place, oldest first.
    static func after(_ seq: Int64, tenant: Int64, limit: Int, in db: Connection) throws -> [EventEnvelope] {
        try db.rows(
            "SELECT \(columns) FROM event WHERE tenant = \(tenant) AND seq > \(seq) ORDER BY seq LIMIT \(limit)"
        ) { row in try EventEnvelope(row: &row) }
    }
}

extension EventEnvelope {
    init(row: inout Row) throws {
        let number: Int64? = try row.next()
        seq = number ?? 0
        position = try row.next()
        id = try row.next()
        name = EventName(try row.next() as String)
        subject = Reference(kind: try row.next(), raw: try row.next())
        occurredAt = try row.next()
        recordedAt = try row.next()
        principal = try row.next()
        requestID = try row.next()
        payload = try row.next()
    }
}

extension Reader {
    /// The events about one record in the order in which they happened, whatever the clock said: what timelines are made
    /// of. Those without a number are the newest.
    public func events(about subject: Reference, limit: Int = 500) throws -> [EventEnvelope] {
        try rows(
            """
            SELECT \(EventLog.columns) FROM event
            WHERE tenant = \(tenant) AND subject_id = \(subject.raw) AND subject_kind = \(subject.kind)
            ORDER BY seq NULLS LAST, \(sqlite: "id", postgres: "position") LIMIT \(limit)
            """
        ) { row in try EventEnvelope(row: &row) }
    }
}
