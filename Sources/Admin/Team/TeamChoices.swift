import Identity
import Kernel
import Platform

/// What the forms of team, roles and keys choose from.
enum TeamChoices {
    /// Every role with what it may do; those beyond the person's own are shown and cannot be chosen.
    static let roles: FieldChoices.Source = { pages, desk in
        let rights = Rights(desk)
        func builtIn(_ role: BuiltInRole) -> FieldChoices.Choice {
            FieldChoices.Choice(
                value: role.rawValue, label: desk.say("role.\(role.rawValue)"),
                detail: desk.say("role.\(role.rawValue).about"), isAllowed: mayGrant(role, desk))
        }
        let answer = try await pages.answerIfAllowed("roles.list", ["limit": 100], at: desk)
        let own = (answer?["data"]?.array ?? []).compactMap { role -> FieldChoices.Choice? in
            guard let key = role["key"]?.string else { return nil }
            let patterns = (role["permissions"]?.array ?? []).compactMap(\.string)
            return FieldChoices.Choice(
                value: key, label: role["title"]?.string ?? key, detail: rights.summary(patterns),
                isAllowed: desk.caller.permissions.covers(PermissionSet(patterns)))
        }
        return FieldChoices(all: [builtIn(.staff)] + own + [builtIn(.admin), builtIn(.owner)])
    }

    /// Owners are made by owners; other built-in roles by admins too.
    private static func mayGrant(_ role: BuiltInRole, _ desk: Desk) -> Bool {
        if desk.caller.permissions.covers(.all) { return true }
        return desk.caller.role == BuiltInRole.admin.rawValue && role != .owner
    }

    /// The locations somebody can be limited to.
    static let locations: FieldChoices.Source = { pages, desk in
        let answer = try await pages.answerIfAllowed("locations.list", ["limit": 100], at: desk)
        let all = (answer?["data"]?.array ?? []).compactMap { location -> FieldChoices.Choice? in
            guard let id = location["id"]?.string, let reference = Reference(id) else { return nil }
            return FieldChoices.Choice(
                value: id, label: location["name"]?.string ?? id, detail: location["code"]?.string,
                isAllowed: desk.caller.locations?.contains(reference.raw) ?? true)
        }
        return all.isEmpty ? nil : FieldChoices(isMany: true, all: all)
    }

    /// Every permission under its module, after the patterns that stand for many; none beyond the person's own can be
    /// chosen.
    static let permissions: FieldChoices.Source = { _, desk in
        FieldChoices(isMany: true, isDense: true, all: rights(desk))
    }

    private static func rights(_ desk: Desk) -> [FieldChoices.Choice] {
        let rights = Rights(desk)
        func choice(_ pattern: String, _ group: String) -> FieldChoices.Choice {
            FieldChoices.Choice(
                value: pattern, label: rights.label(pattern: pattern), detail: pattern, group: group,
                isAllowed: desk.caller.permissions.covers(PermissionSet([pattern])))
        }
        let wide = ["*", "*.read"].map { choice($0, desk.say("rights.wide")) }
        return wide
            + rights.groups.flatMap { group -> [FieldChoices.Choice] in
                let prefixes = group.permissions.map { String($0.rawValue.prefix { $0 != "." }) }
                let many = Set(prefixes.filter { prefix in prefixes.count { $0 == prefix } > 2 }).sorted()
                return (many.map { "\($0).*" } + group.permissions.map(\.rawValue)).map { choice($0, group.title) }
            }
    }
}
