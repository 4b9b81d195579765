import Kernel

/// One value on its way to a column. No case is boxed, so a row of values is a plain array.
public enum DBValue: Sendable, Hashable {
    case null
    case int(Int64)
    case text(String)
    case blob([UInt8])
    case id(RawID)
    case double(Double)
    /// A JSON document as text: a TEXT column on SQLite, JSONB on PostgreSQL.
    case json(String)
}

/// What a parameter is, known from its Swift type alone. PostgreSQL is told, so that `NULL`, `CASE` and
/// `SELECT` lists have a type there as well; SQLite needs nothing.
public enum DBKind: Sendable, Hashable, CaseIterable {
    /// The engine infers the type from where the parameter stands (text always does).
    case inferred
    case int
    case id
    case double
    case json
    case blob

    /// The character that stands for a parameter of this kind in marked SQL text.
    @usableFromInline var mark: String {
        switch self {
        case .inferred: "\u{1}"
        case .int: "\u{5}"
        case .id: "\u{6}"
        case .double: "\u{7}"
        case .json: "\u{E}"
        case .blob: "\u{F}"
        }
    }

    /// The cast PostgreSQL gets behind the parameter's number.
    var postgresCast: String {
        switch self {
        case .inferred: ""
        case .int: "::int8"
        case .id: "::uuid"
        case .double: "::float8"
        case .json: "::jsonb"
        case .blob: "::bytea"
        }
    }

    /// The kind behind a mark, if the byte is one.
    init?(mark: UInt8) {
        switch mark {
        case 0x01: self = .inferred
        case 0x05: self = .int
        case 0x06: self = .id
        case 0x07: self = .double
        case 0x0E: self = .json
        case 0x0F: self = .blob
        case _: return nil
        }
    }
}

/// A type whose values can be bound to a parameter.
public protocol DBEncodable {
    /// The value as the engines store it.
    var dbValue: DBValue { get }
    /// What every value of this type is, also when it is absent.
    static var dbKind: DBKind { get }
}

extension DBEncodable {
    /// Text and anything else that the engine can tell from the place it stands in.
    public static var dbKind: DBKind { .inferred }
}

extension DBValue: DBEncodable {
    /// Itself.
    public var dbValue: DBValue { self }
}
