import CSQLite
import Kernel

/// One SQLite connection, used by one thread at a time.
final class SQLiteDatabase {
    struct Settings: Sendable {
        var path: String
        var isMemory: Bool
        var isReader: Bool
        var synchronous: StoreOptions.Synchronous
        var busyTimeout: TimeSpan
        var cacheSize: Int
    }

    let pointer: OpaquePointer
    private var cache: StatementCache<SQLiteStatement>
    /// The first statement that failed since the last savepoint; PostgreSQL would refuse everything after it, so do we.
    var failure: DBError?
    /// What a simulation lets go wrong; nil everywhere else.
    var faults: (any StorageFaults)?

    init(_ settings: Settings) throws {
        var handle: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | (settings.isMemory ? SQLITE_OPEN_URI : 0)
        let code = sqlite3_open_v2(settings.path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let message = handle.map { (open: OpaquePointer) -> String in String(cString: sqlite3_errmsg(open)) }
            sqlite3_close_v2(handle)
            throw DBError(
                SQLiteErrors.kind(code, message: ""), "cannot open \(settings.path): \(message ?? "out of memory")")
        }
        pointer = handle
        cache = StatementCache(capacity: settings.cacheSize)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(clamping: settings.busyTimeout.microseconds / 1000))
        do { try configure(settings) } catch {
            cache.removeAll()
            sqlite3_close_v2(handle)
            throw error
        }
    }

    /// Ends the connection. Nothing may be used after it.
    func close() {
        cache.removeAll()
        sqlite3_close_v2(pointer)
    }

    private func configure(_ settings: Settings) throws {
        if !settings.isMemory { try run("PRAGMA journal_mode = WAL") }
        switch settings.synchronous {
        case .full: try run("PRAGMA synchronous = FULL")
        case .off: try run("PRAGMA synchronous = OFF")
        }
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA case_sensitive_like = ON")
        try run("PRAGMA temp_store = MEMORY")
        try run("PRAGMA cache_size = -32000")
        try run("PRAGMA journal_size_limit = 67108864")
        if settings.isReader { try run("PRAGMA query_only = ON") }
    }

    /// Whether no transaction is open: SQLite ends one by itself when the disk is full or broken.
    var isAutocommit: Bool { sqlite3_get_autocommit(pointer) != 0 }

    /// Whether rows wait for rows they refer to by a foreign key that is looked at when the transaction commits.
    var lacksReferences: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(pointer, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        return current != 0
    }

    /// Runs a control statement (BEGIN, SAVEPOINT, PRAGMA). Its failure does not count as a failed statement of a body.
    func run(_ text: String) throws {
        let statement = try prepared(text)
        defer { statement.reset() }
        while true {
            let code = sqlite3_step(statement.pointer)
            if code == SQLITE_ROW { continue }
            guard code == SQLITE_DONE else { throw error(code, text) }
            return
        }
    }

    /// Commits. When it throws with an unknown outcome the commit has happened all the same.
    func commit() throws {
        if let trouble = faults?.failure(at: .commit) { throw trouble }
        try run("COMMIT")
        if let trouble = faults?.failure(at: .reply) { throw trouble }
    }

    /// Reads rows until `body` says false.
    func visit(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        let statement = try bound(sql)
        defer { release(statement) }
        while true {
            let code = sqlite3_step(statement.pointer)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { throw failed(code, sql.text) }
                return
            }
            var row = Row(source: .sqlite(statement.pointer), count: statement.columnCount)
            guard try body(&row) else { return }
        }
    }

    /// Runs a statement to its end and returns how many rows it inserted, updated or deleted.
    func execute(_ sql: SQL) throws -> Int {
        let statement = try bound(sql)
        defer { release(statement) }
        return try finish(statement)
    }

    /// Runs a text once, without keeping it prepared: DDL.
    func executeOnce(_ text: String) throws {
        let code = sqlite3_exec(pointer, text, nil, nil, nil)
        guard code == SQLITE_OK else { throw failed(code, text) }
    }

    /// Runs one statement for many values: as often as `width` fits into them. Nothing is allocated per row.
    func executeRepeatedly(_ marked: String, width: Int, values: ArraySlice<DBValue>) throws {
        let statement = try acquire(marked)
        defer { release(statement) }
        var start = values.startIndex
        while start < values.endIndex {
            var index: Int32 = 1
            for position in start..<(start + width) {
                let code = try statement.bind(values[position], at: index)
                guard code == SQLITE_OK else { throw failed(code, marked) }
                index += 1
            }
            let code = sqlite3_step(statement.pointer)
            guard code == SQLITE_DONE else { throw failed(code, marked) }
            sqlite3_reset(statement.pointer)
            start += width
        }
    }

    private func finish(_ statement: SQLiteStatement) throws -> Int {
        let before = sqlite3_total_changes64(pointer)
        while true {
            let code = sqlite3_step(statement.pointer)
            if code == SQLITE_ROW { continue }
            guard code == SQLITE_DONE else { throw failed(code, statement.marked) }
            break
        }
        return sqlite3_total_changes64(pointer) == before ? 0 : Int(sqlite3_changes64(pointer))
    }

    private func bound(_ sql: SQL) throws -> SQLiteStatement {
        let statement = try acquire(sql.text)
        do {
            let code = try statement.bind(sql.values)
            guard code == SQLITE_OK else { throw failed(code, sql.text) }
        } catch {
            release(statement)
            throw error
        }
        return statement
    }

    private func acquire(_ marked: String) throws -> SQLiteStatement {
        if let trouble = faults?.failure(at: .statement) {
            failure = failure ?? trouble
            throw trouble
        }
        do {
            let statement = try prepared(marked)
            statement.isBusy = true
            return statement
        } catch let error as DBError {
            failure = failure ?? error
            throw error
        }
    }

    private func release(_ statement: SQLiteStatement) {
        statement.reset()
        statement.isBusy = false
    }

    private func prepared(_ marked: String) throws -> SQLiteStatement {
        let known = cache.find(marked)
        if let known, !known.isBusy { return known }
        var rendered = SQL.render(marked, for: .sqlite)
        var handle: OpaquePointer?
        let code = rendered.withUTF8 { (text: UnsafeBufferPointer<UInt8>) -> Int32 in
            guard let start = text.baseAddress else { return SQLITE_MISUSE }
            return start.withMemoryRebound(to: CChar.self, capacity: text.count) {
                (text8: UnsafePointer<CChar>) -> Int32 in
                sqlite3_prepare_v3(pointer, text8, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
            }
        }
        guard code == SQLITE_OK else { throw error(code, marked) }
        guard let handle else {
            throw DBError(.other, "the statement is empty", sql: SQL.printable(marked, for: .sqlite))
        }
        let statement = SQLiteStatement(handle, marked: marked)
        if known == nil { _ = cache.insert(marked, statement) }
        return statement
    }

    /// How many statements are cached; for tests.
    var cachedStatements: Int { cache.count }

    private func failed(_ code: Int32, _ marked: String) -> DBError {
        let error = error(code, marked)
        failure = failure ?? error
        return error
    }

    private func error(_ code: Int32, _ marked: String) -> DBError {
        let message = String(cString: sqlite3_errmsg(pointer))
        return DBError(SQLiteErrors.kind(code, message: message), message, sql: SQL.printable(marked, for: .sqlite))
    }
}
