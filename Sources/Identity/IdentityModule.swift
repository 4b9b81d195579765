import Kernel
import Platform
import Store

/// Identity's table of contents.
public enum IdentityModule {
    /// What the registry collects.
    public static let module = Module(
        name: "identity", summary: "Users, memberships, roles, sessions, sign-in links and API keys.",
        migrations: IdentitySchema.migrations,
        resources: [
            Resource("team", of: Membership.self, singular: "member"),
            Resource("roles", of: Role.self, singular: "role", named: "title"),
            Resource("sessions", of: Session.self, singular: "session"),
            Resource("api_keys", of: APIKey.self, singular: "API key", named: "name"),
        ],
        actions: [
            InviteMember.self, AcceptInvitation.self, ChangeMemberRole.self, RemoveMember.self,
            CreateRole.self, UpdateRole.self, DeleteRole.self,
            StartSession.self, RefuseSignIn.self, RevokeSession.self, CleanUpSessions.self,
            MakeSignInLink.self, RedeemSignInLink.self, SetPassword.self, PrepareOwner.self,
            CreateAPIKey.self, RevokeAPIKey.self,
        ],
        queries: [
            ListTeam.self, GetMember.self, ListRoles.self, GetRole.self, ListSessions.self, ListAPIKeys.self,
        ],
        events: [
            MemberInvited.self, MemberJoined.self, MemberRoleChanged.self, MemberRemoved.self, RoleChanged.self,
            APIKeyCreated.self, APIKeyRevoked.self, PasswordSet.self,
        ],
        subscribers: [
            // Whoever leaves, or may do less, may leave requests behind on which nobody can decide.
            Subscriber(
                "identity.approvers",
                to: [MemberRemoved.self, MemberRoleChanged.self, MemberJoined.self, RoleChanged.self]
            ) { _, tx in try tx.reviewApprovals() }
        ],
        settings: [IdentityPolicy.idleMinutes],
        checks: IdentityChecks.all,
        lifecycles: [Lifecycle("Membership", Membership.lifecycle)],
        staffPermissions: [.sessionsRead, .sessionsRevoke],
        memberPermissions: [.sessionsRead, .sessionsRevoke],
        sweeps: [CleanUpSessions.sweep],
        people: { db in try Standing.colleagues(in: db) })
}
