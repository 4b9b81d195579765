import Kernel
import Platform
import Store

/// A key with which a program acts in the shop. Its secret lies elsewhere, as a hash.
public struct APIKey: Record {
    /// `key_…`
    public static let idPrefix = "key"
    /// Its table.
    public static let table = Table("api_key", "name, scopes, maker, created_by, created_at, expires_at, revoked_at")

    /// The id.
    public let id: ID<APIKey>
    /// Counts the saves.
    public var version: Int
    /// What it is for.
    public let name: String
    /// Permission patterns it was given; never more than its maker holds counts.
    public let scopes: [String]
    /// The member who made it; absent when the operator did.
    public let maker: ID<User>?
    /// Who made it.
    public let createdBy: String
    /// When.
    public let createdAt: Instant
    /// When it stops working; absent means never.
    public let expiresAt: Instant?
    /// When it was revoked.
    public internal(set) var revokedAt: Instant?

    init(
        id: ID<APIKey>, name: String, scopes: [String], maker: ID<User>?, createdBy: String, createdAt: Instant,
        expiresAt: Instant?
    ) {
        self.id = id
        version = 1
        self.name = name
        self.scopes = scopes
        self.maker = maker
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = try row.next()
        scopes = PatternList.split(try row.next())
        maker = try row.next()
        createdBy = try row.next()
        createdAt = try row.next()
        expiresAt = try row.next()
        revokedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(name)
        values.add(PatternList.join(scopes))
        values.add(maker)
        values.add(createdBy)
        values.add(createdAt)
        values.add(expiresAt)
        values.add(revokedAt)
    }
}
