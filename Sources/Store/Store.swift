import Dispatch
import Kernel
import Synchronization

/// A database: synchronous transactions from asynchronous callers.
///
/// A body has no effect outside the connection it is given, because it may be run again (after a conflict on PostgreSQL)
/// and shares its commit with others (on SQLite). It does no input or output and nothing slow: others wait behind it.
public final class Store: Sendable {
    private enum Core: Sendable {
        case sqlite(SQLiteEngine)
        case postgres(PostgresEngine)
        case stepped(SteppedEngine)
    }

    private let core: Core
    private let announcements = Announcements()
    private let listener = Mutex<PostgresListener?>(nil)
    private let address: PostgresAddress?
    /// The options it was opened with.
    public let options: StoreOptions
    /// The engine underneath.
    public let engine: Engine
    /// The schema of the database URL; nil on SQLite and where the URL names none.
    public let schema: String?

    /// Opens `sqlite:/path/to/file`, `sqlite::memory:`, or `postgres://user@host:port/database?schema=name`.
    public static func open(_ url: String, options: StoreOptions = StoreOptions()) throws -> Store {
        try Store(url, options: options, whenClosed: { () -> Void in })
    }

    /// The same; `whenClosed` runs after the last connection was closed.
    package init(_ url: String, options: StoreOptions, whenClosed: @escaping @Sendable () -> Void) throws {
        self.options = options
        if url.hasPrefix("sqlite:") {
            var path = String(url.dropFirst(7))
            if path.hasPrefix("//") { path.removeFirst(2) }
            guard !path.isEmpty else { throw Self.unknownURL }
            engine = .sqlite
            schema = nil
            address = nil
            core = .sqlite(
                try SQLiteEngine(
                    path: path, isMemory: path == ":memory:", options: options, whenClosed: whenClosed))
        } else if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
            let address = try PostgresAddress(url)
            engine = .postgres
            schema = address.schema
            self.address = address
            core = .postgres(try PostgresEngine(address: address, options: options, whenClosed: whenClosed))
        } else {
            throw Self.unknownURL
        }
    }

    /// A store on an engine that is driven by hand: simulations.
    package init(_ engine: SteppedEngine, options: StoreOptions) {
        self.options = options
        self.engine = .sqlite
        schema = nil
        address = nil
        core = .stepped(engine)
    }

    private static var unknownURL: Problem {
        Problem(
            .invalid, "store.bad_url", "The database URL is not understood.", field: "database_url",
            remedy: "Use sqlite:/path/to/file or postgres://user@host:port/database.")
    }

    deinit { stop() }

    /// How many durable commits were made; PostgreSQL counts its own.
    package var commits: Int {
        switch core {
        case .sqlite(let engine): engine.commits.value
        case .postgres: 0
        case .stepped(let engine): engine.commits.value
        }
    }

    private func stop() {
        announcements.end()
        listener.withLock { (listener: inout PostgresListener?) -> Void in listener?.end() }
        switch core {
        case .sqlite(let engine): engine.close()
        case .postgres(let engine): engine.close()
        case .stepped(let engine): engine.close()
        }
    }

    /// Takes no further bodies, finishes those that wait, and returns when every connection is closed.
    public func close() async {
        stop()
        switch core {
        case .sqlite(let engine): await engine.wait()
        case .postgres(let engine): await engine.wait()
        case .stepped: return
        }
        await listener.withLock { (listener: inout PostgresListener?) -> PostgresListener? in listener }?.wait()
    }

    /// Hears of every commit from now on in which a topic was announced, on PostgreSQL also of those of other processes.
    /// Several commits may be heard as one.
    public func announcements(of topic: StaticString) throws -> AsyncStream<Void> {
        if let address {
            try listener.withLock { (listener: inout PostgresListener?) throws -> Void in
                if listener == nil { listener = try PostgresListener(address, announcements) }
            }
        }
        return announcements.listen(to: "\(topic)")
    }

    /// How many write bodies wait for a database thread (on PostgreSQL: bodies of any sort).
    package var waiting: Int {
        switch core {
        case .sqlite(let engine): engine.waitingWrites
        case .postgres(let engine): engine.waiting
        case .stepped(let engine): engine.waitingWrites
        }
    }

    // MARK: Asynchronous

    /// Runs a body in a write transaction. It returns after the commit is durable; when the body throws, nothing happened.
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await submit(.write, body)
    }

    /// Runs a body on a read-only snapshot.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await submit(.read, body)
    }

    /// Runs a body alone and outside any transaction, for migrations and maintenance: on SQLite between two commits, on
    /// PostgreSQL on a connection of its own under an advisory lock. `Connection.transaction` opens a transaction in it.
    public func exclusively<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await submit(.exclusive, body)
    }

    private func submit<Value: Sendable>(
        _ mode: Job.Mode, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) -> Void in
            let outcome = Outcome<Value>()
            let job = Job(
                mode, turn: Turn.current,
                body: { (connection: Connection) throws -> Void in try outcome.run(body, on: connection) },
                done: { [announcements] (error: (any Error)?) -> Void in
                    if error == nil { announcements.post(outcome.announced) }
                    continuation.resume(with: outcome.result(error))
                })
            do { try enqueue(job) } catch { continuation.resume(throwing: error) }
        }
    }

    // MARK: Blocking

    /// `write` for callers that are not asynchronous. It blocks the thread, so it must not be called from a task or a body.
    public func writeNow<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) throws -> Value {
        try wait(.write, body)
    }

    /// `read` for callers that are not asynchronous; see `writeNow`.
    public func readNow<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) throws -> Value {
        try wait(.read, body)
    }

    /// `exclusively` for callers that are not asynchronous; see `writeNow`.
    public func exclusivelyNow<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) throws -> Value {
        try wait(.exclusive, body)
    }

    private func wait<Value: Sendable>(
        _ mode: Job.Mode, _ body: @escaping @Sendable (Connection) throws -> Value
    ) throws -> Value {
        let outcome = Outcome<Value>()
        let ended = Ended()
        try enqueue(
            Job(
                mode, turn: Turn.current,
                body: { (connection: Connection) throws -> Void in try outcome.run(body, on: connection) },
                done: { [announcements] (error: (any Error)?) -> Void in
                    if error == nil { announcements.post(outcome.announced) }
                    ended.error = error
                    ended.semaphore.signal()
                }))
        ended.semaphore.wait()
        return try outcome.result(ended.error).get()
    }

    private final class Ended: @unchecked Sendable {
        let semaphore = DispatchSemaphore(value: 0)
        var error: (any Error)?
    }

    private func enqueue(_ job: Job) throws {
        switch core {
        case .sqlite(let engine): try engine.submit(job)
        case .postgres(let engine): try engine.submit(job)
        case .stepped(let engine): try engine.submit(job)
        }
    }
}
