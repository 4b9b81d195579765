import Kernel

/// The face of one open transaction. It is not `Sendable` and must not outlive the body that was given it.
///
/// A statement that fails spoils the transaction on both engines: everything after it fails too, and so does the
/// commit. Failures that are expected go through `nested`, which undoes what the failed part did.
public final class Connection {
    enum Driver {
        case sqlite(SQLiteDatabase)
        case postgres(PostgresSession)
    }

    let driver: Driver
    /// The engine underneath.
    public let engine: Engine
    /// Which of the parallel writers this is: 0 on SQLite; on PostgreSQL a number that no other
    /// connection to the database has, in any process, for as long as this one lives.
    public let lane: Int
    /// How many statements ran since the transaction began.
    public internal(set) var statementCount = 0
    var depth = 0
    /// False on an exclusive connection outside `transaction`.
    var isInTransaction = false
    /// The topics of which others hear once the transaction has committed.
    var announced: Set<String> = []
    /// Is shown every statement; nil in production.
    var tap: (any StatementTap)?

    init(_ driver: Driver, lane: Int) {
        self.driver = driver
        self.lane = lane
        switch driver {
        case .sqlite: engine = .sqlite
        case .postgres: engine = .postgres
        }
    }

    // MARK: Reading

    /// All rows, mapped.
    @inlinable public func rows<Value>(_ sql: SQL, _ map: (inout Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try visit(sql, streaming: false) { (row: inout Row) throws -> Bool in
            values.append(try map(&row))
            return true
        }
        return values
    }

    /// The first row, mapped, or nil when there is none.
    @inlinable public func first<Value>(_ sql: SQL, _ map: (inout Row) throws -> Value) throws -> Value? {
        var value: Value?
        try visit(sql, streaming: false) { (row: inout Row) throws -> Bool in
            value = try map(&row)
            return false
        }
        return value
    }

    /// Every row in turn, without holding them all: PostgreSQL hands over a thousand at a time. The body may run
    /// other statements.
    @inlinable public func each(_ sql: SQL, _ body: (inout Row) throws -> Void) throws {
        try visit(sql, streaming: true) { (row: inout Row) throws -> Bool in
            try body(&row)
            return true
        }
    }

    /// The first column of the first row; nil when there is no row or the value is NULL.
    @inlinable public func scalar<Value: DBDecodable>(_ sql: SQL, as type: Value.Type = Value.self) throws -> Value? {
        let found = try first(sql) { (row: inout Row) throws -> Value? in try row.next(Value?.self) }
        return found ?? nil
    }

    @usableFromInline func visit(_ sql: SQL, streaming: Bool, _ body: (inout Row) throws -> Bool) throws {
        try count()
        tap?.saw(TappedStatement(marked: sql.text, values: sql.values, answers: true))
        switch driver {
        case .sqlite(let database): try database.visit(sql, body)
        case .postgres(let session):
            if streaming, isInTransaction { try session.stream(sql, body) } else { try session.visit(sql, body) }
        }
    }

    // MARK: Writing

    /// Runs a statement; returns how many rows it inserted, updated or deleted.
    @discardableResult public func execute(_ sql: SQL) throws -> Int {
        try count()
        tap?.saw(TappedStatement(marked: sql.text, values: sql.values, answers: true))
        switch driver {
        case .sqlite(let database): return try database.execute(sql)
        case .postgres(let session): return try session.execute(sql)
        }
    }

    /// Runs a statement whose result nobody needs. On PostgreSQL it is sent without waiting; its error surfaces at
    /// a later statement, at the end of `nested`, or at the commit.
    public func send(_ sql: SQL) throws {
        try count()
        tap?.saw(TappedStatement(marked: sql.text, values: sql.values, answers: false))
        switch driver {
        case .sqlite(let database): _ = try database.execute(sql)
        case .postgres(let session):
            if isInTransaction { try session.send(sql) } else { _ = try session.execute(sql) }
        }
    }

    func count() throws {
        statementCount += 1
        if !isInTransaction { clearFailure() } else if let failure { throw failure }
    }

    /// The failure that spoiled the transaction, as seen by every statement after it.
    var failure: DBError? {
        switch driver {
        case .sqlite(let database): database.failure
        case .postgres(let session): session.failure
        }
    }

    func clearFailure() {
        switch driver {
        case .sqlite(let database): database.failure = nil
        case .postgres(let session): session.failure = nil
        }
    }

    /// How many prepared statements the connection keeps.
    package var preparedStatements: Int {
        switch driver {
        case .sqlite(let database): database.cachedStatements
        case .postgres(let session): session.cachedStatements
        }
    }

    /// Runs `SAVEPOINT`, `BEGIN` and the like.
    func control(_ text: String, waits: Bool = true) throws {
        switch driver {
        case .sqlite(let database): try database.run(text)
        case .postgres(let session): try session.control(text, waits: waits)
        }
    }

    /// Waits for everything that was sent; throws the first failure among it.
    func settle() throws {
        switch driver {
        case .sqlite: return
        case .postgres(let session): try session.settle()
        }
    }
}
