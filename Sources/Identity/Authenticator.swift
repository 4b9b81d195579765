import Kernel
import Platform
import Store

/// Says who somebody is: by address and password, by session token, by API key, by one-time link. The face that web
/// faces use; every change it makes is an action.
public struct Authenticator: Sendable {
    let installation: Installation
    let hasher: PasswordHasher
    /// What the built-in roles may do here.
    public let roles: BuiltInRoles

    /// Makes the one authenticator of an installation: it owns the thread passwords are hashed on.
    public init(_ installation: Installation, passwordCost: PasswordCost = .standard) {
        self.installation = installation
        hasher = PasswordHasher(cost: passwordCost, randomness: installation.randomness)
        roles = BuiltInRoles(installation.registry)
    }

    /// The session behind a token, with the shop and its settings: one statement, and now and then a second that notes
    /// the time of use. Refuses with
    /// 401 when it has ended, or its person is no longer a member.
    public func session(token: String) async throws -> Authenticated {
        let hash = Secret.hash(token)
        let now = installation.clock.now
        let found = try await installation.store.read { db in try OpenSession.find(hash, in: db) }
        guard let found, found.isAlive(now) else { throw Problem.sessionEnded }
        if now - found.seenAt > IdentityPolicy.seenEvery { await noteSeen(hash, now) }
        return Authenticated(
            caller: found.standing.caller(roles), tenant: found.standing.tenant,
            csrf: found.formToken.masked(installation.randomness), user: found.standing.user, session: found.id,
            formToken: found.formToken, sheet: found.sheet)
    }

    /// Notes when a session was last used. It is no change anybody could ask for, so no action and not audited; a
    /// failure costs some minutes of idle time at most.
    private func noteSeen(_ hash: [UInt8], _ now: Instant) async {
        do {
            try await installation.store.write { db in
                _ = try db.execute(
                    "UPDATE session SET seen_at = \(now) WHERE token_hash = \(hash) AND seen_at < \(now)")
            }
        } catch let error where Refusal(error) != nil {
            return  // too much to do at the moment; the next use is noted
        } catch {
            installation.log.warning("the time of use of a session could not be noted: \(error)")
        }
    }

    /// Signs in with address and password, to the shop with that short name or else to the one the person joined first.
    /// `replacing` is the token of the session that ends with it. A wrong password, an unknown address and a missing
    /// membership get the same answer after the same work.
    public func signIn(
        email: String, password: String, shop: String? = nil, replacing: String? = nil, request: RequestContext
    ) async throws -> SessionGrant {
        let wanted = try await tenant(of: shop)
        let account = EmailAddress(email)?.folded ?? String(email.lowercased().prefix(254))
        let throttle = SignInThrottle(account: account, ip: request.ip)
        let now = installation.clock.now
        let candidate = try await installation.store.read { db -> Candidate? in
            try throttle.check(now: now) { sql in try db.scalar(sql) }
            return try Candidate.find(account, tenant: wanted, in: db)
        }
        let isRight = try await hasher.verify(String(password.prefix(1_000)), against: candidate?.password)
        guard isRight, let standing = candidate?.standing else {
            let refusal = RefuseSignIn(account: account, user: candidate?.standing?.user.id)
            let tenant = candidate?.standing?.tenant ?? wanted ?? 0
            var invocation = installation.system("sign_in", tenant: tenant)
            invocation.request = request
            _ = try await installation.perform(refusal, as: invocation)
            throw Problem.wrongCredentials
        }
        return try await start(standing, .password, account: account, replacing: replacing, request: request)
    }

    /// Ends the session behind a token. A token without a session is left alone.
    public func signOut(token: String, request: RequestContext) async throws {
        let hash = Secret.hash(token)
        let found = try await installation.store.read { db in try OpenSession.find(hash, in: db) }
        guard let found else { return }
        let invocation = Invocation(
            tenant: found.standing.tenant, caller: found.standing.caller(for: .sessionsRevoke), request: request)
        do {
            _ = try await installation.perform(RevokeSession(session: found.id), as: invocation)
        } catch let problem as Problem where problem.kind == .notFound {
            return  // somebody else ended it at the same moment
        }
    }

    private func tenant(of shop: String?) async throws -> Int64? {
        guard let shop else { return nil }
        return try await installation.shop(named: shop).tenant
    }

    /// Begins a session for somebody who has proved who they are.
    func start(
        _ standing: Standing, _ method: SignInMethod, account: String? = nil, replacing: String? = nil,
        request: RequestContext
    ) async throws -> SessionGrant {
        let secrets = SessionSecrets(installation.randomness)
        let action = StartSession(
            user: standing.user.id, method: method, tokenHash: Hex.encode(secrets.token.hash), csrf: secrets.csrfHex,
            account: account, replacing: replacing.map { Hex.encode(Secret.hash($0)) })
        let started = try await perform(action, for: standing, .sessionsStart, request)
        return grant(secrets, standing, started)
    }

    func grant(_ secrets: SessionSecrets, _ standing: Standing, _ started: SessionStarted) -> SessionGrant {
        SessionGrant(
            token: secrets.token.text, csrf: secrets.csrf(installation.randomness), caller: standing.caller(roles),
            tenant: standing.tenant, expires: started.expires, user: standing.user)
    }

    /// Performs what somebody has just proved to be entitled to.
    func perform<A: Action>(
        _ action: A, for standing: Standing, _ permission: Permission, _ request: RequestContext
    ) async throws -> A.Outcome {
        let caller = standing.caller(for: permission)
        let performed = try await installation.perform(
            action, as: Invocation(tenant: standing.tenant, caller: caller, request: request))
        guard let outcome = performed.outcome else { throw Problem(.internal, "held", "Signing in cannot be held.") }
        return outcome
    }
}

/// The secrets of a new session.
struct SessionSecrets: Sendable {
    let token: Secret
    private let csrfBytes: [UInt8]

    init(_ randomness: any Randomness) {
        token = Secret(randomness)
        csrfBytes = randomness.bytes(32)
    }

    /// As forms carry it.
    func csrf(_ randomness: any Randomness) -> String { FormToken(csrfBytes).masked(randomness) }
    /// As the action takes it.
    var csrfHex: String { Hex.encode(csrfBytes) }
}

/// A session as its token finds it.
struct OpenSession: Sendable {
    let id: ID<Session>
    let formToken: FormToken
    let seenAt: Instant
    let expiresAt: Instant
    let idleLimit: TimeSpan
    let standing: Standing
    var sheet = ShopSheet()

    static func find(_ hash: [UInt8], in db: Connection) throws -> OpenSession? {
        var found: OpenSession?
        // A row for each setting; the session is in all of them.
        try db.each(
            """
            SELECT s.id, s.csrf, s.seen_at, s.expires_at, s.idle_limit, \(Standing.columns), \(ShopSheet.columns)
            FROM session s JOIN user_account u ON u.id = s.user_id \(Standing.joins) \(ShopSheet.joins(on: "s.tenant"))
            WHERE m.tenant = s.tenant AND s.token_hash = \(hash)
            """
        ) { row in
            var session = OpenSession(
                id: try row.next(), formToken: FormToken(try row.next()), seenAt: try row.next(),
                expiresAt: try row.next(), idleLimit: TimeSpan(microseconds: try row.next()),
                standing: try Standing(row: &row))
            session.sheet = found?.sheet ?? session.sheet
            try session.sheet.add(&row)
            found = session
        }
        return found
    }

    func isAlive(_ now: Instant) -> Bool {
        standing.status == .active && now < expiresAt && now - seenAt < idleLimit
    }
}

/// Who might be signing in: the password's hash, and the standing in the shop it is about.
struct Candidate: Sendable {
    let password: String?
    let standing: Standing?

    static func find(_ account: String, tenant: Int64?, in db: Connection) throws -> Candidate? {
        let inShop: SQL = tenant.map { tenant in "AND m.tenant = \(tenant)" } ?? ""
        let found = try db.first(
            """
            SELECT u.password, \(Standing.columns) FROM \(Standing.source)
            WHERE u.email_folded = \(account) AND m.status <> 'removed' \(inShop)
            ORDER BY m.status, m.tenant LIMIT 1
            """
        ) { row in Candidate(password: try row.next(), standing: try Standing(row: &row)) }
        return found
    }
}
