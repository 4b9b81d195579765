import Kernel
import Platform

/// Who a request comes from, as a session or an API key says.
public struct Authenticated: Sendable {
    /// Whom actions and queries are performed as.
    public let caller: Caller
    /// The shop.
    public let tenant: Int64
    /// What forms of this session must carry, masked anew for every request; empty for API keys, which need none.
    public let csrf: String
    /// The person; absent for API keys.
    public let user: User?
    /// The session; absent for API keys.
    public let session: ID<Session>?
    let formToken: FormToken
    /// The shop with its settings, read with the session or the key.
    public let sheet: ShopSheet

    /// An invocation by this caller in their shop.
    public func invocation(
        _ request: RequestContext, idempotencyKey: String? = nil, isPreview: Bool = false, expectedVersion: Int? = nil
    ) -> Invocation {
        var invocation = Invocation(
            tenant: tenant, caller: caller, request: request, idempotencyKey: idempotencyKey, isPreview: isPreview,
            expectedVersion: expectedVersion)
        invocation.sheet = sheet
        return invocation
    }

    /// Whether a form that carries this text belongs to the session.
    public func accepts(csrf sent: String) -> Bool { formToken.accepts(sent) }
}

/// A session that has just begun: the only time its token is seen.
public struct SessionGrant: Sendable {
    /// What goes into the cookie.
    public let token: String
    /// What forms must carry.
    public let csrf: String
    /// Who signed in.
    public let caller: Caller
    /// The shop they signed in to.
    public let tenant: Int64
    /// When the session ends in any case.
    public let expires: Instant
    /// The person.
    public let user: User
    /// Whether they have no password yet, and should be asked for name, address and password.
    public var needsSetUp: Bool { !user.hasPassword }
}
