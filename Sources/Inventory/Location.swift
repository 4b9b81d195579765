import Kernel
import Platform
import Store

/// A warehouse, shop floor or shelf where the shop keeps stock.
public struct Location: Record {
    /// `loc_…`
    public static let idPrefix = "loc"
    /// Its table.
    public static let table = Table("location", "code, name, country, is_active, is_default, created_at")

    /// The id.
    public let id: ID<Location>
    /// Counts the saves.
    public var version: Int
    /// The short word on labels and in files, unique in the shop: `MAIN`.
    public internal(set) var code: String
    /// The name people read.
    public internal(set) var name: String
    /// The country it stands in: a code of ISO 3166, or what somebody wrote before codes were asked for.
    public internal(set) var country: String?
    /// Whether goods may move there. An inactive location holds no stock.
    public internal(set) var isActive: Bool
    /// Whether orders take from it when nobody names a location. At most one location of a shop.
    public internal(set) var isDefault: Bool
    /// When it was created.
    public let createdAt: Instant

    init(id: ID<Location>, code: String, name: String, country: String?, isDefault: Bool, createdAt: Instant) {
        self.id = id
        version = 1
        self.code = code
        self.name = name
        self.country = country
        isActive = true
        self.isDefault = isDefault
        self.createdAt = createdAt
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        code = try row.next()
        name = try row.next()
        country = try row.next()
        isActive = try row.next()
        isDefault = try row.next()
        createdAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(code)
        values.add(name)
        values.add(country)
        values.add(isActive)
        values.add(isDefault)
        values.add(createdAt)
    }

    /// Codes are compared and stored trimmed and in upper case.
    public static func normalised(code: String) -> String {
        Text.trimmed(code).uppercased()
    }

    /// Notes what is wrong with the words people give a location.
    func check() throws {
        var check = Validation()
        let isCode =
            (1...20).contains(code.count)
            && code.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || byte == 45 || byte == 95
            }
        check.check(isCode, "code", "bad_code", "Use 1 to 20 letters, digits, hyphens or underscores.")
        check.written(name, "name", limit: 200, isRequired: true)
        try check.finish()
    }
}

extension Location {
    /// The location with a code, or nil.
    public static func coded(_ code: String, in db: Reader) throws -> Location? {
        try db.records(Location.self, where: "code = \(normalised(code: code))").first
    }

    /// The location that is used when nobody names one, or nil in a shop without locations.
    public static func standard(in db: Reader) throws -> Location? {
        try db.records(Location.self, where: "is_default = 1").first
    }

    /// The locations with these ids, kept from being deactivated until the transaction ends; refuses when one is
    /// unknown or not in use.
    @discardableResult
    static func require(_ ids: Set<ID<Location>>, in tx: Transaction) throws -> [ID<Location>: Location] {
        if ids.isEmpty { return [:] }
        let found = try tx.records(Location.self, where: "id IN \(list: ids.sorted())", tail: "ORDER BY id \(kept)")
        let byID = Dictionary(
            found.map { location in (location.id, location) }, uniquingKeysWith: { first, _ in first })
        for id in ids.sorted() {
            guard let location = byID[id] else { throw Problem.notFound(id.reference) }
            if !location.isActive { throw Problem.locationInactive(location) }
        }
        return byID
    }

    /// The named location, or the default one, kept from being deactivated until the transaction ends; refuses when the
    /// shop has none, or it is inactive.
    static func choose(_ named: ID<Location>?, in tx: Transaction) throws -> Location {
        if let named, let location = try require([named], in: tx)[named] { return location }
        let standard = try tx.records(Location.self, where: "is_default = 1", tail: kept).first
        guard let standard else { throw Problem.noLocation() }
        if !standard.isActive { throw Problem.locationInactive(standard) }
        return standard
    }

    /// Holds the rows of locations until the transaction ends; on SQLite nobody else writes meanwhile.
    private static let kept: SQL = "\(sqlite: "", postgres: "FOR SHARE")"

    /// The default location; refuses in a shop without locations.
    static func needStandard(in db: Reader) throws -> Location {
        guard let location = try standard(in: db) else { throw Problem.noLocation() }
        return location
    }
}
