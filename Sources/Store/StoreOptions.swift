import Kernel
import Logging

/// How a store behaves. The defaults are right for production.
public struct StoreOptions: Sendable {
    /// What a SQLite commit waits for.
    public enum Synchronous: Sendable, Hashable {
        /// Until the disk has it.
        case full
        /// For nothing: tests and throw-away simulations.
        case off
    }

    /// The isolation of write transactions on PostgreSQL. SQLite's are serial in any case.
    public enum Isolation: String, Sendable, Hashable {
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    /// SQLite's reader threads.
    public var readers: Int
    /// PostgreSQL's connections.
    public var poolSize: Int
    /// How many bodies may wait; the next one is refused with `store.busy`.
    public var queueLimit: Int
    /// How many of them may be of one shop; its next one is refused with `store.shop_busy`.
    public var queueShare: Int
    /// How many bodies share one SQLite commit at most.
    public var batchLimit: Int
    /// What a SQLite commit waits for.
    public var synchronous: Synchronous
    /// The isolation of write transactions on PostgreSQL.
    public var isolation: Isolation
    /// How long another process may hold the SQLite file before a write fails.
    public var busyTimeout: TimeSpan
    /// Prepared statements kept per connection.
    public var statementCacheSize: Int
    /// How often a body is run in all when it meets conflicts or lost connections on PostgreSQL.
    public var attempts: Int
    /// Bodies that take longer are logged at debug.
    public var slowBody: TimeSpan
    /// Where migrations take the time from.
    public var clock: any Clock
    /// Where retries take their jitter from.
    public var randomness: any Randomness
    /// Where slow bodies and refusals are reported.
    public var logger: Logger
    /// Is shown the statements of write bodies; nil in production.
    package var tap: (any StatementTap)?

    public init(
        readers: Int = 2, poolSize: Int = 4, queueLimit: Int = 2000, queueShare: Int = 500,
        batchLimit: Int = 256, synchronous: Synchronous = .full, isolation: Isolation = .readCommitted,
        busyTimeout: TimeSpan = .seconds(5), statementCacheSize: Int = 500, attempts: Int = 10,
        slowBody: TimeSpan = .milliseconds(50), clock: any Clock = SystemClock(),
        randomness: any Randomness = SystemRandomness(), logger: Logger = Logger(label: "martlet.store")
    ) {
        self.readers = readers
        self.poolSize = poolSize
        self.queueLimit = queueLimit
        self.queueShare = queueShare
        self.batchLimit = batchLimit
        self.synchronous = synchronous
        self.isolation = isolation
        self.busyTimeout = busyTimeout
        self.statementCacheSize = statementCacheSize
        self.attempts = attempts
        self.slowBody = slowBody
        self.clock = clock
        self.randomness = randomness
        self.logger = logger
    }
}
