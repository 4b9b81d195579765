import Kernel
import Platform
import Store

/// A member as the team page shows them.
struct TeamMember: Codable, Sendable {
    let id: ID<Membership>
    let version: Int
    let user: ID<User>
    let role: String
    let locations: [Reference]?
    let status: Membership.Status
    let invitedBy: String
    let createdAt: Instant
    let joinedAt: Instant?
    let name: String
    let email: String?
    /// What people call the role: its title, for the shop's own.
    let roleTitle: String
    /// Their latest request in a session that is still kept; absent when they signed out or never came.
    let lastSeenAt: Instant?

    static let columns: SQL = """
        m.id, m.version, m.user_id, m.role, m.locations, m.status, m.invited_by, m.created_at, m.joined_at, u.name, u.email,
        r.title, (SELECT max(s.seen_at) FROM session s WHERE s.tenant = m.tenant AND s.user_id = m.user_id)
        """
    static let source: SQL = """
        membership m JOIN user_account u ON u.id = m.user_id LEFT JOIN role r ON r.tenant = m.tenant AND r.key = m.role
        """

    init(row: inout Row) throws {
        let member = try Membership(row: &row)
        id = member.id
        version = member.version
        user = member.user
        role = member.role
        locations = member.locations
        status = member.status
        invitedBy = member.invitedBy
        createdAt = member.createdAt
        joinedAt = member.joinedAt
        name = try row.next()
        email = try row.next()
        roleTitle = try row.next(String?.self) ?? BuiltInRole(rawValue: member.role)?.title ?? member.role
        lastSeenAt = try row.next()
    }
}

/// The team, in the order in which people were invited.
struct ListTeam: ListQuery {
    static let name: QueryName = "team.list"
    static let permission: Permission = .teamRead
    static let summary = "Who is in the team or invited, with role and location limits."
    /// Only people in this state; without it everybody but those removed.
    var status: AnyOf<Membership.Status>?
    var role: AnyOf<String>?
    /// Words of name and e-mail address.
    var q: String?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<TeamMember> {
        var conditions = Conditions(["m.tenant = \(db.tenant)"])
        conditions.add(status ?? .noneOf(.removed), "m.status")
        conditions.add(role, "m.role")
        try conditions.add(words: q, id: "m.id", plain: ["u.name", "coalesce(u.email, '')"])
        return try db.page(
            TeamMember.columns, from: TeamMember.source, where: conditions, order: .ascending("m.id"), limit: limit,
            after: after
        ) { row in try TeamMember(row: &row) }
    }
}

/// One member.
struct GetMember: Query {
    static let name: QueryName = "team.get"
    static let permission: Permission = .teamRead
    static let summary = "One member of the team."
    var member: ID<Membership>

    func fetch(in db: Reader) throws -> TeamMember {
        let sql: SQL = """
            SELECT \(TeamMember.columns) FROM \(TeamMember.source)
            WHERE m.tenant = \(db.tenant) AND m.id = \(member)
            """
        guard let found = try db.first(sql, { row in try TeamMember(row: &row) }) else {
            throw Problem.notFound(member.reference)
        }
        return found
    }
}
