import Kernel

/// One body waiting for a database thread.
final class Job: @unchecked Sendable {
    enum Mode {
        case write, read
        /// Alone, outside any transaction.
        case exclusive
    }

    let mode: Mode
    let turn: Turn?
    /// Since when it waits; the queue notes it.
    var since: Instant?
    private let body: (Connection) throws -> Void
    private let done: ((any Error)?) -> Void

    init(
        _ mode: Mode, turn: Turn? = nil, body: @escaping (Connection) throws -> Void,
        done: @escaping ((any Error)?) -> Void
    ) {
        self.mode = mode
        self.turn = turn
        self.body = body
        self.done = done
    }

    /// Runs the body; reports at debug when it took long, since everybody behind it waits.
    func run(_ connection: Connection, _ options: StoreOptions) throws {
        let clock = ContinuousClock()
        let start = clock.now
        defer {
            let (seconds, attoseconds) = (clock.now - start).components
            let span = TimeSpan(microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
            if span > options.slowBody, mode != .exclusive {
                options.logger.debug(
                    "slow transaction body",
                    metadata: [
                        "mode": "\(mode)", "ms": "\(span.microseconds / 1000)",
                        "statements": "\(connection.statementCount)",
                    ])
            }
        }
        try body(connection)
    }

    /// Answers whoever waits. Called once.
    func finish(_ error: (any Error)?) {
        let isDone = error == nil || (error as? DBError)?.outcomeUnknown ?? false
        if isDone && mode != .read { turn?.noteChange() }
        done(error)
    }
}

/// Carries a body's value from the database thread to whoever waits; the job's end orders the two.
final class Outcome<Value: Sendable>: @unchecked Sendable {
    var value: Value?
    /// What the body announced, heard once it is committed.
    private(set) var announced: Set<String> = []

    func run(_ body: (Connection) throws -> Value, on connection: Connection) throws {
        value = try body(connection)
        announced = connection.announced
    }

    func result(_ error: (any Error)?) -> Result<Value, any Error> {
        if let error { return .failure(error) }
        if let value { return .success(value) }
        return .failure(Problem(.internal, "store.failed", "The transaction ended without a result."))
    }
}
