import Kernel
import Platform
import Store

/// Makes a role of the shop's own.
struct CreateRole: Action {
    static let name: ActionName = "roles.create"
    static let permission: Permission = "roles.create"
    static let summary = "Makes a role from permission patterns; none may go beyond what you hold yourself."
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [RoleChanged.self] }

    /// The short name, such as `warehouse`.
    var key: String
    var title: String
    var permissions: [String]

    func perform(in tx: Transaction) throws -> Role {
        var check = Validation()
        let isWord = key.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0)
        }
        check.check(
            isWord && (2...40).contains(key.utf8.count), "key", "bad_key",
            "Use 2 to 40 lower-case letters, digits and underscores.")
        check.check(
            BuiltInRole(rawValue: key) == nil, "key", "built_in", "Every shop has a role called '\(key)' already.")
        RoleRules.check(title: title, permissions: permissions, &check)
        try check.finish()
        try RoleRules.requireCovered(permissions, by: tx.caller)
        if try Role.keyed(key, in: tx) != nil {
            throw Problem(
                .conflict, "roles.key_taken", "There is a role called '\(key)' already.", field: "key",
                remedy: "Choose another short name, or change that role.")
        }
        let count: Int? = try tx.scalar("SELECT count(*) FROM role WHERE tenant = \(tx.tenant)")
        guard count ?? 0 < IdentityPolicy.roleLimit else {
            throw Problem(
                .conflict, "roles.too_many", "A shop can have \(IdentityPolicy.roleLimit) roles of its own.",
                remedy: "Delete one that nobody has.")
        }
        let role = Role(
            id: tx.newID(), key: key, title: title, permissions: Set(permissions).sorted(), createdAt: tx.now)
        try tx.insert(role)
        try tx.emit(RoleChanged(role: role.id, key: key, change: .created))
        return role
    }
}

/// Changes a role's title or permissions, for everybody who has it.
struct UpdateRole: Action {
    static let name: ActionName = "roles.update"
    static let permission: Permission = "roles.update"
    static let summary = "Changes a role's title or permissions; it counts at once for everybody who has the role."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [RoleChanged.self] }

    var role: ID<Role>
    var title: String?
    var permissions: [String]?

    func perform(in tx: Transaction) throws -> Role {
        var record = try tx.find(role)
        // Who changes a role must hold what it allows now as well: otherwise they could cut down their betters.
        try RoleRules.requireCovered(record.permissions, by: tx.caller)
        record.title = title ?? record.title
        record.permissions = (permissions.map { Set($0).sorted() }) ?? record.permissions
        var check = Validation()
        RoleRules.check(title: record.title, permissions: record.permissions, &check)
        try check.finish()
        try RoleRules.requireCovered(record.permissions, by: tx.caller)
        try tx.save(&record)
        try tx.emit(RoleChanged(role: record.id, key: record.key, change: .updated))
        return record
    }
}

/// Deletes a role nobody has.
struct DeleteRole: Action {
    static let name: ActionName = "roles.delete"
    static let permission: Permission = "roles.delete"
    static let summary = "Deletes a role that nobody has any more."
    static var emits: [any Event.Type] { [RoleChanged.self] }

    var role: ID<Role>

    func perform(in tx: Transaction) throws -> Done {
        let record = try tx.find(role)
        try RoleRules.requireCovered(record.permissions, by: tx.caller)
        let holders: Int? = try tx.scalar(
            "SELECT count(*) FROM membership WHERE tenant = \(tx.tenant) AND role = \(record.key) AND status <> 'removed'"
        )
        if let holders, holders > 0 {
            throw Problem(
                .conflict, "roles.in_use", "\(holders) members or invited people have this role.",
                remedy: "Give them another role first.", details: ["members": String(holders)])
        }
        try tx.delete(record)
        try tx.emit(RoleChanged(role: record.id, key: record.key, change: .deleted))
        return Done()
    }
}

/// What holds for every role.
enum RoleRules {
    static func check(title: String, permissions: [String], _ check: inout Validation) {
        check.check(
            !title.isEmpty && title.count <= 100, "title", "required",
            "Give the role a title of at most 100 characters.")
        check.check(permissions.count <= 500, "permissions", "too_many", "A role has at most 500 permissions.")
        for (index, pattern) in permissions.enumerated() where !PatternList.isWellFormed(pattern) {
            check.add("permissions[\(index)]", "bad_pattern", "Use 'module.right', 'module.*', '*.right' or '*'.")
        }
    }

    static func requireCovered(_ permissions: [String], by caller: Caller) throws {
        let missing = permissions.filter { !caller.permissions.covers(PermissionSet([$0])) }
        guard missing.isEmpty else {
            throw Problem.grantsTooMuch("You do not hold \(missing.prefix(5).joined(separator: ", ")).")
        }
    }
}

/// The shop's own roles.
struct ListRoles: ListQuery {
    static let name: QueryName = "roles.list"
    static let permission: Permission = .rolesRead
    static let summary = "The shop's own roles by short name; owner, admin and staff exist in every shop besides."
    /// Words of the short name and the title.
    var q: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Role> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        try conditions.add(words: q, plain: ["key", "title"])
        return try db.page(
            Role.table.columns, from: Role.table.sql, where: conditions, order: .ascending("key"),
            limit: limit, after: after
        ) { row in try Role(row: &row) }
    }
}

/// One of the shop's own roles.
struct GetRole: Query {
    static let name: QueryName = "roles.get"
    static let permission: Permission = .rolesRead
    static let summary = "One of the shop's own roles."
    var role: ID<Role>
    func fetch(in db: Reader) throws -> Role { try db.find(role) }
}
