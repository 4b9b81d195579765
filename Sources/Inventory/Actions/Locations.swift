import Kernel
import Platform
import Store

/// Opens a location. The first of a shop becomes the default.
public struct CreateLocation: Action {
    /// `locations.create`
    public static let name: ActionName = "locations.create"
    /// Who may.
    public static let permission = Permission.locationsWrite
    /// What it promises.
    public static let summary = "Opens a stock location; the first one becomes where orders take stock from."
    /// `POST /v1/locations`
    public static let route = ActionRoute.create
    /// What it emits.
    public static var emits: [any Event.Type] { [LocationCreated.self] }

    var code: String
    var name: String
    var country: Country?

    /// A location to open.
    public init(code: String, name: String, country: Country? = nil) {
        self.code = code
        self.name = name
        self.country = country
    }

    /// Inserts it.
    public func perform(in tx: Transaction) throws -> Location {
        let isFirst = try Location.standard(in: tx) == nil
        let location = Location(
            id: tx.newID(), code: Location.normalised(code: code), name: name, country: country?.code,
            isDefault: isFirst, createdAt: tx.now)
        try location.check()
        if try Location.coded(location.code, in: tx) != nil { throw Problem.locationCodeTaken(location.code) }
        try tx.insert(location)
        try tx.emit(LocationCreated(location: location.id, code: location.code))
        return location
    }
}

/// Changes a location's words.
struct UpdateLocation: Action {
    static let name: ActionName = "locations.update"
    static let permission = Permission.locationsWrite
    static let summary = "Changes a location's code, name or country."
    static let route = ActionRoute.update
    static var emits: [any Event.Type] { [LocationChanged.self] }

    var location: ID<Location>
    var code: String?
    var name: String?
    /// A code as in `locations.create`, or an empty text for none.
    var country: String?

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> Location {
        var record = try tx.find(location)
        if let code { record.code = Location.normalised(code: code) }
        if let name { record.name = name }
        if let country { record.country = try Self.code(of: country) }
        try record.check()
        if let other = try Location.coded(record.code, in: tx), other.id != record.id {
            throw Problem.locationCodeTaken(record.code)
        }
        try tx.save(&record)
        try tx.emit(LocationChanged(location: record.id, isActive: record.isActive, isDefault: record.isDefault))
        return record
    }

    private static func code(of text: String) throws -> String? {
        if text.isEmpty { return nil }
        do { return try Country(parsing: text).code } catch let problem as Problem { throw problem.under("country") }
    }
}

/// Makes a location the one that orders take stock from when none is named.
struct MakeDefaultLocation: Action {
    static let name: ActionName = "locations.make_default"
    static let permission = Permission.locationsWrite
    static let summary = "Makes a location the one that orders take stock from when they name none."
    static var emits: [any Event.Type] { [LocationChanged.self] }

    var location: ID<Location>

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> Location {
        var record = try tx.find(location)
        if !record.isActive { throw Problem.locationInactive(record) }
        if record.isDefault { return record }
        if let before = try Location.standard(in: tx) {
            var old = try tx.find(before.id)
            old.isDefault = false
            try tx.save(&old)
        }
        record.isDefault = true
        try tx.save(&record)
        try tx.emit(LocationChanged(location: record.id, isActive: true, isDefault: true))
        return record
    }
}

/// Takes a location out of use, once nothing is left there.
struct DeactivateLocation: Action {
    static let name: ActionName = "locations.deactivate"
    static let permission = Permission.locationsWrite
    static let summary = "Takes an empty location out of use; nothing moves to or from it any more."
    static let inverse: ActionName? = "locations.activate"
    static var emits: [any Event.Type] { [LocationChanged.self] }

    var location: ID<Location>

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> Location {
        var record = try tx.find(location)
        if !record.isActive { return record }
        if record.isDefault { throw Problem.locationIsDefault(record) }
        record.isActive = false
        try tx.save(&record)
        let left: Int64? = try tx.scalar(
            """
            SELECT 1 FROM stock_level WHERE tenant = \(tx.tenant) AND location_id = \(location)
                AND (on_hand <> 0 OR reserved <> 0) LIMIT 1
            """)
        if left != nil { throw Problem.locationNotEmpty(record) }
        try tx.emit(LocationChanged(location: record.id, isActive: false, isDefault: false))
        return record
    }
}

/// Puts a location back into use.
struct ActivateLocation: Action {
    static let name: ActionName = "locations.activate"
    static let permission = Permission.locationsWrite
    static let summary = "Puts a location back into use."
    static let inverse: ActionName? = "locations.deactivate"
    static var emits: [any Event.Type] { [LocationChanged.self] }

    var location: ID<Location>

    func touchedLocations(in db: Reader) throws -> [RawID] { [location.raw] }

    func perform(in tx: Transaction) throws -> Location {
        var record = try tx.find(location)
        if record.isActive { return record }
        record.isActive = true
        try tx.save(&record)
        try tx.emit(LocationChanged(location: record.id, isActive: true, isDefault: record.isDefault))
        return record
    }
}
