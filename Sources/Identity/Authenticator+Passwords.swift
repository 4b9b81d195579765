import Kernel
import Platform
import Store

extension Authenticator {
    /// Sets name, address and the first password of somebody who came by a link. Their sessions end; the answer is a
    /// new one to go on with. Refused when there is a password already.
    public func setUp(
        name: String, email: String, password: String, as who: Authenticated, request: RequestContext
    ) async throws -> SessionGrant {
        var check = Validation()
        PasswordRules.check(password, name: name, email: email, &check)
        check.check(
            EmailAddress(email) != nil, "email", "bad_email", "Give an e-mail address; you will sign in with it.")
        check.check((1...200).contains(name.count), "name", "required", "Give a name of 1 to 200 characters.")
        try check.finish()
        let (standing, stored) = try await credentials(of: who)
        guard stored == nil else {
            throw Problem(
                .conflict, "users.already_set_up", "You have a password already.",
                remedy: "Change it, with the old one.")
        }
        let hash = try await hasher.hash(password)
        let action = SetPassword(
            user: standing.user.id, passwordHash: hash, previousHash: nil, name: name, email: email)
        _ = try await perform(action, for: standing, .usersSetPassword, request)
        return try await renewed(who, request)
    }

    /// Changes one's own password, given the old one. All sessions end, in every shop; the answer is a new one to go on
    /// with. Wrong old passwords count as failed attempts to sign in.
    public func changePassword(
        from old: String, to new: String, as who: Authenticated, request: RequestContext
    ) async throws -> SessionGrant {
        let (standing, stored) = try await credentials(of: who)
        var check = Validation()
        PasswordRules.check(new, name: standing.user.name, email: standing.user.email, &check)
        try check.finish()
        let account = standing.user.email.flatMap { EmailAddress($0)?.folded } ?? standing.user.id.description
        let throttle = SignInThrottle(account: account, ip: request.ip)
        let now = installation.clock.now
        try await installation.store.read { db in try throttle.check(now: now) { sql in try db.scalar(sql) } }
        guard try await hasher.verify(String(old.prefix(1_000)), against: stored) else {
            _ = try await perform(
                RefuseSignIn(account: account, user: standing.user.id), for: standing, .sessionsStart, request)
            throw Problem(
                .forbidden, "users.wrong_password", "That is not your present password.", field: "password",
                remedy: "Enter the password you sign in with now.")
        }
        let hash = try await hasher.hash(new)
        let action = SetPassword(user: standing.user.id, passwordHash: hash, previousHash: stored)
        _ = try await perform(action, for: standing, .usersSetPassword, request)
        return try await renewed(who, request)
    }

    private func credentials(of who: Authenticated) async throws -> (Standing, String?) {
        guard let user = who.user?.id else { throw Problem.sessionEnded }
        let tenant = who.tenant
        let found = try await installation.store.read { db -> (Standing, String?)? in
            guard let standing = try Standing.of(user, tenant: tenant, in: db), standing.status == .active else {
                return nil
            }
            let password: String? = try db.scalar("SELECT password FROM user_account WHERE id = \(user)")
            return (standing, password)
        }
        guard let found else { throw Problem.sessionEnded }
        return found
    }

    private func renewed(_ who: Authenticated, _ request: RequestContext) async throws -> SessionGrant {
        let (standing, _) = try await credentials(of: who)
        return try await start(standing, .renewal, request: request)
    }
}
