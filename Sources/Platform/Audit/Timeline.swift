import Kernel
import Store

/// One thing that happened to a record: an action, with what it changed in the record and the events it emitted about it.
struct RecordTimelineEntry: Codable, Sendable {
    /// A member of the record that changed.
    struct Change: Codable, Sendable, Hashable {
        let member: String
        let before: JSON?
        let after: JSON?
    }

    /// An event about the record.
    struct Said: Codable, Sendable {
        let name: EventName
        let occurredAt: Instant
        let payload: JSON
    }

    let at: Instant
    let action: ActionName
    let principal: String
    let role: String
    let requestID: String
    let channel: String?
    /// The record the action was about in the first place.
    let subject: Reference?
    /// Only for those who may read the audit log.
    let ip: String?
    /// Only for those who may read the audit log.
    let changes: [Change]?
    var events: [Said]

    init(_ entry: AuditEntry, about record: Reference, showsDetail: Bool) {
        at = entry.at
        action = entry.action
        principal = entry.principal
        role = entry.role
        requestID = entry.requestID
        channel = entry.channel
        subject = entry.subject
        ip = showsDetail ? entry.ip : nil
        changes = showsDetail ? Self.changes(of: record, in: entry.body) : nil
        events = []
    }

    /// The members of the record that are not as they were before the action.
    static func changes(of record: Reference, in body: JSON) -> [Change] {
        let name = JSON.string(record.description)
        var changes: [Change] = []
        for change in body["changes"]?.array ?? [] where change["record"] == name {
            guard let before = change["before"]?.object, let after = change["after"]?.object else { continue }
            let known = before.members.map(\.key)
            let members = known + after.members.map(\.key).filter { key in before[key] == nil }
            for member in members where member != "version" {
                let earlier = changes.firstIndex { change in change.member == member }
                let from = earlier.map { index in changes.remove(at: index).before } ?? before[member]
                if from != after[member] { changes.append(Change(member: member, before: from, after: after[member])) }
            }
        }
        return changes
    }
}

/// What happened to a record, newest first. Found are the actions whose audit entry is about it and those that emitted
/// an event about it: an order's refund tells of the credit note that it issued. An action that changed it beside
/// another record, and said nothing about it, is in the audit log under that record only.
struct RecordTimeline: ListQuery {
    static let name: QueryName = "records.timeline"
    static let permission: Permission = "records.read"
    static let summary = "What happened to a record: who did what and what changed, newest first."

    /// Any record you can open.
    var record: Reference
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<RecordTimelineEntry> {
        try db.requireReadable(record)
        let found = try db.page(
            AuditEntry.columns, from: TimelineRows(record).source(db.tenant), where: ["tenant = \(db.tenant)"],
            order: .descending("at", "lane", "seq"), limit: limit, after: after
        ) { row in try AuditEntry(row: &row) }
        let showsDetail = db.caller.may("audit.read")
        var entries = found.data.map { row in RecordTimelineEntry(row, about: record, showsDetail: showsDetail) }
        try addEvents(to: &entries, in: db)
        return found.with(entries)
    }

    /// Puts each event with the action that emitted it.
    private func addEvents(to entries: inout [RecordTimelineEntry], in db: Reader) throws {
        guard let newest = entries.first?.at, let oldest = entries.last?.at else { return }
        let events = try db.rows(
            """
            SELECT \(EventLog.columns) FROM event
            WHERE tenant = \(db.tenant) AND subject_id = \(record.raw) AND subject_kind = \(record.kind)
                AND recorded_at >= \(oldest) AND recorded_at <= \(newest)
            ORDER BY recorded_at, id LIMIT 2000
            """
        ) { row in try EventEnvelope(row: &row) }
        for event in events {
            let payload = try JSON(parsing: Array(event.payload.utf8))
            guard let place = place(of: event, in: entries, db.registry) else { continue }
            entries[place].events.append(.init(name: event.name, occurredAt: event.occurredAt, payload: payload))
        }
    }

    /// The entry an event belongs to: of the same request and moment, by an action that emits such events and has none
    /// of them yet; else the outermost action there.
    private func place(of event: EventEnvelope, in entries: [RecordTimelineEntry], _ registry: Registry) -> Int? {
        let there = entries.indices.filter { index in
            entries[index].at == event.recordedAt && entries[index].requestID == event.requestID
        }
        let speakers = there.filter { index in
            (try? registry.action(entries[index].action.rawValue))?.emits.contains(event.name) ?? false
        }
        // Entries run newest first, events oldest first.
        let silent = speakers.last { index in !entries[index].events.contains { said in said.name == event.name } }
        return silent ?? speakers.first ?? there.first
    }
}

/// The audit rows of a timeline as a source of rows.
private struct TimelineRows {
    let record: Reference

    init(_ record: Reference) { self.record = record }

    func source(_ tenant: Int64) -> SQL {
        """
        (SELECT tenant, \(AuditEntry.columns) FROM audit_entry
            WHERE tenant = \(tenant) AND subject_id = \(record.raw) AND subject_kind = \(record.kind)
        UNION SELECT * FROM (\(told(tenant))) told) found
        """
    }

    /// For each moment with an event about the record, the row of the action that wrote it, else one that is about it,
    /// else the last that names it, else the last of all, which is that of the action somebody asked for.
    private func told(_ tenant: Int64) -> SQL {
        """
        SELECT a.tenant, a.lane, a.seq, a.hash, a.at, a.principal, a.role, a.action, a.request_id, a.ip, a.channel,
            a.subject_kind, a.subject_id, a.body
        FROM (
            SELECT \(bestRow("b.lane", tenant)) AS lane, \(bestRow("b.seq", tenant)) AS seq
            FROM (
                SELECT DISTINCT e.recorded_at AS at, e.request_id FROM event e
                WHERE e.tenant = \(tenant) AND e.subject_id = \(record.raw) AND e.subject_kind = \(record.kind)
            ) m
        ) best JOIN audit_entry a ON a.tenant = \(tenant) AND a.lane = best.lane AND a.seq = best.seq
        """
    }

    private func bestRow(_ column: SQL, _ tenant: Int64) -> SQL {
        """
        (SELECT \(column) FROM audit_entry b
        WHERE b.tenant = \(tenant) AND b.at = m.at AND b.request_id = m.request_id
        ORDER BY CASE WHEN b.body LIKE \("%\"record\":\"\(record)\"%") THEN 0 WHEN b.subject_id = \(record.raw) THEN 1
            WHEN b.body LIKE \("%\(record)%") THEN 2 ELSE 3 END,
            b.lane DESC, b.seq DESC LIMIT 1)
        """
    }
}
