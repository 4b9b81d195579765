import Kernel
import Platform
import Store

/// Stands for browser sessions in ids.
public enum Session: Identified {
    /// `ses_…`
    public static let idPrefix = "ses"
}

/// How somebody proved who they are.
enum SignInMethod: String, Codable, Sendable, CaseIterable {
    case password, link
    /// They just set their password and go on with a fresh session.
    case renewal
}

/// Begins a session for somebody who has just proved who they are; accepts their invitation on the way.
struct StartSession: Action {
    static let name: ActionName = "sessions.start"
    static let permission: Permission = .sessionsStart
    static let summary = "Signs somebody in who has just proved who they are."
    static let route = ActionRoute.internalOnly
    static let redacted: Set<String> = ["token_hash", "csrf", "replacing", "account"]

    var user: ID<User>
    var method: SignInMethod
    /// SHA-256 of the token, in hexadecimal.
    var tokenHash: String
    /// The secret forms must carry, in hexadecimal.
    var csrf: String
    /// The folded address that was typed, for the throttle.
    var account: String?
    /// SHA-256 of the token this session takes the place of.
    var replacing: String?

    func perform(in tx: Transaction) throws -> SessionStarted {
        guard let hash = Hex.decode(tokenHash), let secret = Hex.decode(csrf), hash.count == 32, secret.count == 32
        else {
            throw Problem(.internal, "bad_session_secret", "Session secrets have 32 bytes.")
        }
        if let account {
            // Attempts that ran side by side may have used up the free ones meanwhile: then right and wrong alike wait.
            let throttle = SignInThrottle(account: account, ip: tx.request.ip)
            try throttle.check(now: tx.now) { sql in try tx.scalar(sql) }
            try throttle.recordSuccess(in: tx)
        }
        guard let member = try Membership.of(user, in: tx), member.status != .removed else {
            throw Problem.wrongCredentials
        }
        if member.status == .invited { try tx.perform(AcceptInvitation(member: member.id)) }
        if let old = replacing.flatMap({ Hex.decode($0) }) {
            try tx.send("DELETE FROM session WHERE token_hash = \(old) AND user_id = \(user)")
        }
        let id = tx.newID(Session.self)
        let expires = tx.now + IdentityPolicy.sessionLength
        let idle = TimeSpan.minutes(Int64(try tx.setting(IdentityPolicy.idleMinutes)))
        try tx.send(
            """
            INSERT INTO session (token_hash, id, tenant, user_id, csrf, created_at, seen_at, expires_at, idle_limit, ip)
            VALUES (\(hash), \(id), \(tx.tenant), \(user), \(secret), \(tx.now), \(tx.now), \(expires),
                \(idle.microseconds), \(tx.request.ip.dbValue))
            """)
        tx.touch(user.reference)
        return SessionStarted(session: id, expires: expires)
    }
}

/// A session that has begun.
struct SessionStarted: Codable, Sendable {
    let session: ID<Session>
    let expires: Instant
}

/// Records an attempt to sign in that failed.
struct RefuseSignIn: Action {
    static let name: ActionName = "sessions.refuse"
    static let permission: Permission = .sessionsStart
    static let summary = "Records a failed attempt to sign in, and slows down the next ones."
    static let route = ActionRoute.internalOnly
    static let redacted: Set<String> = ["account"]

    /// The folded address that was typed. It may be a mistyped password, so it is masked in the audit log.
    var account: String
    /// The person behind it, if there is one.
    var user: ID<User>?

    func perform(in tx: Transaction) throws -> Done {
        let throttle = SignInThrottle(account: account, ip: tx.request.ip)
        try throttle.check(now: tx.now) { sql in try tx.scalar(sql) }
        try throttle.recordFailure(in: tx)
        if let user { tx.touch(user.reference) }
        return Done()
    }
}

/// Ends a session: one's own, or that of a member one may remove.
struct RevokeSession: Action {
    static let name: ActionName = "sessions.revoke"
    static let permission: Permission = .sessionsRevoke
    static let summary = "Ends one of your own sessions, or a session of a member whom you may remove."

    var session: ID<Session>

    func perform(in tx: Transaction) throws -> Done {
        let owner: ID<User>? = try tx.scalar(
            "SELECT user_id FROM session WHERE tenant = \(tx.tenant) AND id = \(session)")
        guard let owner else { throw Problem.notFound(session.reference) }
        if owner.description != tx.caller.principal {
            guard tx.caller.may(.teamRemove), let member = try Membership.of(owner, in: tx) else {
                throw Problem.notFound(session.reference)
            }
            try Grants.require(over: member, by: tx.caller, in: tx)
        }
        try tx.execute("DELETE FROM session WHERE tenant = \(tx.tenant) AND id = \(session)")
        tx.touch(session.reference)
        return Done()
    }
}

/// Removes what has expired; performed by the installation now and then.
struct CleanUpSessions: Action {
    static let name: ActionName = "sessions.clean_up"
    static let permission: Permission = "sessions.clean_up"
    static let summary = "Removes sessions, links and sign-in counters that expired more than a day ago."
    static let route = ActionRoute.internalOnly

    func perform(in tx: Transaction) throws -> Done {
        let past = tx.now - .days(1)
        try tx.execute("DELETE FROM session WHERE tenant = \(tx.tenant) AND expires_at < \(past)")
        try tx.execute("DELETE FROM sign_in_link WHERE tenant = \(tx.tenant) AND expires_at < \(past)")
        try tx.execute("DELETE FROM sign_in_throttle WHERE last_at < \(past)")
        try tx.execute("DELETE FROM sign_in_place WHERE last_at < \(tx.now - .days(90))")
        return Done()
    }

    /// Whether there is anything to remove.
    static let sweep = Sweep("sessions.clean_up") { db in
        let past = db.now - .days(1)
        let isDue: Int64? = try db.scalar(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM session WHERE tenant = \(db.tenant) AND expires_at < \(past))
                OR EXISTS (SELECT 1 FROM sign_in_link WHERE tenant = \(db.tenant) AND expires_at < \(past))
                OR EXISTS (SELECT 1 FROM sign_in_throttle WHERE last_at < \(past))
            """)
        return isDue == nil ? nil : CleanUpSessions()
    }
}
