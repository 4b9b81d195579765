import Kernel
import Platform
import Store

/// A link that signs its holder in once.
public struct SignInLink: Sendable {
    /// The secret part, to be put behind the address of the page that redeems it.
    public let token: String
    /// Whom it signs in.
    public let user: ID<User>
    /// When it stops working, if it is not used before.
    public let expires: Instant
}

/// Stores a link made for somebody. Their earlier links stop working.
struct MakeSignInLink: Action {
    static let name: ActionName = "links.make"
    static let permission: Permission = .teamInvite
    static let summary = "Makes a link that signs somebody in once."
    static let route = ActionRoute.internalOnly
    static let redacted: Set<String> = ["token_hash"]

    var user: ID<User>
    /// SHA-256 of the token, in hexadecimal.
    var tokenHash: String
    /// How many seconds it is good for.
    var seconds: Int64

    func perform(in tx: Transaction) throws -> LinkMade {
        guard let hash = Hex.decode(tokenHash), hash.count == 32 else {
            throw Problem(.internal, "bad_link_secret", "Link secrets have 32 bytes.")
        }
        guard let person = try User.get(user, in: tx), let member = try Membership.of(user, in: tx),
            member.status != .removed
        else { throw Problem.notFound(user.reference) }
        if tx.caller.kind != .system { try requireEntitled(person, member, in: tx) }
        let length = min(TimeSpan.seconds(max(1, seconds)), IdentityPolicy.longestLink)
        let expires = tx.now + length
        try tx.execute("DELETE FROM sign_in_link WHERE tenant = \(tx.tenant) AND user_id = \(user) AND used_at IS NULL")
        try tx.execute(
            """
            INSERT INTO sign_in_link (token_hash, id, tenant, user_id, created_by, created_at, expires_at)
            VALUES (\(hash), \(tx.newID(LinkEntity.self)), \(tx.tenant), \(user), \(tx.caller.principal), \(tx.now),
                \(expires))
            """)
        tx.touch(user.reference)
        return LinkMade(user: user, expires: expires)
    }

    /// Who makes a link for somebody could use it: only for people who cannot sign in yet, and none above oneself.
    private func requireEntitled(_ person: User, _ member: Membership, in tx: Transaction) throws {
        guard !person.hasPassword else {
            throw Problem(
                .forbidden, "links.has_password", "Links are made for people who have no password yet.",
                remedy: "They sign in with their password. Somebody with access to the server can make a link for them."
            )
        }
        try Grants.require(over: member, by: tx.caller, in: tx)
    }
}

/// What is known of a new link beside its secret.
struct LinkMade: Codable, Sendable {
    let user: ID<User>
    let expires: Instant
}

/// Stands for links in ids.
enum LinkEntity: Identified {
    static let idPrefix = "link"
}

/// Uses a link up and signs its holder in. Of two that come at once one wins.
struct RedeemSignInLink: Action {
    static let name: ActionName = "links.redeem"
    static let permission: Permission = .sessionsStart
    static let summary = "Uses a sign-in link up and signs its holder in."
    static let route = ActionRoute.internalOnly
    static let redacted: Set<String> = ["link_hash", "token_hash", "csrf"]

    /// SHA-256 of the link's token, in hexadecimal.
    var linkHash: String
    var user: ID<User>
    var tokenHash: String
    var csrf: String

    func perform(in tx: Transaction) throws -> SessionStarted {
        let used = try tx.execute(
            """
            UPDATE sign_in_link SET used_at = \(tx.now)
            WHERE token_hash = \(Hex.decode(linkHash) ?? []) AND tenant = \(tx.tenant) AND user_id = \(user)
                AND used_at IS NULL AND expires_at > \(tx.now)
            """)
        guard used == 1 else { throw Problem.deadLink }
        return try tx.perform(StartSession(user: user, method: .link, tokenHash: tokenHash, csrf: csrf))
    }
}
