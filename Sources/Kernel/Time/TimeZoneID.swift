import Foundation

/// The name of a time zone in the IANA database: `Europe/London`, `UTC`.
public struct TimeZoneID: RawRepresentable, Hashable, Sendable {
    /// The name.
    public let rawValue: String

    /// The zone of a name; nil when the database has no such zone. Abbreviations such as `BST` and fixed offsets
    /// are no zones: they do not know about summer time.
    public init?(rawValue: String) {
        guard Self.known.contains(rawValue) || Self.isAlias(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(trusted name: String) { rawValue = name }

    /// Coordinated universal time.
    public static let utc = TimeZoneID(trusted: "UTC")

    /// Every zone of the database, by name.
    public static var all: [TimeZoneID] {
        known.sorted().map { (name: String) -> TimeZoneID in TimeZoneID(trusted: name) }
    }

    private static let known: Set<String> = Set(
        TimeZone.knownTimeZoneIdentifiers.filter { (name: String) -> Bool in name.contains("/") } + ["UTC"])

    /// Older names of the same zones: `Asia/Calcutta`.
    private static func isAlias(_ name: String) -> Bool {
        name.utf8.count <= 40 && name.contains("/") && TimeZone(identifier: name) != nil
    }

    /// The zone of a name, or says what was expected.
    public init(parsing name: String) throws {
        guard let zone = TimeZoneID(rawValue: name) else {
            throw Problem.wrongValue("unknown_time_zone", "Expected the name of a time zone such as Europe/London.")
        }
        self = zone
    }
}

extension TimeZoneID: Codable, CustomStringConvertible, JSONWritable, SchemaDescribed {
    /// The name.
    public var description: String { rawValue }

    /// Reads the name.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// Writes the name.
    public func write(to writer: inout JSONWriter) { writer.string(rawValue) }

    /// A name of the IANA database.
    public static var schema: Schema {
        .text("time-zone", summary: "A time zone of the IANA database.", example: "Europe/London")
    }
    /// Universal time.
    public static var sample: TimeZoneID { utc }
}
