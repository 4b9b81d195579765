import Kernel
import Platform
import Store

/// A session as its owner sees it. Nothing in it opens anything.
struct SessionView: Codable, Sendable {
    let id: ID<Session>
    let createdAt: Instant
    let seenAt: Instant
    let expiresAt: Instant
    let ip: String?
}

/// One's own sessions that are alive, newest first.
struct ListSessions: ListQuery {
    static let name: QueryName = "sessions.list"
    static let permission: Permission = .sessionsRead
    static let summary = "Your own sessions in this shop, newest first: when and from which address."
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<SessionView> {
        guard let user = ID<User>(db.caller.principal) else { return Page(data: []) }
        return try db.page(
            "id, created_at, seen_at, expires_at, ip", from: "session",
            where: [
                "tenant = \(db.tenant)", "user_id = \(user)", "expires_at > \(db.now)",
                "seen_at + idle_limit > \(db.now)",
            ], order: .descending("id"), limit: limit, after: after
        ) { row in
            SessionView(
                id: try row.next(), createdAt: try row.next(), seenAt: try row.next(), expiresAt: try row.next(),
                ip: try row.next())
        }
    }
}
