import Kernel
import Store

/// Writes and reads the audit log: one row per performed action, append-only, hash-chained.
///
/// Each shop has one chain per *lane*. A lane is a writing connection: on SQLite there is one; on PostgreSQL each
/// connection of the pool chains its own rows, so that audit never makes two transactions wait for each other.
/// `hash = SHA-256(previous hash ‖ each field, length-prefixed)`.
enum AuditLog {
    /// An entry as it is hashed and stored.
    struct Entry {
        let at: Instant
        let principal: String
        let role: String
        let action: String
        let requestID: String
        let ip: String?
        let channel: String?
        let subject: Reference?
        let body: String

        func hash(after previous: [UInt8], tenant: Int64, lane: Int64, seq: Int64) -> [UInt8] {
            var chain = HashChain(after: previous)
            chain.add([tenant, lane, seq, at.microseconds])
            chain.add([principal, role, action, requestID, ip ?? "", channel ?? "", subject?.description ?? "", body])
            return chain.hash()
        }
    }

    /// Appends rows to the chain of this connection's lane: two statements for any number of rows.
    static func append(_ rows: [Entry], tenant: Int64, in db: Connection) throws {
        if rows.isEmpty { return }
        let lane = Int64(db.lane)
        let head = try db.first(
            "SELECT seq, hash FROM audit_entry WHERE tenant = \(tenant) AND lane = \(lane) ORDER BY seq DESC LIMIT 1"
        ) { row -> (Int64, [UInt8]) in (try row.next(), try row.next()) }
        var (seq, hash) = head ?? (0, HashChain.genesis)
        var values: [[DBValue]] = []
        values.reserveCapacity(rows.count)
        for row in rows {
            seq += 1
            let next = row.hash(after: hash, tenant: tenant, lane: lane, seq: seq)
            values.append([
                tenant.dbValue, lane.dbValue, seq.dbValue, row.at.dbValue, row.principal.dbValue, row.role.dbValue,
                row.action.dbValue, row.requestID.dbValue, row.ip.dbValue, row.channel.dbValue,
                (row.subject?.kind).dbValue, (row.subject?.raw).dbValue, row.body.dbValue, .blob(hash), .blob(next),
            ])
            hash = next
        }
        try db.insertMany(
            into: "audit_entry",
            columns: [
                "tenant", "lane", "seq", "at", "principal", "role", "action",
                "request_id", "ip", "channel", "subject_kind", "subject_id", "body", "previous_hash", "hash",
            ], rows: values)
    }

    /// Recomputes every chain of a shop; answers how much there was and what does not fit.
    static func chain(in db: Reader) throws -> AuditChain {
        var chain = AuditChain()
        var lane: Int64 = -1
        var expected: (seq: Int64, hash: [UInt8]) = (0, HashChain.genesis)
        let sql: SQL = """
            SELECT lane, seq, previous_hash, hash, at, principal, role, action, request_id, ip, channel, subject_kind,
                subject_id, body
            FROM audit_entry WHERE tenant = \(db.tenant) ORDER BY lane, seq
            """
        try db.each(sql) { row in
            let rowLane: Int64 = try row.next()
            let seq: Int64 = try row.next()
            let previous: [UInt8] = try row.next()
            let stored: [UInt8] = try row.next()
            let entry = try Entry(row: &row)
            if rowLane != lane {
                (lane, expected) = (rowLane, (0, HashChain.genesis))
                chain.lanes += 1
            }
            chain.entries += 1
            let computed = entry.hash(after: previous, tenant: db.tenant, lane: lane, seq: seq)
            if seq != expected.seq + 1 { chain.add(.missing, lane, expected.seq + 1) }
            if previous != expected.hash { chain.add(.unconnected, lane, seq) }
            if computed != stored { chain.add(.altered, lane, seq) }
            expected = (seq, stored)
        }
        return chain
    }
}

extension AuditLog.Entry {
    init(row: inout Row) throws {
        at = try row.next()
        principal = try row.next()
        role = try row.next()
        action = try row.next()
        requestID = try row.next()
        ip = try row.next()
        channel = try row.next()
        let kind: String? = try row.next()
        let subjectID: RawID? = try row.next()
        subject = kind.flatMap { kind in subjectID.map { Reference(kind: kind, raw: $0) } }
        body = try row.next()
    }
}
