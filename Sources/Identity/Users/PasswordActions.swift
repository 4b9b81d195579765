import Kernel
import Platform
import Store

/// Sets one's own password, and in the same step the name and address where there was no password yet. Ends all
/// sessions and links of the person, everywhere.
struct SetPassword: Action {
    static let name: ActionName = "users.set_password"
    static let permission: Permission = .usersSetPassword
    static let summary = "Sets your own password; all your sessions and links end, in every shop."
    static let route = ActionRoute.internalOnly
    static let redacted: Set<String> = ["password_hash", "previous_hash"]
    static var emits: [any Event.Type] { [PasswordSet.self] }

    var user: ID<User>
    /// The hash, computed outside with its parameters.
    var passwordHash: String
    /// The hash the old password was checked against; absent when there is none yet. Another one meanwhile refuses.
    var previousHash: String?
    /// With the first password: the name.
    var name: String?
    /// With the first password: the address.
    var email: String?

    func perform(in tx: Transaction) throws -> User {
        try invariant(user.description == tx.caller.principal, "people set their own password")
        if previousHash == nil { try setNameAndAddress(in: tx) }
        let isUnchanged: SQL = previousHash.map { hash in "password = \(hash)" } ?? "password IS NULL"
        let changed = try tx.execute(
            """
            UPDATE user_account SET password = \(passwordHash), password_at = \(tx.now)
            WHERE id = \(user) AND \(isUnchanged)
            """)
        guard changed == 1 else {
            throw Problem(
                .conflict, "users.password_changed_meanwhile", "The password was set by somebody else meanwhile.",
                remedy: "Sign in with the new one.")
        }
        try tx.execute("DELETE FROM session WHERE user_id = \(user)")
        try tx.execute("DELETE FROM sign_in_link WHERE user_id = \(user) AND used_at IS NULL")
        tx.touch(user.reference)
        try tx.emit(PasswordSet(user: user))
        guard let stored = try User.get(user, in: tx) else { throw Problem.notFound(user.reference) }
        return stored
    }

    private func setNameAndAddress(in tx: Transaction) throws {
        guard let stored = try User.get(user, in: tx) else { throw Problem.notFound(user.reference) }
        var check = Validation()
        let address = (email ?? stored.email).flatMap { EmailAddress($0) }
        let called = name ?? stored.name
        check.check(address != nil, "email", "bad_email", "Give an e-mail address; you will sign in with it.")
        check.check((1...200).contains(called.count), "name", "required", "Give a name of 1 to 200 characters.")
        try check.finish()
        guard let address else { throw Problem.notFound(user.reference) }
        if let other = try User.withEmail(address.folded, in: tx), other.id != user {
            throw Problem(
                .conflict, "users.email_taken", "Somebody signs in with that address already.", field: "email",
                remedy: "Use another address, or sign in with that one.")
        }
        try tx.execute(
            """
            UPDATE user_account SET name = \(called), email = \(address.text), email_folded = \(address.folded)
            WHERE id = \(user) AND password IS NULL
            """)
    }
}

/// Gives the person a shop begins with: its owner, who has no address and no password yet.
struct PrepareOwner: Action {
    static let name: ActionName = "users.prepare_owner"
    static let permission: Permission = "users.prepare_owner"
    static let summary = "Makes the first owner of a shop, who chooses name, address and password by a link."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [MemberInvited.self] }

    func perform(in tx: Transaction) throws -> OwnerPrepared {
        if let owner = try OwnerPrepared(in: tx, tail: "\(sqlite: "", postgres: "FOR UPDATE")") { return owner }
        let user = try User.insert(name: "Owner", email: nil, in: tx)
        let member = Membership(
            id: tx.newID(), user: user.id, role: BuiltInRole.owner.rawValue, locations: nil,
            invitedBy: tx.caller.principal, createdAt: tx.now)
        try tx.insert(member)
        try tx.emit(MemberInvited(member: member.id, role: member.role))
        return OwnerPrepared(user: user.id, isReady: false)
    }
}

/// The owner a shop begins with, and whether they can sign in already.
struct OwnerPrepared: Codable, Sendable {
    let user: ID<User>
    let isReady: Bool
}

extension OwnerPrepared {
    /// The owner there is: one who can sign in, else the first who cannot yet; nil in a shop without owners.
    init?(in db: Reader, tail: SQL = "") throws {
        let owners = try db.records(
            Membership.self, where: "role = 'owner' AND status <> 'removed'", tail: "ORDER BY id \(tail)")
        let ready = try owners.first { owner in
            try owner.status == .active && User.get(owner.user, in: db)?.hasPassword ?? false
        }
        guard let owner = ready ?? owners.first else { return nil }
        self.init(user: owner.user, isReady: ready != nil)
    }
}
