import Kernel
import Platform

/// What `martlet verify` recomputes about imports.
enum ImportingChecks {
    static let all = [counts]

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
}
