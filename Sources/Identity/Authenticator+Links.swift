import Kernel
import Platform
import Store

extension Authenticator {
    /// Makes a link that signs somebody in once, good for 15 minutes unless said otherwise, seven days at most. Members
    /// with the permission to invite can make one for people who have no password yet and no wider role than
    /// themselves; the operator of the installation can make one for anybody in the shop.
    public func makeLink(
        for user: ID<User>, validFor length: TimeSpan? = nil, as invocation: Invocation
    ) async throws -> SignInLink {
        let secret = Secret(installation.randomness)
        let seconds = (length ?? IdentityPolicy.linkLength).microseconds / 1_000_000
        var once = invocation
        once.idempotencyKey = nil  // a repetition would answer without the secret
        let performed = try await installation.perform(
            MakeSignInLink(user: user, tokenHash: Hex.encode(secret.hash), seconds: seconds), as: once)
        guard let made = performed.outcome else { throw Problem(.internal, "held", "Links cannot be held.") }
        return SignInLink(token: secret.text, user: made.user, expires: made.expires)
    }

    /// Uses a link up and signs its holder in; of two at one time one wins, and the other gets the same 401 as for a
    /// link that never existed. Pages redeem on POST, not on GET: mail scanners follow links.
    public func redeem(link: String, request: RequestContext) async throws -> SessionGrant {
        let hash = Secret.hash(link)
        let standing = try await installation.store.read { db in
            try db.first(
                """
                SELECT \(Standing.columns)
                FROM sign_in_link l JOIN user_account u ON u.id = l.user_id \(Standing.joins)
                WHERE m.tenant = l.tenant AND l.token_hash = \(hash) AND l.used_at IS NULL
                """
            ) { row in try Standing(row: &row) }
        }
        guard let standing else { throw Problem.deadLink }
        let secrets = SessionSecrets(installation.randomness)
        let action = RedeemSignInLink(
            linkHash: Hex.encode(hash), user: standing.user.id, tokenHash: Hex.encode(secrets.token.hash),
            csrf: secrets.csrfHex)
        let started = try await perform(action, for: standing, .sessionsStart, request)
        return grant(secrets, standing, started)
    }
}

/// The first run of a shop: there is nobody in it who could invite anybody.
public enum Firstrun {
    /// Makes the shop's owner, without address and password, and a link by which they choose both. Nil when an owner
    /// can sign in already: it is asked at every start, and one that finds nothing to do leaves no trace. Asked again
    /// before that, it answers a new link and the earlier one stops working.
    public static func prepare(shop: ShopEntry, in installation: Installation) async throws -> SignInLink? {
        let invocation = installation.system("first_run", tenant: shop.tenant)
        guard let owner = try await owner(in: installation, as: invocation), !owner.isReady else { return nil }
        let secret = Secret(installation.randomness)
        let seconds = IdentityPolicy.firstRunLength.microseconds / 1_000_000
        let action = MakeSignInLink(user: owner.user, tokenHash: Hex.encode(secret.hash), seconds: seconds)
        let made = try await installation.perform(action, as: installation.system("first_run", tenant: shop.tenant))
        guard let link = made.outcome else { throw Problem(.internal, "held", "Links cannot be held.") }
        return SignInLink(token: secret.text, user: link.user, expires: link.expires)
    }

    /// The owner there is, or else a new one.
    private static func owner(in installation: Installation, as invocation: Invocation) async throws -> OwnerPrepared? {
        let found = try await installation.read(as: invocation) { db in try OwnerPrepared(in: db) }
        if let found { return found }
        return try await installation.perform(PrepareOwner(), as: invocation).outcome
    }
}
