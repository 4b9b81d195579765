import Kernel
import Platform
import Web

extension Room {
    /// Team: who works here, as what, and where.
    static let team: Room = {
        var room = Room("team", in: .settings, icon: "users")
        room.keys = "g t"
        room.rank = 10
        room.columns = [
            .title("name"), .text("email", place: .second), .text("role_title", place: .amount), TeamPage.locations,
            .state("status", place: .state), .moment("last_seen_at"), .moment("joined_at").hidden,
            .person("invited_by").hidden, .moment("created_at").hidden,
        ]
        room.views = [BuiltInView("invited", "status=invited"), BuiltInView("removed", "status=removed")]
        room.steps = [
            Step("team.change_role", icon: "pencil") { $0["status"]?.string != "removed" },
            Step("team.remove", icon: "trash", danger: true) { $0["status"]?.string != "removed" },
        ]
        room.forms = [
            "team.invite": FormDesign(
                "email", "name", "role", "locations",
                choices: ["role": TeamChoices.roles, "locations": TeamChoices.locations]),
            "team.change_role": FormDesign(
                "role", "locations", choices: ["role": TeamChoices.roles, "locations": TeamChoices.locations]),
        ]
        room.record = TeamPage.design
        return room
    }()

    /// Roles: the shop's own, as lists of permissions.
    static let roles: Room = {
        var room = Room("roles", in: .settings, icon: "shield")
        room.rank = 11
        room.columns = [
            .title("title"), .text("key", place: .amount),
            .drawn("permissions", .text, place: .second) { desk, row in
                "\(Rights(desk).summary((row["permissions"]?.array ?? []).compactMap(\.string)))"
            },
            .moment("created_at"),
        ]
        room.steps = [Step("roles.update", icon: "pencil"), Step("roles.delete", icon: "trash", danger: true)]
        let choices: [String: FieldChoices.Source] = ["permissions": TeamChoices.permissions]
        room.forms = [
            "roles.create": FormDesign("title", "key", "permissions", choices: choices),
            "roles.update": FormDesign("title", "permissions", choices: choices),
        ]
        room.record = RecordDesign(
            context: { page in
                "\(page.record["key"]?.string) · \(page.desk.say("rights.count", ["count": page.record["permissions"]?.array?.count ?? 0]))"
            },
            main: [.view("rights", TeamPage.rights)])
        return room
    }()
}

/// The page of one member.
enum TeamPage {
    static let design = RecordDesign(
        states: ["status"], context: { page in page.record["email"]?.string.map { "\($0)" } },
        main: [
            .facts(
                "place", .text("role_title"), locations, .moment("last_seen_at"), .moment("joined_at"),
                .person("invited_by"),
                .moment("created_at")),
            .view("may", may),
        ])

    /// Where they may work.
    static let locations: Column = .drawn("locations", .text) { desk, row in
        guard let ids = row["locations"]?.array else {
            return "<span class=\"muted\">\(desk.say("team.everywhere"))</span>"
        }
        return ids.isEmpty ? "\(desk.say("team.nowhere"))" : ValueView(desk).inline(.array(ids), name: "locations")
    }

    /// What their role allows, in a sentence, and the way to all of it.
    private static func may(_ page: RecordPageContext) -> HTML? {
        let role = page.record["role"]?.string ?? ""
        let words = page.desk.words.optional("role.\(role).about") ?? page.record["role_title"]?.string ?? role
        let more: HTML? = page.desk.registry.resource(prefix: "role").map { _ in
            "<p><a href=\"/admin/roles-matrix\">\(page.desk.say("page.roles-matrix"))</a></p>"
        }
        return "<div class=\"stack stack-s\"><p>\(words)</p>\(more)</div>"
    }

    /// What a role allows, module by module.
    static func rights(_ page: RecordPageContext) -> HTML? {
        let patterns = (page.record["permissions"]?.array ?? []).compactMap(\.string)
        let set = PermissionSet(patterns)
        let rights = Rights(page.desk)
        let groups: HTML = rights.groups.html { group in
            let held = group.permissions.filter { set.allows($0) }
            if held.isEmpty { return "" }
            let items: HTML = held.html {
                "<li>\(rights.label($0)) <small class=\"mono faint\">\($0.rawValue)</small></li>"
            }
            return
                "<section class=\"stack stack-xs\"><h3 class=\"mid\">\(group.title)</h3><ul role=\"list\" class=\"plain\">\(items)</ul></section>"
        }
        if groups.text.isEmpty { return "<p class=\"muted\">\(page.desk.say("rights.nothing"))</p>" }
        return "<div class=\"grid-2\">\(groups)</div>"
    }
}
