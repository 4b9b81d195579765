import Kernel
import Store

/// A row that is found by its id, saved under a version guard and audited before and after. It knows its table and
/// nothing about HTTP.
public protocol Record: Codable, Sendable, Identified {
    /// The table it lives in; the columns in the order `init(row:)` reads and `bind` writes them, without
    /// `tenant`, `id` and `version`, which every record has.
    static var table: Table { get }
    /// The id within the shop.
    var id: ID<Self> { get }
    /// Counts the saves; a save of an older version is refused.
    var version: Int { get set }
    /// Reads `id`, `version`, then the columns in their declared order.
    init(row: inout Row) throws
    /// Writes the columns in their declared order.
    func bind(_ values: inout Binder)
    /// Members (wire names) that others change all the time, such as a running balance: how they stand makes no difference
    /// to what somebody approves.
    static var standing: Set<String> { get }
}

extension Record {
    /// Most records are changed by one at a time.
    public static var standing: Set<String> { [] }
}

/// A table of records: its name and its columns, from which the four statements are made once.
public struct Table: Sendable {
    /// The table's name.
    public let name: String
    let columnCount: Int
    let select: String
    let selectByID: SQL
    /// Inserts tenant, id, version and the columns.
    let insert: SQL
    /// Sets the columns and counts the version, where tenant, id and version are as given last.
    let update: SQL

    /// Names the table and its columns, comma separated, without `tenant`, `id` and `version`.
    public init(_ name: StaticString, _ columns: StaticString) {
        let columnText = "\(columns)"
        let list = columnText.split(separator: ",").map { Table.trimmed($0) }
        self.name = "\(name)"
        columnCount = list.count
        select = (["id", "version"] + list).joined(separator: ", ")
        selectByID = SQL(trusted: "SELECT \(select) FROM \(name) WHERE tenant = ")
        let nobody = RawID(high: 0, low: 0)
        let first: SQL = "\(Int64(0)), \(nobody), \(0)"
        let values = [first] + list.map { _ in "\(DBValue.null)" as SQL }
        let columns = list.joined(separator: ", ")
        insert =
            SQL(trusted: "INSERT INTO \(name) (tenant, id, version, \(columns)) VALUES (") + .joined(values) + ")"
        let sets = list.map { (column: String) -> SQL in SQL(trusted: "\(column) = ") + "\(DBValue.null)" }
        update =
            SQL(trusted: "UPDATE \(name) SET version = version + 1, ") + .joined(sets)
            + " WHERE tenant = \(Int64(0)) AND id = \(nobody) AND version = \(0)"
    }

    /// `id, version, …` for a SELECT whose rows `init(row:)` reads.
    public var columns: SQL { SQL(trusted: select) }
    /// The table's name as SQL.
    public var sql: SQL { SQL(trusted: name) }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " || $0 == "\n" }.reversed().drop { $0 == " " || $0 == "\n" }.reversed())
    }
}

/// Collects a record's values in column order.
public struct Binder {
    var values: [DBValue] = []

    init(capacity: Int) { values.reserveCapacity(capacity) }

    /// Appends the next column's value.
    public mutating func add(_ value: some DBEncodable) { values.append(value.dbValue) }
    /// Appends an optional value.
    public mutating func add<T: DBEncodable>(_ value: T?) { values.append(value?.dbValue ?? .null) }
    /// Appends an enum by its raw text.
    @_disfavoredOverload
    public mutating func add<T: RawRepresentable>(_ value: T) where T.RawValue == String {
        values.append(.text(value.rawValue))
    }
    /// Appends an optional enum by its raw text.
    @_disfavoredOverload
    public mutating func add<T: RawRepresentable>(_ value: T?) where T.RawValue == String {
        values.append(value.map { .text($0.rawValue) } ?? .null)
    }
    /// Appends any Codable value as a JSON column.
    public mutating func add(json value: some Encodable) throws {
        values.append(.json(String(decoding: try Wire.encode(value), as: UTF8.self)))
    }
}

/// What happened to one record in an action: for the audit row, the preview and the timeline.
public struct RecordChange: Sendable {
    /// The kind of change.
    public enum Kind: String, Codable, Sendable, CaseIterable { case inserted, saved, deleted }
    /// What was done.
    public let kind: Kind
    /// The record.
    public let record: Reference
    /// The record before, absent when it was inserted.
    public let before: (any Record)?
    /// The record after, absent when it was deleted.
    public let after: (any Record)?
}
