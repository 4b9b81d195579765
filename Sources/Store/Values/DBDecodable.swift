import Kernel

/// A type that can be read from a column. A value that does not fit throws; it is never replaced by a default.
public protocol DBDecodable {
    /// Reads the value, or says what was expected.
    init(from column: Column) throws
}

extension Int: DBDecodable {
    public init(from column: Column) throws {
        guard let value = Int(exactly: try column.int64()) else { throw column.mismatch("an integer") }
        self = value
    }
}

extension Int64: DBDecodable {
    public init(from column: Column) throws { self = try column.int64() }
}

extension Int32: DBDecodable {
    public init(from column: Column) throws {
        guard let value = Int32(exactly: try column.int64()) else { throw column.mismatch("a 32-bit integer") }
        self = value
    }
}

extension Bool: DBDecodable {
    public init(from column: Column) throws { self = try column.int64() != 0 }
}

extension Double: DBDecodable {
    public init(from column: Column) throws { self = try column.double() }
}

extension String: DBDecodable {
    public init(from column: Column) throws { self = try column.text() }
}

extension Array: DBDecodable where Element == UInt8 {
    public init(from column: Column) throws { self = try column.blob() }
}

extension Optional: DBDecodable where Wrapped: DBDecodable {
    public init(from column: Column) throws { self = column.isNull ? nil : try Wrapped(from: column) }
}

extension DBDecodable where Self: RawRepresentable, RawValue == String {
    /// Enums are read by their raw text.
    public init(from column: Column) throws { try self.init(rawColumn: column) }
}

extension RawID: DBDecodable {
    public init(from column: Column) throws { self = try column.id() }
}

extension ID: DBDecodable {
    public init(from column: Column) throws { self.init(raw: try column.id()) }
}

extension Reference: DBDecodable {
    public init(from column: Column) throws {
        guard let value = Reference(try column.text()) else { throw column.mismatch("a reference") }
        self = value
    }
}

extension Instant: DBDecodable {
    public init(from column: Column) throws { self.init(microseconds: try column.int64()) }
}

extension CalendarDate: DBDecodable {
    public init(from column: Column) throws {
        guard let value = CalendarDate(try column.text()) else { throw column.mismatch("a date") }
        self = value
    }
}

extension YearMonth: DBDecodable {
    public init(from column: Column) throws {
        guard let value = YearMonth(try column.text()) else { throw column.mismatch("a month") }
        self = value
    }
}

extension TimeZoneID: DBDecodable {}

extension Currency: DBDecodable {
    public init(from column: Column) throws {
        guard let value = Currency(try column.text()) else { throw column.mismatch("a currency code") }
        self = value
    }
}

extension Quantity: DBDecodable {
    public init(from column: Column) throws { self.init(micros: try column.int64()) }
}
