import Kernel
import Web

extension Room {
    /// The audit log: who did what, when and from where, with what changed.
    static let audit: Room = {
        var room = Room("audit_entries", in: .settings, icon: "shield")
        room.keys = "g l"
        room.rank = 20
        room.columns = [
            .moment("at", place: .amount),
            .narrowing("principal", by: "actor", place: .second) { desk, text in desk.personName(text) },
            .narrowing("action", by: "action", place: .title) { desk, text in desk.actionWord(text) },
            .record("subject"), .drawn("body", place: .state, by: AuditDetails.html), .text("ip"), .text("role").hidden,
            .text("channel").hidden, .text("request_id").hidden,
        ]
        room.views = [
            BuiltInView("team", "collection=team"),
            BuiltInView("access", "action=sessions.start,sessions.refuse,links.redeem,api_keys.create,api_keys.revoke"),
            BuiltInView("settings", "collection=settings"),
        ]
        return room
    }()

    /// Events: what others were told, the latest first.
    static let events: Room = {
        var room = Room("events", in: .settings, icon: "bell")
        room.rank = 21
        room.sort = "newest"
        room.columns = [
            .moment("occurred_at", place: .amount),
            .drawn("name", .text, place: .title) { desk, row in
                let name = row["name"]?.string ?? ""
                return "<span title=\"\(name)\">\(desk.words.optional("event.\(name)") ?? Naming.event(name))</span>"
            },
            .record("subject", place: .second), .person("principal"),
            .drawn("payload", place: .state) { desk, row in AuditDetails.payload(desk, row) },
            .text("request_id").hidden, .number("seq").hidden,
        ]
        return room
    }()
}
