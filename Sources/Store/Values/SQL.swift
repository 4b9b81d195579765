/// SQL text with its parameters apart. Interpolation binds: a run-time string can only become a parameter.
///
///     let sql: SQL = "SELECT total_minor FROM orders WHERE tenant = \(tenant) AND id = \(order)"
///
/// - `\(value)` binds a value, `\(sql)` splices another piece with its parameters.
/// - `\(list: values)` writes `(?,?,…)`, padded to powers of two by repeating the last value. An empty list is
///   `(NULL)`, which `IN` never matches; `NOT IN` never matches it either, so test for emptiness there.
/// - `\(raw: "…")` splices literal text, `\(sqlite: "…", postgres: "…")` literal text of one engine.
public struct SQL: ExpressibleByStringInterpolation, Sendable, Hashable {
    /// The text with marks for parameters (see `DBKind.mark`) and forks (`0x02 sqlite 0x03 postgres 0x04`).
    /// It is the key of the statement caches, so equal texts must mean equal statements.
    @usableFromInline var text: String
    @usableFromInline var values: [DBValue]

    @inlinable init(text: String, values: [DBValue]) {
        self.text = text
        self.values = values
    }

    /// A text without parameters. Only literals belong here.
    @inlinable public init(stringLiteral value: String) {
        text = value
        values = []
    }

    /// What the compiler builds from a literal with interpolations.
    @inlinable public init(stringInterpolation parts: StringInterpolation) {
        text = parts.text
        values = parts.values
    }

    /// Literal text: a table name, a column list, a keyword.
    public static func raw(_ text: StaticString) -> SQL { SQL(text: text.description, values: []) }

    /// The empty piece.
    public static var empty: SQL { SQL(text: "", values: []) }

    /// Whether there is no text at all.
    public var isEmpty: Bool { text.isEmpty }

    /// One piece after the other, nothing between them.
    public static func + (a: SQL, b: SQL) -> SQL { SQL(text: a.text + b.text, values: a.values + b.values) }

    /// Appends a piece.
    public static func += (a: inout SQL, b: SQL) {
        a.text += b.text
        a.values += b.values
    }

    /// The pieces with `separator` between them; empty when there are none.
    public static func joined(_ parts: some Sequence<SQL>, separator: SQL = ", ") -> SQL {
        var whole = SQL.empty
        var isFirst = true
        for part in parts {
            if !isFirst { whole += separator }
            whole += part
            isFirst = false
        }
        return whole
    }
}

extension SQL {
    /// The builder behind SQL literals.
    public struct StringInterpolation: StringInterpolationProtocol {
        @usableFromInline var text = ""
        @usableFromInline var values: [DBValue] = []

        @inlinable public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        /// Literal text is kept as it is.
        @inlinable public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Binds a value.
        @inlinable public mutating func appendInterpolation<Value: DBEncodable>(_ value: Value) {
            text += Value.dbKind.mark
            values.append(value.dbValue)
        }

        /// Binds a value, or NULL of its kind.
        @inlinable public mutating func appendInterpolation<Value: DBEncodable>(_ value: Value?) {
            text += Value.dbKind.mark
            values.append(value?.dbValue ?? .null)
        }

        /// Binds an enum by its raw text.
        @_disfavoredOverload
        @inlinable public mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value)
        where Value.RawValue == String {
            appendInterpolation(value.rawValue)
        }

        /// Binds an enum by its raw text, or NULL.
        @_disfavoredOverload
        @inlinable public mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value?)
        where Value.RawValue == String {
            appendInterpolation(value?.rawValue)
        }

        /// Splices another piece with its parameters.
        @inlinable public mutating func appendInterpolation(_ piece: SQL) {
            text += piece.text
            values += piece.values
        }

        /// Splices literal text.
        public mutating func appendInterpolation(raw literal: StaticString) { text += literal.description }

        /// Splices literal text that differs by engine.
        public mutating func appendInterpolation(sqlite: StaticString, postgres: StaticString) {
            text += "\u{2}\(sqlite)\u{3}\(postgres)\u{4}"
        }

        /// Binds a list as `(?,?,…)`, padded to a power of two so that few statements serve all lengths.
        public mutating func appendInterpolation<Value: DBEncodable>(list: some Collection<Value>) {
            appendList(list.map { (value: Value) -> DBValue in value.dbValue }, Value.dbKind)
        }

        /// Binds a list of enums by their raw text.
        @_disfavoredOverload
        public mutating func appendInterpolation<Value: RawRepresentable>(list: some Collection<Value>)
        where Value.RawValue == String {
            appendList(list.map { (value: Value) -> DBValue in .text(value.rawValue) }, .inferred)
        }

        private mutating func appendList(_ list: [DBValue], _ kind: DBKind) {
            guard let last = list.last else {
                text += "(NULL)"
                return
            }
            var width = 1
            while width < list.count { width *= 2 }
            let mark = kind.mark
            text += "(" + mark + String(repeating: "," + mark, count: width - 1) + ")"
            values += list
            values += Array(repeating: last, count: width - list.count)
        }
    }
}

extension Sequence where Element == SQL {
    /// The pieces with `separator` between them; empty when there are none.
    public func joined(separator: SQL = ", ") -> SQL { SQL.joined(self, separator: separator) }
}
