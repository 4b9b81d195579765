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

    /// The id of a record or of who did it, `system:…`, or a part of an action's name.
    var q: String?
    /// `usr_…`, `key_…`, `system:…`
    var actor: AnyOf<String>?
    var action: AnyOf<String>?
    /// Every action of a collection: `orders`.
    var collection: String?
    /// The record it was about in the first place.
    var resource: Reference?
    /// When it was done, in days of the shop's calendar.
    var at: DayRange?
    var from: Instant?
    var to: Instant?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<AuditEntry> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        try conditions.add(oneOf: choices(in: db))
        if let resource { conditions.add("subject_id = \(resource.raw) AND subject_kind = \(resource.kind)") }
        try conditions.add(at, "at", in: db)
        if let from { conditions.add("at >= \(from)") }
        if let to { conditions.add("at < \(to)") }
        return try db.page(
            AuditEntry.columns, from: "audit_entry", where: conditions, order: .descending("at", "lane", "seq"),
            limit: limit, after: after
        ) { row in try AuditEntry(row: &row) }
    }

    /// What is asked of who did it and what was done: lists of alternatives, of each of which one holds.
    private func choices(in db: Reader) throws -> [[SQL]] {
        var choices: [[SQL]] = []
        if let q { choices.append(Self.alternatives(Text.trimmed(q), in: db)) }
        if let actor { choices.append(try Self.values(actor, "principal", in: db)) }
        if let action { choices.append(try Self.values(action, "action", in: db)) }
        if let collection {
            choices.append(Self.named(Self.actions(in: db) { $0.hasPrefix(collection + ".") }))
        }
        return choices
    }

    /// A condition for each value asked for; what is left out leaves those that occur.
    private static func values(_ filter: AnyOf<String>, _ column: StaticString, in db: Reader) throws -> [SQL] {
        let filter = try db.naming(filter, column, of: "audit_entry")
        let name = SQL(trusted: "\(column)")
        guard let values = filter.included else { return [filter.sql(name)] }
        return values.map { value -> SQL in "\(name) = \(value)" }
    }

    /// What `q` may mean. No row is found in two ways.
    private static func alternatives(_ text: String, in db: Reader) -> [SQL] {
        if let reference = Reference(text) {
            return [
                "subject_id = \(reference.raw)",
                "principal = \(text) AND (subject_id IS NULL OR subject_id <> \(reference.raw))",
            ]
        }
        if text.hasPrefix("system:") { return ["principal = \(text)"] }
        let part = text.lowercased()
        return named(actions(in: db) { $0.contains(part) })
    }

    private static func actions(in db: Reader, _ isWanted: (String) -> Bool) -> [String] {
        db.registry.actions.map(\.name.rawValue).filter(isWanted)
    }

    /// Each action is read from its index in the order of time.
    private static func named(_ actions: [String]) -> [SQL] {
        if actions.count > AnyOf<String>.valueLimit { return ["action IN \(list: actions)"] }
        return actions.map { name -> SQL in "action = \(name)" }
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

/// The order of the list of events.
enum EventSort: String, Codable, Sendable, CaseIterable {
    /// Latest first.
    case newest
    /// Earliest first, for those who follow them.
    case oldest
}

/// The shop's events in order.
struct ListEvents: ListQuery {
    static let name: QueryName = "events.list"
    static let permission: Permission = "events.read"
    static let summary = "What happened in the shop, oldest first; 'after' continues where you stopped."
    /// The record they are about.
    var subject: Reference?
    /// Oldest first when absent.
    var sort: EventSort?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<EventView> {
        var filters: [SQL] = ["tenant = \(db.tenant)", "seq IS NOT NULL"]
        if let subject { filters.append("subject_id = \(subject.raw)") }
        let order: Keyset =
            switch sort ?? .oldest {
            case .oldest: .ascending("seq")
            case .newest: .descending("seq")
            }
        return try db.page(
            EventLog.columns, from: "event", where: filters, order: order, limit: limit, after: after
        ) { row in try EventView(EventEnvelope(row: &row)) }
    }
}
