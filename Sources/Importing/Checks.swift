import Kernel
import Platform

/// What `martlet verify` recomputes about imports.
enum ImportingChecks {
    static let all = [counts, uploads, tasks]

    private static let counts = Check(
        "imports.counts_are_documents", "An import has recorded as many documents as it counts, none of them twice."
    ) { db in
        try db.rows(
            """
            SELECT r.id, r.orders + r.credit_notes + r.stock_documents, (
                SELECT count(*) FROM import_document d WHERE d.tenant = r.tenant AND d.import_id = r.id)
            FROM import_run r
            WHERE r.tenant = \(db.tenant) AND r.kind = 'orders' AND r.state NOT IN ('undoing', 'undone')
                AND r.orders + r.credit_notes + r.stock_documents <> (
                    SELECT count(*) FROM import_document d WHERE d.tenant = r.tenant AND d.import_id = r.id)
            ORDER BY r.id LIMIT 100
            """
        ) { row in
            let id: ID<ImportRun> = try row.next()
            let counted: Int = try row.next()
            let found: Int = try row.next()
            return "import \(id) counts \(counted) documents and recorded \(found)"
        }
    }

    private static let uploads = Check(
        "imports.uploads_are_whole", "A file that is ready has all of its parts, and they are as long as it is."
    ) { db in
        try db.rows(
            """
            SELECT u.id, u.size, u.chunks, count(c.position), coalesce(sum(length(c.bytes)), 0)
            FROM import_upload u LEFT JOIN import_chunk c ON c.tenant = u.tenant AND c.upload_id = u.id
            WHERE u.tenant = \(db.tenant) AND u.state = 'ready'
            GROUP BY u.id, u.size, u.chunks
            HAVING count(c.position) <> u.chunks OR coalesce(sum(length(c.bytes)), 0) <> u.size
            ORDER BY u.id LIMIT 100
            """
        ) { row in
            let id: ID<ImportUpload> = try row.next()
            let size: Int = try row.next()
            let chunks: Int = try row.next()
            let found: Int = try row.next()
            let bytes: Int = try row.next()
            return "upload \(id) has \(found) of \(chunks) parts and \(bytes) of \(size) bytes"
        }
    }

    private static let tasks = Check(
        "imports.tasks_agree_with_imports", "An import is through exactly when the work of servers on it is."
    ) { db in
        try db.rows(
            """
            SELECT t.id, t.state, r.id, r.state
            FROM import_task t JOIN import_run r ON r.tenant = t.tenant AND r.id = t.run_id
            WHERE t.tenant = \(db.tenant) AND (
                (t.state = 'finished' AND r.state IN ('running', 'interrupted', 'failed') AND NOT EXISTS (
                    SELECT 1 FROM import_task later
                    WHERE later.tenant = t.tenant AND later.run_id = t.run_id AND later.id > t.id))
                OR (t.state = 'waiting' AND r.state <> 'running'))
            ORDER BY t.id LIMIT 100
            """
        ) { row in
            let task: ID<ImportTask> = try row.next()
            let state: String = try row.next()
            let run: ID<ImportRun> = try row.next()
            let stands: String = try row.next()
            return "task \(task) is \(state), but its import \(run) is \(stands)"
        }
    }
}
