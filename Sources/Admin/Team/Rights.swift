import Identity
import Kernel
import Platform

/// The permissions that people can be given, by module and in plain words. What only Martlet itself does is not among them.
struct Rights {
    /// A module's permissions.
    struct Group {
        let title: String
        let permissions: [Permission]
    }

    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    /// The order in which people think of them.
    private static let order = [
        "orders", "customers", "catalog", "inventory", "analytics", "importing", "workspace", "identity", "platform",
    ]

    /// Every module with something to be allowed.
    var groups: [Group] {
        let given = Self.usable(desk.registry)
        let modules = desk.registry.modules.map(\.name)
        let sorted = Self.order.filter(modules.contains) + modules.filter { !Self.order.contains($0) }
        return sorted.compactMap { module in
            let permissions = given.filter { $0.value == module }.map(\.key).sorted { Self.rank($0) < Self.rank($1) }
            if permissions.isEmpty { return nil }
            return Group(
                title: desk.words.optional("module.\(module)") ?? Naming.words(module), permissions: permissions)
        }
    }

    /// Looking comes before doing.
    private static func rank(_ permission: Permission) -> (String, Int, String) {
        let collection = String(permission.rawValue.prefix { $0 != "." })
        return (collection, permission.rawValue.hasSuffix(".read") ? 0 : 1, permission.rawValue)
    }

    /// Permissions that something with a page or an address asks for, each with the module of the first that does.
    private static func usable(_ registry: Registry) -> [Permission: String] {
        var found: [Permission: String] = [SecretPages.createKey: "identity"]
        for action in registry.actions where action.route != nil && found[action.permission] == nil {
            found[action.permission] = action.module
        }
        for query in registry.queries where found[query.permission] == nil { found[query.permission] = query.module }
        return found
    }

    /// What a permission allows: `Cancel orders`.
    func label(_ permission: Permission) -> String {
        if let words = desk.words.optional("permission.\(permission)") { return words }
        let parts = permission.rawValue.split(separator: ".").map(String.init)
        guard parts.count == 2 else { return permission.rawValue }
        let verb = parts[1] == "read" ? desk.say("rights.see") : Naming.words(parts[1])
        return "\(verb): \(desk.collectionName(parts[0]).lowercased())"
    }

    /// What a pattern allows, in words.
    func label(pattern: String) -> String {
        if pattern == "*" { return desk.say("rights.everything") }
        if pattern == "*.read" { return desk.say("rights.allReads") }
        if pattern.hasSuffix(".*") {
            return desk.say("rights.allOf", ["name": desk.collectionName(String(pattern.dropLast(2)))])
        }
        return label(Permission(pattern))
    }

    /// What some patterns come to, module by module: everything, some things, or only looking.
    func summary(_ patterns: [String]) -> String {
        let set = PermissionSet(patterns)
        if patterns.contains("*") { return desk.say("rights.everything") }
        let parts = groups.compactMap { group -> String? in
            let held = group.permissions.filter(set.allows)
            if held.isEmpty { return nil }
            let title = group.title
            if held.count == group.permissions.count { return desk.say("rights.allOf", ["name": title]) }
            let isReading = held.allSatisfy { $0.rawValue.hasSuffix(".read") }
            return desk.say(isReading ? "rights.looksAt" : "rights.someOf", ["name": title])
        }
        return parts.isEmpty ? desk.say("rights.nothing") : parts.joined(separator: " · ")
    }
}
