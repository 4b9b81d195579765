import Kernel
import Platform
import Store

/// Stores a key whose text was made outside. Its scopes are limited to what the maker holds.
struct CreateAPIKey: Action {
    static let name: ActionName = "api_keys.create"
    static let permission: Permission = .apiKeysCreate
    static let summary = "Makes an API key with scopes among what its maker may do; its text is shown once."
    static let route = ActionRoute.internalOnly
    static let redacted: Set<String> = ["hash"]
    static var emits: [any Event.Type] { [APIKeyCreated.self] }

    var key: ID<APIKey>
    var name: String
    var scopes: [String]
    var expiresAt: Instant?
    /// SHA-256 of the key's text, in hexadecimal.
    var hash: String

    func perform(in tx: Transaction) throws -> APIKey {
        var check = Validation()
        check.check(
            (1...100).contains(name.count), "name", "required", "Say in 1 to 100 characters what the key is for.")
        check.check((1...200).contains(scopes.count), "scopes", "required", "Name 1 to 200 permissions.")
        for (index, scope) in scopes.enumerated() where !PatternList.isWellFormed(scope) {
            check.add("scopes[\(index)]", "bad_pattern", "Use 'module.right', 'module.*', '*.right' or '*'.")
        }
        check.check(expiresAt.map { $0 > tx.now } ?? true, "expires_at", "past", "A key must expire in the future.")
        try check.finish()
        guard let hash = Hex.decode(hash), hash.count == 32 else {
            throw Problem(.internal, "bad_key_hash", "Key hashes have 32 bytes.")
        }
        try RoleRules.requireCovered(scopes, by: tx.caller)
        try requireRoom(in: tx)
        let record = APIKey(
            id: key, name: name, scopes: Set(scopes).sorted(), maker: try maker(in: tx),
            createdBy: tx.caller.principal, createdAt: tx.now, expiresAt: expiresAt)
        try tx.insert(record)
        try tx.send("INSERT INTO api_key_secret (id, tenant, hash) VALUES (\(key), \(tx.tenant), \(hash))")
        try tx.emit(APIKeyCreated(key: key, scopes: record.scopes))
        return record
    }

    /// The person on whose standing the key depends: the one who asks, or the maker of the key that asks.
    private func maker(in tx: Transaction) throws -> ID<User>? {
        switch tx.caller.kind {
        case .user: return try ID(parsing: tx.caller.principal)
        case .apiKey: return try tx.find(ID<APIKey>(parsing: tx.caller.principal)).maker
        case .system, .nobody: return nil
        }
    }

    private func requireRoom(in tx: Transaction) throws {
        let count: Int? = try tx.scalar(
            """
            SELECT count(*) FROM api_key WHERE tenant = \(tx.tenant) AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > \(tx.now))
            """)
        guard count ?? 0 < IdentityPolicy.keyLimit else {
            throw Problem(
                .conflict, "api_keys.too_many", "A shop can have \(IdentityPolicy.keyLimit) API keys that work.",
                remedy: "Revoke keys that nobody uses.")
        }
    }
}

/// Revokes a key; it stops working at once.
struct RevokeAPIKey: Action {
    static let name: ActionName = "api_keys.revoke"
    static let permission: Permission = .apiKeysRevoke
    static let summary = "Revokes an API key; it stops working at once and for good."
    static var emits: [any Event.Type] { [APIKeyRevoked.self] }

    var key: ID<APIKey>

    func perform(in tx: Transaction) throws -> APIKey {
        var record = try tx.find(key)
        if record.revokedAt != nil { return record }
        record.revokedAt = tx.now
        try tx.save(&record)
        try tx.emit(APIKeyRevoked(key: key))
        return record
    }
}

/// A key as the list shows it.
struct APIKeyView: Codable, Sendable {
    let id: ID<APIKey>
    let name: String
    let scopes: [String]
    let createdBy: String
    let createdAt: Instant
    let expiresAt: Instant?
    let revokedAt: Instant?
    /// To within some minutes.
    let lastUsedAt: Instant?
}

/// The shop's keys, newest first.
struct ListAPIKeys: ListQuery {
    static let name: QueryName = "api_keys.list"
    static let permission: Permission = .apiKeysRead
    static let summary = "The shop's API keys, newest first, with scopes and last use; never their secrets."
    /// Words of the name, or an id.
    var q: String?
    /// Also those that were revoked.
    var includeRevoked: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<APIKeyView> {
        var conditions = Conditions(["k.tenant = \(db.tenant)"])
        if includeRevoked != true { conditions.add("k.revoked_at IS NULL") }
        if let id = q.flatMap({ ID<APIKey>(Text.trimmed($0)) }) {
            conditions.add("k.id = \(id)")
        } else {
            try conditions.add(words: q, id: "k.id", plain: ["k.name"])
        }
        return try db.page(
            "k.id, k.name, k.scopes, k.created_by, k.created_at, k.expires_at, k.revoked_at, s.last_used_at",
            from: "api_key k JOIN api_key_secret s ON s.id = k.id", where: conditions, order: .descending("k.id"),
            limit: limit, after: after
        ) { row in
            APIKeyView(
                id: try row.next(), name: try row.next(), scopes: PatternList.split(try row.next()),
                createdBy: try row.next(), createdAt: try row.next(), expiresAt: try row.next(),
                revokedAt: try row.next(), lastUsedAt: try row.next())
        }
    }
}
