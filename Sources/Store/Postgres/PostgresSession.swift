import CPostgres
import Kernel

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One PostgreSQL connection, used by one thread at a time and always in pipeline mode: statements queue up, a
/// synchronization point asks for all their answers.
final class PostgresSession {
    struct Prepared {
        let name: String
    }

    /// A command that was sent and not yet answered.
    private struct Sent {
        let marked: String
        /// Set when the command prepares `marked`.
        let prepares: Bool
    }

    let pointer: OpaquePointer
    private var cache: StatementCache<Prepared>
    private var parameters = PostgresParameters()
    private var sent: [Sent] = []
    private var named = 0
    private var streams = 0
    /// Whether statements of a body wait for their answers: a savepoint must not come before those.
    private(set) var hasUnsettled = false
    /// The first statement that failed since the last savepoint.
    var failure: DBError?
    /// Set when the connection is of no further use.
    private(set) var isLost = false

    /// How many commands may wait for their answers, so that neither side's buffers fill up.
    private static let pipelineDepth = 200
    private static let streamChunk = 1000

    /// `lockTimeout` bounds every wait for somebody else's lock.
    init(_ address: PostgresAddress, cacheSize: Int, lockTimeout: TimeSpan) throws {
        pointer = try Self.connect(address, lockTimeout)
        cache = StatementCache(capacity: cacheSize)
        // From here on `deinit` ends the connection, also when this initialiser throws.
        guard PQenterPipelineMode(pointer) == 1 else {
            throw DBError(.connection, "the PostgreSQL connection has no pipeline mode")
        }
    }

    deinit { PQfinish(pointer) }

    private static func connect(_ address: PostgresAddress, _ lockTimeout: TimeSpan) throws -> OpaquePointer {
        let pairs = ["dbname", address.url, "fallback_application_name", "martlet", "connect_timeout", "5"]
        let copies = pairs.map { (text: String) -> UnsafePointer<CChar>? in UnsafePointer(strdup(text)) }
        defer { for copy in copies { free(UnsafeMutablePointer(mutating: copy)) } }
        let keywords: [UnsafePointer<CChar>?] = [copies[2], copies[4], copies[0], nil]
        let values: [UnsafePointer<CChar>?] = [copies[3], copies[5], copies[1], nil]
        guard let pointer = PQconnectdbParams(keywords, values, 1) else { throw DBError(.connection, "out of memory") }
        guard PQstatus(pointer) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(pointer))
            PQfinish(pointer)
            throw DBError(.connection, "cannot connect to PostgreSQL: \(message)")
        }
        PQsetNoticeReceiver(pointer, { (_: UnsafeMutableRawPointer?, _: OpaquePointer?) -> Void in }, nil)
        var settings = "SET client_min_messages = warning; SET client_encoding = 'UTF8';"
        settings += "SET lock_timeout = \(max(1, lockTimeout.microseconds / 1000));"
        if let schema = address.schema { settings += "SET search_path TO \"\(schema)\"" }
        let result = PQexec(pointer, settings)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            let message = String(cString: PQerrorMessage(pointer))
            PQfinish(pointer)
            throw DBError(.connection, "cannot set up the PostgreSQL connection: \(message)")
        }
        return pointer
    }

    /// Whether the connection still looks alive; notices a server that hung up while it was idle.
    func isUsable() -> Bool {
        guard !isLost, PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else { return false }
        return true
    }

    // MARK: Statements

    func visit(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        let result = try query(sql)
        defer { PQclear(result) }
        _ = try Self.walk(result, body)
    }

    func execute(_ sql: SQL) throws -> Int {
        let result = try query(sql)
        defer { PQclear(result) }
        // A SELECT changes nothing, whatever its tag counts.
        guard let tag = PQcmdStatus(result), tag[0] != 0x53, let count = PQcmdTuples(result) else { return 0 }
        return Int(String(cString: count)) ?? 0
    }

    /// Queues a statement whose result nobody needs.
    func send(_ sql: SQL) throws {
        try submit(sql)
        hasUnsettled = true
        if sent.count >= Self.pipelineDepth { try settle() }
    }

    func control(_ text: String, waits: Bool) throws {
        try submit(SQL(text: text, values: []))
        if waits { try settle() }
    }

    /// Runs a text once, without keeping it prepared: DDL.
    func executeOnce(_ text: String) throws {
        try settle()
        guard PQsendQueryParams(pointer, text, 0, nil, nil, nil, nil, 0) == 1 else { throw lost() }
        sent.append(Sent(marked: text, prepares: false))
        try settle()
    }

    /// Reads a query through a cursor, a thousand rows at a time; the transaction is free for other statements meanwhile.
    func stream(_ sql: SQL, _ body: (inout Row) throws -> Bool) throws {
        let name = "c\(streams)"
        streams += 1
        defer { streams -= 1 }
        try submit(SQL(text: "DECLARE \(name) NO SCROLL CURSOR FOR \(sql.text)", values: sql.values))
        let fetch = SQL(text: "FETCH FORWARD \(Self.streamChunk) FROM \(name)", values: [])
        do {
            while true {
                let result = try query(fetch)
                defer { PQclear(result) }
                let isWanted = try Self.walk(result, body)
                if !isWanted || PQntuples(result) < Self.streamChunk { break }
            }
        } catch {
            if failure == nil, !isLost { try submit(SQL(text: "CLOSE \(name)", values: [])) }
            throw error
        }
        try submit(SQL(text: "CLOSE \(name)", values: []))
    }

    private static func walk(_ result: OpaquePointer, _ body: (inout Row) throws -> Bool) throws -> Bool {
        let columns = PQnfields(result)
        for index in 0..<PQntuples(result) {
            var row = Row(source: .postgres(result, index), count: columns)
            guard try body(&row) else { return false }
        }
        return true
    }

    // MARK: Pipeline

    private func query(_ sql: SQL) throws -> OpaquePointer {
        try submit(sql)
        guard let result = try collect(committing: false) else { throw lost() }
        return result
    }

    private func submit(_ sql: SQL) throws {
        if isLost { throw failure ?? DBError(.connection, "the connection was lost") }
        try parameters.pack(sql.values)
        let statement = try prepare(sql.text)
        let code = parameters.withPointers { (count: Int32, values: UnsafePointer<UnsafePointer<CChar>?>?) -> Int32 in
            PQsendQueryPrepared(pointer, statement.name, count, values, nil, nil, 0)
        }
        guard code == 1 else { throw refused(sql.text) }
        sent.append(Sent(marked: sql.text, prepares: false))
    }

    private func prepare(_ marked: String) throws -> Prepared {
        if let known = cache.find(marked) { return known }
        named += 1
        let statement = Prepared(name: "s\(named)")
        guard PQsendPrepare(pointer, statement.name, SQL.render(marked, for: .postgres), 0, nil) == 1 else {
            throw refused(marked)
        }
        sent.append(Sent(marked: marked, prepares: true))
        if let evicted = cache.insert(marked, statement) {
            let text = "DEALLOCATE \(evicted.name)"
            guard PQsendQueryParams(pointer, text, 0, nil, nil, nil, nil, 0) == 1 else { throw lost() }
            sent.append(Sent(marked: text, prepares: false))
        }
        return statement
    }

    /// Waits for every answer; throws the first failure.
    func settle() throws {
        guard !sent.isEmpty else { return }
        PQclear(try collect(committing: false))
    }

    /// Commits. `DBError.outcomeUnknown` is set when the server went away before it answered.
    func commit() throws {
        try submit(SQL(text: "COMMIT", values: []))
        let result = try collect(committing: true)
        defer { PQclear(result) }
        guard let result, let tag = PQcmdStatus(result), String(cString: tag) == "COMMIT" else {
            throw failure ?? DBError(.other, "the transaction was rolled back by the server")
        }
    }

    func rollback() throws {
        do { try settle() } catch let error as DBError where !isLost { _ = error }
        try submit(SQL(text: "ROLLBACK", values: []))
        try settle()
    }

    /// Reads the answers of all commands up to a new synchronization point and returns the last one's.
    private func collect(committing: Bool) throws -> OpaquePointer? {
        defer {
            sent.removeAll(keepingCapacity: true)
            hasUnsettled = false
        }
        guard PQpipelineSync(pointer) == 1 else { throw lost(committing: committing) }
        var first: DBError?
        var last: OpaquePointer?
        for command in sent {
            guard let result = PQgetResult(pointer) else {
                PQclear(last)
                throw lost(first, committing: committing)
            }
            if let problem = judge(result, command) {
                first = first ?? problem
                PQclear(result)
            } else {
                PQclear(last)
                last = result
            }
            while let extra = PQgetResult(pointer) { PQclear(extra) }
        }
        PQclear(PQgetResult(pointer))
        if PQstatus(pointer) != CONNECTION_OK || first?.kind == .connection {
            PQclear(last)
            throw lost(first, committing: committing)
        }
        if let first {
            PQclear(last)
            failure = failure ?? first
            throw first
        }
        return last
    }

    /// The failure an answer stands for, if any. What was not prepared must not stay in the cache.
    private func judge(_ result: OpaquePointer, _ command: Sent) -> DBError? {
        let status = PQresultStatus(result)
        if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY { return nil }
        if command.prepares { cache.remove(command.marked) }
        if status == PGRES_PIPELINE_ABORTED {
            return DBError(.other, "an earlier statement failed", sql: SQL.printable(command.marked, for: .postgres))
        }
        if PostgresErrors.isStalePlan(result) {
            isStale = true
            return DBError(.serialization, "the table changed under a prepared statement")
        }
        return PostgresErrors.error(result, marked: command.marked)
    }

    /// Set when prepared statements no longer fit the schema: a new session prepares them again.
    private(set) var isStale = false

    /// How many statements are prepared; for tests.
    var cachedStatements: Int { cache.count }

    private func refused(_ marked: String) -> DBError {
        if PQstatus(pointer) != CONNECTION_OK { return lost() }
        let error = DBError(
            .other, String(cString: PQerrorMessage(pointer)), sql: SQL.printable(marked, for: .postgres))
        failure = failure ?? error
        return error
    }

    /// Marks the connection as gone. A failure that the server reported for an earlier statement settles the outcome.
    private func lost(_ earlier: DBError? = nil, committing: Bool = false) -> DBError {
        isLost = true
        sent.removeAll(keepingCapacity: true)
        if let earlier, earlier.kind != .connection {
            failure = failure ?? earlier
            return earlier
        }
        let words = PostgresText.string(PQerrorMessage(pointer)) ?? ""
        let message = earlier?.message ?? (words.isEmpty ? "the server closed the connection" : words)
        let error = DBError(.connection, message, sql: earlier?.sql ?? "", outcomeUnknown: committing)
        failure = error
        return error
    }
}
