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
