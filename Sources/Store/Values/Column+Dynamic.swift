import CPostgres
import CSQLite
import Kernel

extension DBValue: DBDecodable {
    /// The column's value by its own type, for code that carries values through without knowing what they are
    /// (cursors, exports). A 16-byte SQLite BLOB is an id.
    public init(from column: Column) throws {
        if column.isNull {
            self = .null
            return
        }
        switch column.source {
        case .sqlite(let statement):
            switch sqlite3_column_type(statement, column.index) {
            case SQLITE_INTEGER: self = .int(try column.int64())
            case SQLITE_FLOAT: self = .double(try column.double())
            case SQLITE_BLOB:
                let isID = sqlite3_column_bytes(statement, column.index) == 16
                self = isID ? .id(try column.id()) : .blob(try column.blob())
            case _: self = .text(try column.text())
            }
        case .postgres(let result, _):
            switch PQftype(result, column.index) {
            case 20, 21, 23: self = .int(try column.int64())
            case 700, 701: self = .double(try column.double())
            case 2950: self = .id(try column.id())
            case 17: self = .blob(try column.blob())
            case _: self = .text(try column.text())
            }
        }
    }
}
