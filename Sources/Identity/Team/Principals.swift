import Kernel
import Platform
import Store

/// The names behind principals, for pages that say who did something.
public enum Principals {
    /// How people, memberships and keys are named, for `Reader.names`. Whoever belongs to another shop is not named; who
    /// did something is told to everybody who may see that it was done.
    public static let sources = [
        NameSource(User.idPrefix) { tenant, ids in
            """
            SELECT u.id, u.name FROM user_account u JOIN membership m ON m.user_id = u.id
            WHERE m.tenant = \(tenant) AND m.user_id IN \(list: ids)
            """
        },
        NameSource(Membership.idPrefix) { tenant, ids in
            """
            SELECT m.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id
            WHERE m.tenant = \(tenant) AND m.id IN \(list: ids)
            """
        },
        NameSource(APIKey.idPrefix) { tenant, ids in
            "SELECT id, name FROM api_key WHERE tenant = \(tenant) AND id IN \(list: ids)"
        },
    ]

    /// The people who are at work in the shop, with what they are called. One statement.
    public static func colleagues(in db: Reader) throws -> [Colleague] {
        try db.rows(
            """
            SELECT u.id, u.name, u.email FROM membership m JOIN user_account u ON u.id = m.user_id
            WHERE m.tenant = \(db.tenant) AND m.status = 'active' ORDER BY m.id LIMIT 1000
            """
        ) { row in
            Colleague(
                principal: try row.next(ID<User>.self).description, name: try row.next(), email: try row.next())
        }
    }

    /// The names of up to five owners and admins, owners first: who can give rights. One statement.
    public static func granters(in db: Reader) throws -> [String] {
        try db.rows(
            """
            SELECT u.name FROM membership m JOIN user_account u ON u.id = m.user_id
            WHERE m.tenant = \(db.tenant) AND m.status = 'active' AND m.role IN ('owner', 'admin')
            ORDER BY m.role DESC, m.id LIMIT 5
            """
        ) { row in try row.next() }
    }
}

/// Somebody at work in the shop, as others call them.
public struct Colleague: Sendable, Equatable {
    /// `usr_…`
    public let principal: String
    /// Their name.
    public let name: String
    /// The address they sign in with; nil before they chose one.
    public let email: String?

    /// Somebody.
    public init(principal: String, name: String, email: String?) {
        self.principal = principal
        self.name = name
        self.email = email
    }
}
