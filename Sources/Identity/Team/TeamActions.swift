import Kernel
import Platform
import Store

/// Invites somebody to the team by their address.
struct InviteMember: Action {
    static let name: ActionName = "team.invite"
    static let permission: Permission = .teamInvite
    static let summary = "Invites somebody to the team with a role, and if wanted limited to some stock locations."
    static var emits: [any Event.Type] { [MemberInvited.self] }

    var email: String
    /// What to call them until they say so themselves.
    var name: String?
    /// `admin`, `staff`, `owner`, or the key of one of the shop's roles.
    var role: String
    /// The only stock locations they may touch.
    var locations: [Reference]?

    func perform(in tx: Transaction) throws -> Membership {
        var check = Validation()
        let address = EmailAddress(email)
        check.check(address != nil, "email", "bad_email", "This is not an e-mail address.")
        check.check(
            name.map { (1...200).contains($0.count) } ?? true, "name", "out_of_range", "A name has 1 to 200 characters."
        )
        try Grants.check(role: role, locations: locations, &check, in: tx)
        try check.finish()
        guard let address else { throw Problem(.internal, "unreachable", "The address was checked.") }
        try Grants.require(role: role, grantableBy: tx.caller, in: tx)
        try Grants.require(locations: locations, grantableBy: tx.caller)
        let known = try User.withEmail(address.folded, in: tx)
        let user = try known ?? User.insert(name: name ?? address.text, email: address, in: tx)
        let member = try invited(user, in: tx)
        try tx.emit(MemberInvited(member: member.id, role: role))
        return member
    }

    private func invited(_ user: User, in tx: Transaction) throws -> Membership {
        guard var former = try Membership.of(user.id, in: tx) else {
            try requireUnknownElsewhere(user, in: tx)
            let member = Membership(
                id: tx.newID(), user: user.id, role: role, locations: locations, invitedBy: tx.caller.principal,
                createdAt: tx.now)
            try tx.insert(member)
            return member
        }
        guard former.status == .removed else {
            throw Problem(
                .conflict, "team.already_member", "That person is invited or in the team already.", field: "email",
                remedy: "Change their role instead.", details: ["member": former.id.description])
        }
        try Membership.lifecycle.move(&former.status, to: .invited)
        former.role = role
        former.locations = locations
        former.invitedBy = tx.caller.principal
        try tx.save(&former)
        return former
    }

    /// Whoever set the password of an address may not be the one this shop means: no address has been proved by mail.
    /// So people of another shop are let in by the operator, who knows both.
    private func requireUnknownElsewhere(_ user: User, in tx: Transaction) throws {
        if tx.caller.kind == .system { return }
        let isMember: Int64? = try tx.scalar(
            "SELECT 1 FROM membership WHERE user_id = \(user.id) AND tenant <> \(tx.tenant) LIMIT 1")
        guard isMember == nil else {
            throw Problem(
                .conflict, "team.known_elsewhere",
                "Another shop of this installation has invited that address already.",
                field: "email", remedy: "Ask somebody with access to the server to add them, or use another address.")
        }
    }
}

/// Turns an invitation into a membership; part of the first sign-in.
struct AcceptInvitation: Action {
    static let name: ActionName = "team.accept"
    static let permission: Permission = "team.accept"
    static let summary = "Somebody who was invited joins the team: part of their first sign-in to the shop."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [MemberJoined.self] }

    var member: ID<Membership>

    func perform(in tx: Transaction) throws -> Membership {
        var record = try tx.find(member)
        try Membership.lifecycle.move(&record.status, to: .active)
        record.joinedAt = record.joinedAt ?? tx.now
        try tx.save(&record)
        try tx.emit(MemberJoined(member: record.id))
        return record
    }
}

/// Gives a member another role or other locations.
struct ChangeMemberRole: Action {
    static let name: ActionName = "team.change_role"
    static let permission: Permission = .teamChangeRole
    static let summary = "Gives a member a role and a location limit; it counts from their next request."
    static var emits: [any Event.Type] { [MemberRoleChanged.self] }

    var member: ID<Membership>
    var role: String
    /// The only stock locations they may touch; absent means all.
    var locations: [Reference]?

    func perform(in tx: Transaction) throws -> Membership {
        var record = try tx.find(member)
        var check = Validation()
        try Grants.check(role: role, locations: locations, &check, in: tx)
        try check.finish()
        guard record.status != .removed else { throw Problem.notFound(member.reference) }
        try Grants.require(over: record, by: tx.caller, in: tx)
        try Grants.require(role: role, grantableBy: tx.caller, in: tx)
        try Grants.require(locations: locations, grantableBy: tx.caller)
        if role != BuiltInRole.owner.rawValue { try Grants.requireAnotherOwner(than: record, in: tx) }
        let former = record.role
        record.role = role
        record.locations = locations
        try tx.save(&record)
        try tx.emit(MemberRoleChanged(member: record.id, from: former, to: role))
        return record
    }
}

/// Removes somebody from the team.
struct RemoveMember: Action {
    static let name: ActionName = "team.remove"
    static let permission: Permission = .teamRemove
    static let summary = "Removes somebody from the team; their sessions, links and keys stop working at once."
    static var emits: [any Event.Type] { [MemberRemoved.self] }

    var member: ID<Membership>

    func perform(in tx: Transaction) throws -> Membership {
        var record = try tx.find(member)
        try Grants.require(over: record, by: tx.caller, in: tx)
        try Grants.requireAnotherOwner(than: record, in: tx)
        try Membership.lifecycle.move(&record.status, to: .removed)
        try tx.save(&record)
        try tx.send("DELETE FROM session WHERE tenant = \(tx.tenant) AND user_id = \(record.user)")
        try tx.send("DELETE FROM sign_in_link WHERE tenant = \(tx.tenant) AND user_id = \(record.user)")
        try tx.emit(MemberRemoved(member: record.id))
        return record
    }
}
