import Kernel
import Platform

extension Permission {
    /// See who is in the team.
    static let teamRead: Permission = "team.read"
    /// Invite people and make sign-in links for those invited.
    static let teamInvite: Permission = "team.invite"
    /// Give a member another role or other locations.
    static let teamChangeRole: Permission = "team.change_role"
    /// Remove a member, or end a member's sessions.
    static let teamRemove: Permission = "team.remove"
    /// See the shop's own roles.
    static let rolesRead: Permission = "roles.read"
    /// See the API keys (never their secrets).
    static let apiKeysRead: Permission = "api_keys.read"
    /// Make API keys.
    static let apiKeysCreate: Permission = "api_keys.create"
    /// Revoke API keys.
    static let apiKeysRevoke: Permission = "api_keys.revoke"
    /// See one's own sessions.
    static let sessionsRead: Permission = "sessions.read"
    /// End one's own sessions.
    static let sessionsRevoke: Permission = "sessions.revoke"
    /// Begin a session: held for a moment by somebody who has just proved who they are.
    static let sessionsStart: Permission = "sessions.start"
    /// Set one's own name, address and password: as above.
    static let usersSetPassword: Permission = "users.set_password"
}

/// What Identity lets a shop decide, and what it decides itself.
enum IdentityPolicy {
    /// Minutes without a request after which a browser session ends.
    static let idleMinutes = Setting<Int>(
        "sessions.idle_minutes", "Minutes without a request after which a browser session ends, 5 to 720.", default: 30
    ) { minutes in (5...720).contains(minutes) ? nil : "Choose from 5 to 720 minutes." }

    /// How long a session lives in any case.
    static let sessionLength = TimeSpan.hours(12)
    /// How old the last-seen time of a session may become before it is written again.
    static let seenEvery = TimeSpan.minutes(1)
    /// How old the last-used time of a key may become before it is written again.
    static let usedEvery = TimeSpan.minutes(10)
    /// How long a link made on request is good for.
    static let linkLength = TimeSpan.minutes(15)
    /// How long the link of the first run is good for.
    static let firstRunLength = TimeSpan.hours(24)
    /// The longest any link can be good for.
    static let longestLink = TimeSpan.days(7)
    /// How many roles of its own a shop can have.
    static let roleLimit = 100
    /// How many API keys that work a shop can have.
    static let keyLimit = 200
}
