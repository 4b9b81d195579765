import Kernel

extension Int: DBEncodable {
    public var dbValue: DBValue { .int(Int64(self)) }
    public static var dbKind: DBKind { .int }
}

extension Int64: DBEncodable {
    public var dbValue: DBValue { .int(self) }
    public static var dbKind: DBKind { .int }
}

extension Int32: DBEncodable {
    public var dbValue: DBValue { .int(Int64(self)) }
    public static var dbKind: DBKind { .int }
}

extension Bool: DBEncodable {
    /// Booleans are 0 and 1 on both engines.
    public var dbValue: DBValue { .int(self ? 1 : 0) }
    public static var dbKind: DBKind { .int }
}

extension Double: DBEncodable {
    public var dbValue: DBValue { .double(self) }
    public static var dbKind: DBKind { .double }
}

extension String: DBEncodable {
    public var dbValue: DBValue { .text(self) }
}

extension Array: DBEncodable where Element == UInt8 {
    public var dbValue: DBValue { .blob(self) }
    public static var dbKind: DBKind { .blob }
}

extension Optional: DBEncodable where Wrapped: DBEncodable {
    public var dbValue: DBValue {
        switch self {
        case .none: .null
        case .some(let value): value.dbValue
        }
    }
    public static var dbKind: DBKind { Wrapped.dbKind }
}

extension DBEncodable where Self: RawRepresentable, RawValue == String {
    /// Enums are stored by their raw text.
    public var dbValue: DBValue { .text(rawValue) }
}

extension RawID: DBEncodable {
    public var dbValue: DBValue { .id(self) }
    public static var dbKind: DBKind { .id }
}

extension ID: DBEncodable {
    public var dbValue: DBValue { .id(raw) }
    public static var dbKind: DBKind { .id }
}

extension Reference: DBEncodable {
    /// The text form, `ord_01j…`: a reference keeps its kind.
    public var dbValue: DBValue { .text(description) }
}

extension Instant: DBEncodable {
    /// Microseconds since 1970.
    public var dbValue: DBValue { .int(microseconds) }
    public static var dbKind: DBKind { .int }
}

extension CalendarDate: DBEncodable {
    /// ISO text, `2026-03-01`.
    public var dbValue: DBValue { .text(description) }
}

extension YearMonth: DBEncodable {
    /// ISO text, `2026-03`.
    public var dbValue: DBValue { .text(description) }
}

extension TimeZoneID: DBEncodable {}

extension Currency: DBEncodable {
    /// The ISO 4217 code.
    public var dbValue: DBValue { .text(code) }
}

extension Quantity: DBEncodable {
    /// Millionths.
    public var dbValue: DBValue { .int(micros) }
    public static var dbKind: DBKind { .int }
}

extension UnitPrice: DBEncodable {
    /// Millionths of the major unit; the currency has its own column, so only writing is automatic.
    public var dbValue: DBValue { .int(micros) }
    public static var dbKind: DBKind { .int }
}
