import Kernel
import Store

/// What holds for approvals (I9).
enum ApprovalChecks {
    static let all = [
        Check("approvals.nobody_decides_their_own", "Nobody approves their own request, nor as a delegate (I9).") {
            db in
            try db.rows(
                """
                SELECT id FROM approval
                WHERE tenant = \(db.tenant) AND (decided_by = requested_by OR decided_by = asker)
                UNION SELECT approval FROM approval_event
                WHERE tenant = \(db.tenant) AND kind IN ('approved', 'rejected') AND (actor = asker OR voter = asker)
                LIMIT 100
                """
            ) { row in "\(try row.next() as ID<Approval>) was decided by the one who asked" }
        },
        Check("approvals.quorum_met", "What was approved, so many different people said yes to (I9).") { db in
            try db.rows(
                """
                SELECT a.id, a.quorum, a.votes FROM approval a
                WHERE a.tenant = \(db.tenant) AND (a.votes <> (
                        SELECT count(DISTINCT e.actor) FROM approval_event e
                        WHERE e.tenant = a.tenant AND e.approval = a.id AND e.kind = 'approved')
                    OR (a.status IN ('approved', 'void', 'failed') AND a.votes < a.quorum))
                LIMIT 100
                """
            ) { row in
                let id: ID<Approval> = try row.next()
                return "\(id) needs \(try row.next() as Int) people and counts \(try row.next() as Int)"
            }
        },
        Check("approvals.done_as_approved", "What was done is what was approved, done once (I9).") { db in
            try db.rows(
                """
                SELECT a.id FROM approval a
                WHERE a.tenant = \(db.tenant) AND a.preview_digest IS NOT NULL AND a.status = 'approved'
                    AND (coalesce(a.executed_digest, '') <> a.preview_digest OR 1 <> (
                        SELECT count(*) FROM approval_event e
                        WHERE e.tenant = a.tenant AND e.approval = a.id AND e.kind = 'executed'))
                UNION SELECT a.id FROM approval a JOIN approval_event e ON e.tenant = a.tenant AND e.approval = a.id
                WHERE a.tenant = \(db.tenant) AND a.status <> 'approved' AND e.kind = 'executed'
                LIMIT 100
                """
            ) { row in "\(try row.next() as ID<Approval>) was not done as it was approved" }
        },
    ]
}
