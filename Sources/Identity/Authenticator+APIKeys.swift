import Kernel
import Platform
import Store

extension Authenticator {
    /// The caller behind an API key, with the shop and its settings: one statement, and now and then a second that notes the use. The key may do what
    /// its scopes say and its maker still may.
    public func apiKey(_ text: String) async throws -> Authenticated {
        guard let key = APIKeyText(text) else { throw Problem.badKey }
        let now = installation.clock.now
        let found = try await installation.store.read { db in try KeyInUse.find(key.id, in: db) }
        guard let found, ConstantTime.equal(found.hash, key.hash), found.isAlive(now) else { throw Problem.badKey }
        let isStale = found.lastUsedAt.map { used in now - used > IdentityPolicy.usedEvery } ?? true
        if isStale { await noteUsed(key.id, now) }
        return Authenticated(
            caller: found.caller(key.id, roles), tenant: found.key.tenant, csrf: "", user: nil, session: nil,
            formToken: FormToken([]), sheet: found.sheet)
    }

    /// Makes a key for a program. The text is in the answer, and nowhere else, ever.
    public func createAPIKey(
        name: String, scopes: [String], expires: Instant? = nil, as invocation: Invocation
    ) async throws -> (key: APIKey, text: String) {
        let text = APIKeyText(installation.ids.id(APIKey.self), installation.randomness)
        var once = invocation
        once.idempotencyKey = nil  // a repetition would answer without the secret
        let action = CreateAPIKey(
            key: text.id, name: name, scopes: scopes, expiresAt: expires, hash: Hex.encode(text.hash))
        let performed = try await installation.perform(action, as: once)
        guard let key = performed.outcome else { throw Problem(.internal, "held", "Keys cannot be held.") }
        return (key, text.text)
    }

    /// Notes when a key was last used; no change anybody could ask for, so no action and not audited.
    private func noteUsed(_ id: ID<APIKey>, _ now: Instant) async {
        do {
            try await installation.store.write { db in
                _ = try db.execute("UPDATE api_key_secret SET last_used_at = \(now) WHERE id = \(id)")
            }
        } catch let error where Refusal(error) != nil {
            return  // too much to do at the moment; the next use is noted
        } catch {
            installation.log.warning("the time of use of an API key could not be noted: \(error)")
        }
    }
}

/// A key as its text finds it, with the present standing of its maker.
struct KeyInUse: Sendable {
    struct Key: Sendable {
        let tenant: Int64
        let scopes: [String]
        let expiresAt: Instant?
        let revokedAt: Instant?
        let maker: ID<User>?
        var hasMaker: Bool { maker != nil }
    }

    struct Maker: Sendable {
        let role: String
        let locations: [Reference]?
        let custom: String?
    }

    let hash: [UInt8]
    let lastUsedAt: Instant?
    let key: Key
    /// Present only while the maker is an active member.
    let maker: Maker?
    var sheet = ShopSheet()

    static func find(_ id: ID<APIKey>, in db: Connection) throws -> KeyInUse? {
        var found: KeyInUse?
        // A row for each setting; the key is in all of them.
        try db.each(
            """
            SELECT s.hash, s.last_used_at, k.tenant, k.scopes, k.expires_at, k.revoked_at,
                k.maker, m.role, m.locations, r.permissions, \(ShopSheet.columns)
            FROM api_key_secret s JOIN api_key k ON k.tenant = s.tenant AND k.id = s.id
                \(ShopSheet.joins(on: "k.tenant"))
                LEFT JOIN membership m ON m.tenant = k.tenant AND m.user_id = k.maker AND m.status = 'active'
                LEFT JOIN role r ON r.tenant = m.tenant AND r.key = m.role
            WHERE s.id = \(id)
            """
        ) { row in
            let hash: [UInt8] = try row.next()
            let lastUsedAt: Instant? = try row.next()
            let key = Key(
                tenant: try row.next(), scopes: PatternList.split(try row.next()), expiresAt: try row.next(),
                revokedAt: try row.next(), maker: try row.next())
            let role: String? = try row.next()
            let locations: String? = try row.next()
            let custom: String? = try row.next()
            let maker = try role.map { role in
                Maker(role: role, locations: try LocationList.split(locations), custom: custom)
            }
            var inUse = KeyInUse(hash: hash, lastUsedAt: lastUsedAt, key: key, maker: maker)
            inUse.sheet = found?.sheet ?? inUse.sheet
            try inUse.sheet.add(&row)
            found = inUse
        }
        return found
    }

    /// The caller the key stands for: it may do what its scopes say and its maker still may.
    func caller(_ id: ID<APIKey>, _ roles: BuiltInRoles) -> Caller {
        guard let maker else {
            return Caller(
                kind: .apiKey, principal: id.description, permissions: PermissionSet(key.scopes), role: "api_key")
        }
        let held = roles.permissions(of: maker.role, custom: maker.custom)
        let scopes = key.scopes.filter { scope in held.covers(PermissionSet([scope])) }
        return Caller(
            kind: .apiKey, principal: id.description, permissions: PermissionSet(scopes),
            locations: maker.locations.map { locations in Set(locations.map(\.raw)) }, role: "api_key",
            person: key.maker?.description, personRole: maker.role)
    }

    /// Not revoked, not expired, and its maker, if it has one, still in the team.
    func isAlive(_ now: Instant) -> Bool {
        key.revokedAt == nil && (key.expiresAt.map { now < $0 } ?? true) && (!key.hasMaker || maker != nil)
    }
}
