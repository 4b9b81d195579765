import Kernel
import Platform

/// The roles every shop has.
public enum BuiltInRole: String, Codable, Sendable, CaseIterable {
    /// May do everything.
    case owner
    /// May do everything the modules declare, but cannot make or remove owners.
    case admin
    /// May do the daily work, as each module lists it.
    case staff

    /// What people call it.
    public var title: String {
        switch self {
        case .owner: "Owner"
        case .admin: "Admin"
        case .staff: "Staff"
        }
    }
}

/// What the built-in roles may do in this installation; follows from its modules.
public struct BuiltInRoles: Sendable {
    private let admin: PermissionSet
    private let staff: PermissionSet
    /// What every member may do besides, whatever their role.
    let member: [String]

    /// Derives the roles from everything the modules declare.
    public init(_ registry: Registry) {
        var collections: Set<String> = []
        for permission in registry.permissions {
            collections.insert(String(permission.rawValue.prefix { $0 != "." }))
        }
        for module in registry.modules {
            for permission in module.staffPermissions {
                collections.insert(String(permission.rawValue.prefix { $0 != "." }))
            }
        }
        admin = PermissionSet(collections.map { "\($0).*" } + ["*.read"])
        member = registry.modules.flatMap(\.memberPermissions).map(\.rawValue)
        staff = PermissionSet(registry.modules.flatMap(\.staffPermissions).map(\.rawValue))
    }

    /// What a built-in role may do.
    public func permissions(of role: BuiltInRole) -> PermissionSet {
        switch role {
        case .owner: .all
        case .admin: admin
        case .staff: staff
        }
    }

    /// What a member with the role may do. `custom` holds the patterns of the shop's own role of that name; a role
    /// that no longer exists allows nothing.
    func permissions(of role: String, custom: String?) -> PermissionSet {
        if let builtIn = BuiltInRole(rawValue: role) { return permissions(of: builtIn) }
        return PermissionSet(PatternList.split(custom ?? ""))
    }
}

/// Lists of permission patterns and of references as one text column, parted by spaces.
enum PatternList {
    static func split(_ text: String) -> [String] { text.split(separator: " ").map { String($0) } }

    static func join(_ patterns: [String]) -> String { Set(patterns).sorted().joined(separator: " ") }

    /// Whether a pattern is `*`, `module.*`, `*.right` or `module.right`.
    static func isWellFormed(_ pattern: String) -> Bool {
        if pattern == "*" { return true }
        let parts = pattern.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] != "*" || parts[1] != "*" else { return false }
        return parts.allSatisfy { part in part == "*" || isWord(part) }
    }

    private static func isWord(_ part: Substring) -> Bool {
        !part.isEmpty && part.utf8.count <= 60
            && part.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0) }
    }
}
