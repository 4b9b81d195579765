import Kernel
import Store

/// What holds for exceptions.
enum ExceptionChecks {
    static let all = [
        Check("exceptions.told", "Every exception was told as an event, and every resolution too.") { db in
            try db.rows(
                """
                SELECT x.id FROM work_exception x WHERE x.tenant = \(db.tenant) AND NOT EXISTS (
                    SELECT 1 FROM event e WHERE e.tenant = x.tenant AND e.subject_id = x.id
                        AND e.name = CASE x.status WHEN 'open' THEN 'exceptions.raised.v1' ELSE 'exceptions.resolved.v1' END)
                LIMIT 100
                """
            ) { row in "\(try row.next() as ID<WorkException>) was not told" }
        },
        Check("exceptions.reasons_known", "Every open exception has a reason that this build can explain.") { db in
            let known = db.registry.reasons.map(\.code.rawValue)
            return try db.rows(
                """
                SELECT id, reason FROM work_exception
                WHERE tenant = \(db.tenant) AND status = 'open' AND reason NOT IN \(list: known) LIMIT 100
                """
            ) { row in
                "\(try row.next() as ID<WorkException>) has the reason '\(try row.next() as String)', which no module has"
            }
        },
    ]
}
