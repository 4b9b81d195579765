import Kernel
import Platform
import Store

/// Who somebody is by the name that audit rows carry, as things stand at this moment: what work that is done later, for
/// whoever asked for it, may do.
public enum Principals {
    /// The caller behind a principal. Nil when they have left the team since, or their key was revoked or has expired.
    public static func caller(
        _ principal: String, tenant: Int64, in installation: Installation
    ) async throws -> Caller? {
        if principal.hasPrefix("system:") { return .system(String(principal.dropFirst("system:".count))) }
        guard let reference = Reference(principal) else { return nil }
        let roles = BuiltInRoles(installation.registry)
        let now = installation.clock.now
        return try await installation.store.read { db -> Caller? in
            if let user = reference.id(User.self) {
                guard let standing = try Standing.of(user, tenant: tenant, in: db), standing.status == .active else {
                    return nil
                }
                return standing.caller(roles)
            }
            guard let key = reference.id(APIKey.self), let found = try KeyInUse.find(key, in: db),
                found.key.tenant == tenant, found.isAlive(now)
            else { return nil }
            return found.caller(key, roles)
        }
    }
}
