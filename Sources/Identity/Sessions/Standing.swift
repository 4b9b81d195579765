import Kernel
import Platform
import Store

/// What a person is in one shop at this moment, as one join reads it.
struct Standing: Sendable {
    let user: User
    let tenant: Int64
    let member: ID<Membership>
    let role: String
    let locations: [Reference]?
    let status: Membership.Status
    /// The patterns of the shop's own role, when the role is one.
    let custom: String?

    /// The columns `init(row:)` reads from `source`.
    static let columns: SQL = "\(User.columns), m.tenant, m.id, m.role, m.locations, m.status, r.permissions"
    /// The users `u` with their memberships `m` and the shops' own roles `r`.
    static let source: SQL = "user_account u \(joins)"
    /// What follows `user_account u` in a longer join.
    static let joins: SQL =
        "JOIN membership m ON m.user_id = u.id LEFT JOIN role r ON r.tenant = m.tenant AND r.key = m.role"

    init(row: inout Row) throws {
        user = try User(row: &row)
        tenant = try row.next()
        member = try row.next()
        role = try row.next()
        locations = try LocationList.split(row.next())
        status = try row.next()
        custom = try row.next()
    }

    /// The caller this person is, with what every member may do besides.
    func caller(_ roles: BuiltInRoles) -> Caller {
        let granted = roles.permissions(of: role, custom: custom).patterns
        return Caller(
            kind: .user, principal: user.id.description,
            permissions: PermissionSet(granted + roles.member),
            locations: locations.map { locations in Set(locations.map(\.raw)) }, role: role)
    }

    /// The same person for the one action they have just proved to be entitled to.
    func caller(for permission: Permission) -> Caller {
        Caller(
            kind: .user, principal: user.id.description, permissions: PermissionSet([permission.rawValue]), role: role)
    }

    /// Reads the standing of a user in a shop.
    static func of(_ user: ID<User>, tenant: Int64, in db: Connection) throws -> Standing? {
        try db.first("SELECT \(columns) FROM \(source) WHERE m.tenant = \(tenant) AND m.user_id = \(user)") { row in
            try Standing(row: &row)
        }
    }

    /// Everybody who is at work in the shop, as the callers they are now. One statement.
    static func colleagues(in db: Reader) throws -> [Caller] {
        let roles = BuiltInRoles(db.registry)
        return try db.rows(
            "SELECT \(columns) FROM \(source) WHERE m.tenant = \(db.tenant) AND m.status = 'active' ORDER BY m.id LIMIT 1000"
        ) { row in try Standing(row: &row).caller(roles) }
    }
}
