import Kernel

/// The right to perform an action or a query, `module.right`. Nobody holds a permission that no role grants.
public struct Permission: StableName, Comparable {
    /// The text stored in roles and API keys.
    public let rawValue: String

    /// Takes a literal, usually a static member declared in the module's `Policies.swift`.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }

    /// Wraps a permission named from outside; whether it exists is the registry's question.
    public init(_ text: String) { rawValue = text }

    /// Alphabetical.
    public static func < (a: Permission, b: Permission) -> Bool { a.rawValue < b.rawValue }
}

/// What a caller may do: exact permissions, whole modules (`orders.*`), all reads (`*.read`) or everything (`*`).
/// Deny by default: an empty set allows nothing.
public struct PermissionSet: Hashable, Sendable, Codable {
    private var everything = false
    private var exact: Set<String> = []
    private var modules: Set<String> = []
    private var rights: Set<String> = []

    /// Nothing is allowed.
    public static let none = PermissionSet([])
    /// Everything is allowed: owners and the system itself.
    public static let all = PermissionSet(["*"])

    /// Parses patterns: `*`, `module.*`, `*.right` or `module.right`.
    public init(_ patterns: [String]) {
        for pattern in patterns {
            if pattern == "*" {
                everything = true
            } else if pattern.hasSuffix(".*") {
                modules.insert(String(pattern.dropLast(2)))
            } else if pattern.hasPrefix("*.") {
                rights.insert(String(pattern.dropFirst(2)))
            } else {
                exact.insert(pattern)
            }
        }
    }

    /// The patterns this set was made from, in order.
    public var patterns: [String] {
        var all: [String] = everything ? ["*"] : []
        all += modules.map { "\($0).*" }
        all += rights.map { "*.\($0)" }
        all += exact
        return all.sorted()
    }

    /// Whether the permission is granted.
    public func allows(_ permission: Permission) -> Bool {
        if everything || exact.contains(permission.rawValue) { return true }
        if modules.isEmpty && rights.isEmpty { return false }
        let parts = permission.rawValue.split(separator: ".", maxSplits: 1)
        guard parts.count == 2 else { return false }
        return modules.contains(String(parts[0])) || rights.contains(String(parts[1]))
    }

    /// Whether every permission of `other`'s exact patterns is also allowed here: nobody hands out what they lack.
    public func covers(_ other: PermissionSet) -> Bool {
        if everything { return true }
        if other.everything { return false }
        return other.modules.isSubset(of: modules) && other.rights.isSubset(of: rights)
            && other.exact.allSatisfy { allows(Permission($0)) }
    }

    /// Reads the list of patterns.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String].self))
    }

    /// Writes the list of patterns.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(patterns)
    }
}
