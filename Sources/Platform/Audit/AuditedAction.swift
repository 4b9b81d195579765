import Kernel
import Store

/// A place in the log of what was done: for whoever follows a shop step by step.
package struct AuditedAction: Sendable {
    /// Its place in the chain.
    package let seq: Int64
    /// When.
    package let at: Instant
    /// Who did it.
    package let principal: String
    /// What.
    package let action: String
    /// The request it was done in.
    package let requestID: String
    /// Input and changes as JSON.
    package let body: String
}

extension Reader {
    /// What was done after a place in the first chain of the shop, oldest first: on SQLite there is no other.
    package func audited(after seq: Int64) throws -> [AuditedAction] {
        try db.rows(
            """
            SELECT seq, at, principal, action, request_id, body FROM audit_entry
            WHERE tenant = \(tenant) AND lane = 0 AND seq > \(seq) ORDER BY seq
            """
        ) { row in
            AuditedAction(
                seq: try row.next(), at: try row.next(), principal: try row.next(), action: try row.next(),
                requestID: try row.next(), body: try row.next())
        }
    }
}
