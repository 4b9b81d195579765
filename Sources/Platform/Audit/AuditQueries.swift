import Kernel
import Store

/// An audit row as people and programs read it.
struct AuditEntry: Codable, Sendable {
    let lane: Int64
    let seq: Int64
    let at: Instant
    let principal: String
    let role: String
    let action: ActionName
    let subject: Reference?
    let requestID: String
    let ip: String?
    let channel: String?
    let body: JSON
    let hash: String

    static let columns: SQL =
        "lane, seq, hash, at, principal, role, action, request_id, ip, channel, subject_kind, subject_id, body"

    init(row: inout Row) throws {
        lane = try row.next()
        seq = try row.next()
        hash = Hex.encode(try row.next([UInt8].self))
        let entry = try AuditLog.Entry(row: &row)
        at = entry.at
        principal = entry.principal
        role = entry.role
        action = ActionName(entry.action)
        subject = entry.subject
        requestID = entry.requestID
        ip = entry.ip
        channel = entry.channel
        body = try JSON(parsing: Array(entry.body.utf8))
    }
}

/// The audit log, newest first.
struct ListAudit: ListQuery {
    static let name: QueryName = "audit_entries.list"
    static let permission: Permission = "audit.read"
    static let summary = "Who did what, when and from where, with what changed; newest first."
    static let aliases = ["/audit-logs"]

    /// `usr_…`, `key_…`, `system:…`
    var actor: String?
    var action: String?
    /// Every action of a collection: `orders`.
    var collection: String?
    /// The record it was about in the first place.
    var resource: Reference?
    var from: Instant?
    var to: Instant?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<AuditEntry> {
        var filters: [SQL] = ["tenant = \(db.tenant)"]
        if let actor { filters.append("principal = \(actor)") }
        if let action { filters.append("action = \(action)") }
        if let collection { filters.append("action > \(collection + ".") AND action < \(collection + "/")") }
        if let resource { filters.append("subject_id = \(resource.raw) AND subject_kind = \(resource.kind)") }
        if let from { filters.append("at >= \(from)") }
        if let to { filters.append("at < \(to)") }
        return try db.page(
            AuditEntry.columns, from: "audit_entry", where: filters, order: .descending("at", "lane", "seq"),
            limit: limit, after: after
        ) { row in try AuditEntry(row: &row) }
    }
}

/// An event as programs read it.
struct EventView: Codable, Sendable {
    let seq: Int64?
    let id: ID<EventEntity>
    let name: EventName
    let subject: Reference
    let occurredAt: Instant
    let recordedAt: Instant
    let principal: String
    let requestID: String
    let payload: JSON

    init(_ event: EventEnvelope) throws {
        seq = event.seq == 0 ? nil : event.seq
        id = event.id
        name = event.name
        subject = event.subject
        occurredAt = event.occurredAt
        recordedAt = event.recordedAt
        principal = event.principal
        requestID = event.requestID
        payload = try JSON(parsing: Array(event.payload.utf8))
    }
}

/// The shop's events in order.
struct ListEvents: ListQuery {
    static let name: QueryName = "events.list"
    static let permission: Permission = "events.read"
    static let summary = "What happened in the shop, oldest first; 'after' continues where you stopped."
    var subject: Reference?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<EventView> {
        var filters: [SQL] = ["tenant = \(db.tenant)", "seq IS NOT NULL"]
        if let subject { filters.append("subject_id = \(subject.raw)") }
        return try db.page(
            EventLog.columns, from: "event", where: filters, order: .ascending("seq"), limit: limit, after: after
        ) { row in try EventView(EventEnvelope(row: &row)) }
    }
}
