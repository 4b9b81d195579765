import Kernel
import Platform
import Store

/// Who somebody is now whom a row names by their principal: work that goes on after the request ended is done with the
/// rights its asker has at that time, not with those they had.
public enum CurrentCaller {
    /// The caller of that principal in a shop; nil when the person is no longer an active member, or the key no longer
    /// works.
    public static func of(
        _ principal: String, tenant: Int64, registry: Registry, at now: Instant, in db: Connection
    ) throws -> Caller? {
        if principal.hasPrefix("system:") { return .system(String(principal.dropFirst("system:".count))) }
        guard let reference = Reference(principal) else { return nil }
        let roles = BuiltInRoles(registry)
        if let user = reference.id(User.self) {
            let standing = try Standing.of(user, tenant: tenant, in: db)
            return standing.flatMap { standing in standing.status == .active ? standing.caller(roles) : nil }
        }
        guard let key = reference.id(APIKey.self), let found = try KeyInUse.find(key, in: db) else { return nil }
        return found.key.tenant == tenant && found.isAlive(now) ? found.caller(key, roles) : nil
    }
}
