import Kernel
import Platform
import Store

/// What must hold of people and keys in every shop.
enum IdentityChecks {
    static let all = [
        Check("team.has_an_owner", "A shop with active members has an active owner.") { db in
            let active: Int? = try db.scalar(
                "SELECT count(*) FROM membership WHERE tenant = \(db.tenant) AND status = 'active'")
            let owners: Int? = try db.scalar(
                "SELECT count(*) FROM membership WHERE tenant = \(db.tenant) AND status = 'active' AND role = 'owner'")
            return active ?? 0 > 0 && owners ?? 0 == 0 ? ["the shop has \(active ?? 0) members and no owner"] : []
        },
        Check("team.roles_exist", "Every member's role is built in or one of the shop's.") { db in
            try db.rows(
                """
                SELECT m.id, m.role FROM membership m
                WHERE m.tenant = \(db.tenant) AND m.status <> 'removed' AND m.role NOT IN ('owner', 'admin', 'staff')
                    AND NOT EXISTS (SELECT 1 FROM role r WHERE r.tenant = m.tenant AND r.key = m.role)
                LIMIT 100
                """
            ) { row in
                "\(try row.next() as ID<Membership>) has the role '\(try row.next() as String)', which does not exist"
            }
        },
        Check("sessions.of_active_members", "Only active members have sessions.") { db in
            try db.rows(
                """
                SELECT s.id FROM session s JOIN membership m ON m.tenant = s.tenant AND m.user_id = s.user_id
                WHERE s.tenant = \(db.tenant) AND m.status <> 'active' LIMIT 100
                """
            ) { row in "\(try row.next() as ID<Session>) belongs to somebody who is not an active member" }
        },
        Check("api_keys.have_their_secret", "Every API key has its hash.") { db in
            try db.rows(
                """
                SELECT k.id FROM api_key k LEFT JOIN api_key_secret s ON s.tenant = k.tenant AND s.id = k.id
                WHERE k.tenant = \(db.tenant) AND s.id IS NULL LIMIT 100
                """
            ) { row in "\(try row.next() as ID<APIKey>) has no hash" }
        },
    ]
}
