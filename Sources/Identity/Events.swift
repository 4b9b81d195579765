import Kernel
import Platform

/// Somebody was invited to the shop's team.
struct MemberInvited: Event {
    static let name: EventName = "team.invited.v1"
    static let summary = "Somebody was invited to the team."
    let member: ID<Membership>
    let role: String
    var subject: Reference { member.reference }
}

/// Somebody who was invited is now a member.
struct MemberJoined: Event {
    static let name: EventName = "team.joined.v1"
    static let summary = "Somebody who was invited joined the team."
    let member: ID<Membership>
    var subject: Reference { member.reference }
}

/// A member has another role or other locations.
struct MemberRoleChanged: Event {
    static let name: EventName = "team.role_changed.v1"
    static let summary = "A member was given another role or other locations."
    let member: ID<Membership>
    let from: String
    let to: String
    var subject: Reference { member.reference }
}

/// A member has left the team.
struct MemberRemoved: Event {
    static let name: EventName = "team.removed.v1"
    static let summary = "A member was removed; their sessions and links have ended."
    let member: ID<Membership>
    var subject: Reference { member.reference }
}

/// A role of the shop was made, changed or deleted.
struct RoleChanged: Event {
    /// What was done to it.
    enum Change: String, Codable, Sendable, CaseIterable { case created, updated, deleted }
    static let name: EventName = "roles.changed.v1"
    static let summary = "A role of the shop was created, updated or deleted."
    let role: ID<Role>
    let key: String
    let change: Change
    var subject: Reference { role.reference }
}

/// An API key was made.
struct APIKeyCreated: Event {
    static let name: EventName = "api_keys.created.v1"
    static let summary = "An API key was made."
    let key: ID<APIKey>
    let scopes: [String]
    var subject: Reference { key.reference }
}

/// An API key was revoked.
struct APIKeyRevoked: Event {
    static let name: EventName = "api_keys.revoked.v1"
    static let summary = "An API key was revoked; it stopped working at once."
    let key: ID<APIKey>
    var subject: Reference { key.reference }
}

/// Somebody set or changed their password.
struct PasswordSet: Event {
    static let name: EventName = "users.password_set.v1"
    static let summary = "Somebody set or changed their password; all their sessions have ended."
    let user: ID<User>
    var subject: Reference { user.reference }
}
