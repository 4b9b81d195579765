import Kernel
import Store

/// The platform's own promises: audit, events, keys, approvals.
enum PlatformChecks {
    static let all = [
        Check("audit.chain_unbroken", "The audit log is append-only and hash-chained (I2).") { db in
            try AuditLog.chain(in: db).breaks.map(\.description)
        },
        Check("events.numbered_without_gaps", "A shop's numbered events run 1, 2, 3 … (I7).") { db in
            let counts = try db.first("SELECT count(seq), coalesce(max(seq), 0) FROM event WHERE tenant = \(db.tenant)")
            {
                row -> (Int64, Int64) in (try row.next(), try row.next())
            }
            guard let (count, last) = counts, count != last else { return [] }
            return ["\(count) numbered events, but the last number is \(last)"]
        },
        Check("events.cursors_within_log", "No subscriber has read beyond the log (I7).") { db in
            try db.rows(
                """
                SELECT subscriber, seq FROM event_cursor WHERE tenant = \(db.tenant)
                    AND seq > (SELECT coalesce(max(e.seq), 0) FROM event e WHERE e.tenant = \(db.tenant))
                """
            ) { row in "\(try row.next() as String) stands at \(try row.next() as Int64), beyond the log" }
        },
        Check("events.no_dead_letters", "No event has given up being delivered (I7).") { db in
            try db.rows(
                """
                SELECT subscriber, seq, reason FROM event_failure
                WHERE tenant = \(db.tenant) AND state = 'dead_letter' ORDER BY seq LIMIT 100
                """
            ) { row in
                "\(try row.next() as String) gave up on event \(try row.next() as Int64): \(try row.next() as String)"
            }
        },
        Check("audit.every_key_has_its_entry", "Every stored answer belongs to an audited action (I5, I6).") { db in
            try db.rows(
                """
                SELECT k.action, k.key FROM idempotency_key k
                WHERE k.tenant = \(db.tenant) AND NOT EXISTS (
                    SELECT 1 FROM audit_entry a WHERE a.tenant = k.tenant AND a.action = k.action
                        AND a.principal = k.principal AND a.at = k.created_at)
                LIMIT 100
                """
            ) { row in "\(try row.next() as String) answered key '\(try row.next() as String)' without an audit entry" }
        },
        Check("settings.valid", "Every stored setting has a value its declaration allows.") { db in
            let stored: [(String, String)] = try db.rows("SELECT key, value FROM setting WHERE tenant = \(db.tenant)") {
                row in (try row.next(), try row.next())
            }
            return stored.compactMap { key, text in
                guard let setting = db.registry.settings.first(where: { $0.key == key }) else {
                    return "'\(key)' is no setting"
                }
                do {
                    try setting.check(try JSON(parsing: Array(text.utf8)))
                    return nil
                } catch {
                    return "'\(key)' holds a value it may not have"
                }
            }
        },
    ]
}
