import CSQLite
import Kernel
import Synchronization

/// A SQLite database in memory that outlives the stores opened on it: what a simulated machine has for a disk. What was
/// committed is there for the next store; an open transaction dies with its own. It is gone with its last user.
package final class MemoryDisk: @unchecked Sendable {
    private static let counter = Atomic<Int>(0)

    /// The address SQLite knows it by.
    let path: String
    /// The database lives as long as a connection to it: this one. Never used but for copying.
    private let keeper: OpaquePointer

    /// An empty disk.
    package init() throws {
        path = "file:/martlet-\(Self.counter.wrappingAdd(1, ordering: .relaxed).newValue)?vfs=memdb"
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw DBError(SQLiteErrors.kind(code, message: ""), "cannot make a database in memory")
        }
        keeper = handle
    }

    deinit { sqlite3_close_v2(keeper) }

    /// Another disk with the same content; what a store has not committed is not in it.
    package func copy() throws -> MemoryDisk {
        let twin = try MemoryDisk()
        guard let backup = sqlite3_backup_init(twin.keeper, "main", keeper, "main") else {
            throw DBError(.io, "cannot copy a database in memory")
        }
        let code = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else {
            throw DBError(SQLiteErrors.kind(code, message: ""), "cannot copy a database in memory")
        }
        return twin
    }
}
