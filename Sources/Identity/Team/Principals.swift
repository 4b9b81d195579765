import Kernel
import Platform
import Store

/// The names behind principals, for pages that say who did something.
public enum Principals {
    /// The names of the people, memberships and keys among some principals, by principal. At most three statements, none
    /// when there is nobody to name. Whoever belongs to another shop is not named.
    public static func names(_ principals: some Collection<String>, in db: Reader) throws -> [String: String] {
        let references = principals.compactMap { Reference($0) }
        let users = Set(references.filter { $0.kind == User.idPrefix }.map(\.raw))
        let keys = Set(references.filter { $0.kind == APIKey.idPrefix }.map(\.raw))
        var names: [String: String] = [:]
        if !users.isEmpty {
            let sql: SQL = """
                SELECT u.id, u.name FROM user_account u JOIN membership m ON m.user_id = u.id
                WHERE m.tenant = \(db.tenant) AND m.user_id IN \(list: users)
                """
            for (id, name) in try db.rows(sql, { row in (try row.next(ID<User>.self), try row.next(String.self)) }) {
                names[id.description] = name
            }
        }
        let members = Set(references.filter { $0.kind == Membership.idPrefix }.map(\.raw))
        if !members.isEmpty {
            let sql: SQL = """
                SELECT m.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id
                WHERE m.tenant = \(db.tenant) AND m.id IN \(list: members)
                """
            for (id, name) in try db.rows(
                sql, { row in (try row.next(ID<Membership>.self), try row.next(String.self)) })
            {
                names[id.description] = name
            }
        }
        if !keys.isEmpty {
            let sql: SQL = "SELECT id, name FROM api_key WHERE tenant = \(db.tenant) AND id IN \(list: keys)"
            for (id, name) in try db.rows(sql, { row in (try row.next(ID<APIKey>.self), try row.next(String.self)) }) {
                names[id.description] = name
            }
        }
        return names
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
