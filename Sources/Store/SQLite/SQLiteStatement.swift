import CSQLite
import Kernel

/// A prepared statement of one SQLite connection; finalized when nobody holds it any more.
final class SQLiteStatement {
    let pointer: OpaquePointer
    let marked: String
    let columnCount: Int32
    /// Set while rows are read from it: the same text must then be prepared a second time.
    var isBusy = false

    init(_ pointer: OpaquePointer, marked: String) {
        self.pointer = pointer
        self.marked = marked
        columnCount = sqlite3_column_count(pointer)
    }

    deinit { sqlite3_finalize(pointer) }

    /// Tells SQLite to copy what is bound: nothing of ours outlives the call.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Binds all values from parameter `first` (counted from 1) on. Returns the first result that is not `SQLITE_OK`.
    func bind(_ values: some Sequence<DBValue>, from first: Int32 = 1) throws -> Int32 {
        var index = first
        for value in values {
            let code = try bind(value, at: index)
            guard code == SQLITE_OK else { return code }
            index += 1
        }
        return SQLITE_OK
    }

    /// Binds one value.
    @inline(__always) func bind(_ value: DBValue, at index: Int32) throws -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .int(let number): sqlite3_bind_int64(pointer, index, number)
        case .double(let number): sqlite3_bind_double(pointer, index, number)
        case .text(let text), .json(let text): try bind(text, at: index)
        case .id(let id):
            id.withBytes { (bytes: UnsafeRawBufferPointer) -> Int32 in
                sqlite3_bind_blob(pointer, index, bytes.baseAddress, 16, Self.transient)
            }
        case .blob(let bytes):
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(pointer, index, 0)
                : bytes.withUnsafeBytes { (raw: UnsafeRawBufferPointer) -> Int32 in
                    sqlite3_bind_blob64(pointer, index, raw.baseAddress, UInt64(raw.count), Self.transient)
                }
        }
    }

    private func bind(_ text: String, at index: Int32) throws -> Int32 {
        var text = text
        return try text.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) throws -> Int32 in
            try TextRule.check(bytes)
            guard let start = bytes.baseAddress else { return sqlite3_bind_text(pointer, index, "", 0, nil) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                (text: UnsafePointer<CChar>) -> Int32 in
                sqlite3_bind_text64(pointer, index, text, UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
            }
        }
    }

    /// Makes the statement ready for its next use.
    @inline(__always) func reset() {
        sqlite3_reset(pointer)
    }
}
