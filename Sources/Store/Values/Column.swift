import CPostgres
import CSQLite
import Kernel

/// One column of the current row. It lives as long as the closure that was given the row.
public struct Column {
    @usableFromInline let source: Row.Source
    @usableFromInline let index: Int32

    @inlinable init(source: Row.Source, index: Int32) {
        self.source = source
        self.index = index
    }

    /// Whether the value is NULL.
    public var isNull: Bool {
        switch source {
        case .sqlite(let statement): sqlite3_column_type(statement, index) == SQLITE_NULL
        case .postgres(let result, let row): PQgetisnull(result, row, index) == 1
        }
    }

    /// The column's name as the statement gave it.
    public var name: String {
        switch source {
        case .sqlite(let statement): sqlite3_column_name(statement, index).map(String.init(cString:)) ?? "?"
        case .postgres(let result, _): PostgresText.string(PQfname(result, index)) ?? "?"
        }
    }

    /// The value as an integer. Text that is one (PostgreSQL sums are) counts, booleans are 0 and 1.
    public func int64() throws -> Int64 {
        switch source {
        case .sqlite(let statement):
            if sqlite3_column_type(statement, index) == SQLITE_INTEGER { return sqlite3_column_int64(statement, index) }
            guard sqlite3_column_type(statement, index) == SQLITE_TEXT, let value = Int64(try text()) else {
                throw mismatch("an integer")
            }
            return value
        case .postgres(let result, let row):
            guard let start = PQgetvalue(result, row, index), PQgetisnull(result, row, index) == 0,
                let value = PostgresText.integer(start, Int(PQgetlength(result, row, index)))
            else { throw mismatch("an integer") }
            return value
        }
    }

    /// The value as a floating-point number; integers count.
    public func double() throws -> Double {
        switch source {
        case .sqlite(let statement):
            let type = sqlite3_column_type(statement, index)
            guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw mismatch("a number") }
            return sqlite3_column_double(statement, index)
        case .postgres:
            guard let value = Double(try text()) else { throw mismatch("a number") }
            return value
        }
    }

    /// The value as text; numbers count.
    public func text() throws -> String {
        switch source {
        case .sqlite(let statement):
            guard sqlite3_column_type(statement, index) != SQLITE_BLOB,
                let start = sqlite3_column_text(statement, index)
            else { throw mismatch("text") }
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
            return String(decoding: bytes, as: UTF8.self)
        case .postgres(let result, let row):
            guard PQgetisnull(result, row, index) == 0, let start = PQgetvalue(result, row, index) else {
                throw mismatch("text")
            }
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, index)))
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The value as bytes.
    public func blob() throws -> [UInt8] {
        switch source {
        case .sqlite(let statement):
            guard sqlite3_column_type(statement, index) == SQLITE_BLOB else { throw mismatch("bytes") }
            let count = Int(sqlite3_column_bytes(statement, index))
            guard count > 0, let start = sqlite3_column_blob(statement, index) else { return [] }
            return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
        case .postgres(let result, let row):
            guard PQgetisnull(result, row, index) == 0, let start = PQgetvalue(result, row, index),
                let bytes = PostgresText.bytes(start, Int(PQgetlength(result, row, index)))
            else { throw mismatch("bytes") }
            return bytes
        }
    }

    /// The value as an id.
    public func id() throws -> RawID {
        switch source {
        case .sqlite(let statement):
            guard sqlite3_column_type(statement, index) == SQLITE_BLOB, sqlite3_column_bytes(statement, index) == 16,
                let start = sqlite3_column_blob(statement, index)
            else { throw mismatch("an id") }
            return RawID(
                high: UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        case .postgres(let result, let row):
            guard PQgetisnull(result, row, index) == 0, let start = PQgetvalue(result, row, index),
                let id = PostgresText.uuid(start, Int(PQgetlength(result, row, index)))
            else { throw mismatch("an id") }
            return id
        }
    }

    /// The error for a value that is not what was asked for; the value itself is not in it.
    public func mismatch(_ expected: String) -> DBError {
        DBError(
            .other, "column \(index) (\(name)) is \(isNull ? "NULL" : "something else") where \(expected) was expected")
    }
}
