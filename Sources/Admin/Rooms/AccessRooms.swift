import Kernel
import Web

extension Room {
    /// API keys: what programs act with.
    static let apiKeys: Room = {
        var room = Room("api_keys", in: .settings, icon: "key")
        room.rank = 12
        room.columns = [
            .title("name"),
            .drawn("scopes", .text, place: .second) { desk, row in
                "\(Rights(desk).summary((row["scopes"]?.array ?? []).compactMap(\.string)))"
            },
            .drawn("state", .state, place: .state) { desk, row in
                ValueView(desk).badge(state(row, desk), field: "state")
            },
            .moment("last_used_at", place: .amount), .moment("expires_at"), .person("created_by"),
            .moment("created_at").hidden,
            .step("api_keys.revoke") { desk, row in state(row, desk) != "revoked" },
        ]
        room.views = [BuiltInView("revoked_too", "include_revoked=true")]
        return room
    }()

    private static func state(_ row: JSON, _ desk: Desk) -> String {
        if row["revoked_at"]?.string != nil { return "revoked" }
        let expires = row["expires_at"]?.string.flatMap { try? Instant(parsing: $0) }
        return expires.map { $0 <= desk.now } ?? false ? "expired" : "active"
    }

    /// Sessions: where somebody is signed in themselves.
    static let sessions: Room = {
        var room = Room("sessions", in: .settings, icon: "lock")
        room.rank = 14
        room.columns = [
            .drawn("ip", .title, place: .title) { desk, row in
                let ip = row["ip"]?.string ?? desk.say("sessions.unknown")
                return isThis(desk, row)
                    ? "\(ip) <span class=\"badge ok\">\(Icon.named("check"))\(desk.say("sessions.this"))</span>"
                    : "\(ip)"
            },
            .moment("created_at", place: .second), .moment("seen_at", place: .amount), .moment("expires_at"),
            .step("sessions.revoke", place: .state) { desk, row in !isThis(desk, row) },
        ]
        return room
    }()

    private static func isThis(_ desk: Desk, _ row: JSON) -> Bool {
        desk.who.session.map { $0.description == row["id"]?.string } ?? false
    }

    /// Saved views: filters with a name, one's own and the team's.
    static let savedViews: Room = {
        var room = Room("saved_views", in: .settings, icon: "star")
        room.rank = 40
        room.columns = [
            .drawn("name", .title, place: .title) { desk, row in
                let name = row["name"]?.string ?? ""
                let query = [row["id"]?.string.map { "view=\($0)" }, row["query"]?.string].compactMap { $0 }.filter {
                    !$0.isEmpty
                }
                let path = RecordAddress.list(row["collection"]?.string ?? "")
                return "<a href=\"\(path)?\(query.joined(separator: "&"))\">\(name)</a>"
            },
            .drawn("collection", .text, place: .second) { desk, row in
                "\(desk.collectionName(row["collection"]?.string ?? ""))"
            },
            .flag("is_shared", on: "team", off: "private", place: .state), .person("owner"),
            .moment("updated_at", place: .amount),
            .step("saved_views.delete"),
        ]
        return room
    }()
}
