import Kernel
import Platform
import Store

/// The module's promises.
enum WorkspaceChecks {
    static let all = [
        Check("bulk_runs.counts_equal_items", "What a run counts is what its records say.") { db in
            try db.rows(
                """
                SELECT p.run FROM bulk_progress p
                LEFT JOIN (
                    SELECT i.run, sum(CASE WHEN i.state = 'done' THEN 1 ELSE 0 END) AS done,
                        sum(CASE WHEN i.state = 'unchanged' THEN 1 ELSE 0 END) AS unchanged,
                        sum(CASE WHEN i.state = 'refused' THEN 1 ELSE 0 END) AS refused,
                        sum(CASE WHEN i.state = 'held' THEN 1 ELSE 0 END) AS held
                    FROM bulk_item i WHERE i.tenant = \(db.tenant) GROUP BY i.run
                ) c ON c.run = p.run
                WHERE p.tenant = \(db.tenant) AND (c.run IS NULL OR p.done <> c.done OR p.unchanged <> c.unchanged
                    OR p.refused <> c.refused OR p.held <> c.held)
                LIMIT 100
                """
            ) { row in "\(try row.next() as ID<BulkRun>) counts otherwise than its records say" }
        },
        Check("bulk_runs.totals_equal_items", "A run has as many records as it was asked for.") { db in
            try db.rows(
                """
                SELECT r.id FROM bulk_run r
                LEFT JOIN (
                    SELECT i.run, count(*) AS items FROM bulk_item i WHERE i.tenant = \(db.tenant) GROUP BY i.run
                ) c ON c.run = r.id
                WHERE r.tenant = \(db.tenant) AND coalesce(c.items, 0) <> r.total LIMIT 100
                """
            ) { row in "\(try row.next() as ID<BulkRun>) has lost records or gained some" }
        },
        Check("bulk_runs.finished_tried_all", "In a finished run no record waits.") { db in
            try db.rows(
                """
                SELECT r.id FROM bulk_run r WHERE r.tenant = \(db.tenant) AND r.state = 'finished' AND EXISTS (
                    SELECT 1 FROM bulk_item i WHERE i.tenant = r.tenant AND i.run = r.id AND i.state = 'waiting')
                LIMIT 100
                """
            ) { row in "\(try row.next() as ID<BulkRun>) has finished, but records wait" }
        },
    ]
}
