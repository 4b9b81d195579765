/// The current row of a result, read by position. It lives as long as the closure that was given it.
public struct Row {
    @usableFromInline enum Source {
        case sqlite(OpaquePointer)
        case postgres(OpaquePointer, Int32)
    }

    @usableFromInline var source: Source
    @usableFromInline var cursor: Int32 = 0
    /// How many columns the row has.
    public let count: Int

    @usableFromInline init(source: Source, count: Int32) {
        self.source = source
        self.count = Int(count)
    }

    /// The column at a position; there must be one.
    @inlinable public func column(_ index: Int) throws -> Column {
        guard index >= 0, index < count else { throw outOfRange(index) }
        return Column(source: source, index: Int32(truncatingIfNeeded: index))
    }

    /// The value at a position: `try row[0] as Int`.
    @inlinable public subscript<Value: DBDecodable>(index: Int) -> Value {
        get throws { try Value(from: column(index)) }
    }

    /// The enum at a position, by its raw text.
    @_disfavoredOverload
    @inlinable public subscript<Value: RawRepresentable>(index: Int) -> Value where Value.RawValue == String {
        get throws { try Value(rawColumn: column(index)) }
    }

    /// The enum at a position, or nil where the column is NULL.
    @_disfavoredOverload
    @inlinable public subscript<Value: RawRepresentable>(index: Int) -> Value? where Value.RawValue == String {
        get throws {
            let column = try column(index)
            return column.isNull ? nil : try Value(rawColumn: column)
        }
    }

    /// Whether the value at a position is NULL.
    @inlinable public func isNull(_ index: Int) throws -> Bool { try column(index).isNull }

    /// The next value, in the order in which the statement names its columns.
    @inlinable public mutating func next<Value: DBDecodable>(_ type: Value.Type = Value.self) throws -> Value {
        try Value(from: nextColumn())
    }

    /// The next enum, by its raw text.
    @_disfavoredOverload
    @inlinable public mutating func next<Value: RawRepresentable>(_ type: Value.Type = Value.self) throws -> Value
    where Value.RawValue == String {
        try Value(rawColumn: nextColumn())
    }

    /// The next enum, or nil where the column is NULL.
    @_disfavoredOverload
    @inlinable public mutating func next<Value: RawRepresentable>(_ type: Value?.Type = Value?.self) throws -> Value?
    where Value.RawValue == String {
        let column = try nextColumn()
        return column.isNull ? nil : try Value(rawColumn: column)
    }

    /// The next column, as it is.
    @inlinable public mutating func nextColumn() throws -> Column {
        let column = try column(Int(cursor))
        cursor += 1
        return column
    }

    /// Leaves out columns.
    @inlinable public mutating func skip(_ columns: Int = 1) { cursor += Int32(truncatingIfNeeded: columns) }

    @usableFromInline func outOfRange(_ index: Int) -> DBError {
        DBError(.other, "column \(index) was asked for, the row has \(count)")
    }
}

extension RawRepresentable where RawValue == String {
    @usableFromInline init(rawColumn column: Column) throws {
        let text = try column.text()
        guard let value = Self(rawValue: text) else { throw column.mismatch("a known \(Self.self)") }
        self = value
    }
}
