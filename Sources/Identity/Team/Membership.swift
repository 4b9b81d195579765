import Kernel
import Platform
import Store

/// A person's place in a shop: their role, and the stock locations they are limited to.
public struct Membership: Record {
    /// `mem_…`
    public static let idPrefix = "mem"
    /// Its table.
    public static let table = Table(
        "membership", "user_id, role, locations, status, invited_by, created_at, joined_at")

    /// The life of a membership.
    public enum Status: String, Codable, Sendable, CaseIterable, FilterValue {
        /// Asked, has not signed in yet.
        case invited
        /// Works here.
        case active
        /// Worked here.
        case removed
    }

    /// Who was removed can be invited again.
    public static let lifecycle = StateMachine<Status>(
        startsAt: .invited, [.invited: [.active, .removed], .active: [.removed], .removed: [.invited]])

    /// The id.
    public let id: ID<Membership>
    /// Counts the saves.
    public var version: Int
    /// The person.
    public let user: ID<User>
    /// `owner`, `admin`, `staff`, or the key of one of the shop's roles.
    public internal(set) var role: String
    /// The only stock locations they may touch (`loc_…`); absent means all.
    public internal(set) var locations: [Reference]?
    /// Where it stands.
    public internal(set) var status: Status
    /// Who invited them.
    public internal(set) var invitedBy: String
    /// When they were first invited.
    public let createdAt: Instant
    /// When they first signed in here.
    public internal(set) var joinedAt: Instant?

    init(
        id: ID<Membership>, user: ID<User>, role: String, locations: [Reference]?, invitedBy: String, createdAt: Instant
    ) {
        self.id = id
        version = 1
        self.user = user
        self.role = role
        self.locations = locations
        status = .invited
        self.invitedBy = invitedBy
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        user = try row.next()
        role = try row.next()
        locations = try LocationList.split(row.next())
        status = try row.next()
        invitedBy = try row.next()
        createdAt = try row.next()
        joinedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(user)
        values.add(role)
        values.add(LocationList.join(locations))
        values.add(status)
        values.add(invitedBy)
        values.add(createdAt)
        values.add(joinedAt)
    }

    /// The membership of a user in the shop, whatever its status.
    static func of(_ user: ID<User>, in db: Reader) throws -> Membership? {
        try db.records(Membership.self, where: "user_id = \(user)").first
    }
}

/// Location limits as one text column; absent means no limit, empty means no location at all.
enum LocationList {
    static func split(_ text: String?) throws -> [Reference]? {
        try text.map { text in try text.split(separator: " ").map { try Reference(parsing: String($0)) } }
    }

    static func join(_ locations: [Reference]?) -> String? {
        locations.map { locations in Set(locations.map(\.description)).sorted().joined(separator: " ") }
    }
}
