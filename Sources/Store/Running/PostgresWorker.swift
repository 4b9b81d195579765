import Kernel

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What one PostgreSQL thread does: a transaction for each body, run again when that is safe and helps.
final class PostgresWorker {
    private let address: PostgresAddress
    private let options: StoreOptions
    private var session: PostgresSession?
    private var lane = 0

    init(_ address: PostgresAddress, _ options: StoreOptions) {
        self.address = address
        self.options = options
    }

    func close() { session = nil }

    func perform(_ job: Job) {
        switch job.mode {
        case .write:
            job.finish(
                retrying { () throws -> Void in
                    let session = try run(job, in: "BEGIN ISOLATION LEVEL \(options.isolation.rawValue)")
                    do { try session.commit() } catch { throw leave(session, error) }
                })
        case .read:
            var session: PostgresSession?
            job.finish(
                retrying { () throws -> Void in
                    session = try run(job, in: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                })
            // Nobody waits for the end of a snapshot.
            if let session { endQuietly(session) }
        case .exclusive: exclusively(job)
        }
    }

    /// Runs `attempt` again after serialization failures, deadlocks and connections lost before the commit was asked for.
    private func retrying(_ attempt: () throws -> Void) -> (any Error)? {
        var attempts = 0
        while true {
            attempts += 1
            do {
                try attempt()
                return nil
            } catch {
                guard attempts < options.attempts, let known = error as? DBError, isWorthRepeating(known, attempts)
                else {
                    return error
                }
                options.logger.debug(
                    "transaction runs again", metadata: ["attempt": "\(attempts)", "kind": "\(known.kind)"])
                pause(attempts)
            }
        }
    }

    private func isWorthRepeating(_ error: DBError, _ attempts: Int) -> Bool {
        switch error.kind {
        case .serialization: true
        case .connection: !error.outcomeUnknown && attempts < 3
        case .unique, .foreignKey, .check, .notNull, .busy, .full, .io, .corrupt, .other: false
        }
    }

    /// Waits up to 1, 2, 4 … 128 ms: random, so that those who collided do not meet again.
    private func pause(_ attempts: Int) {
        let ceiling = UInt64(1000) << UInt64(min(attempts, 7))
        usleep(UInt32(truncatingIfNeeded: options.randomness.next() % ceiling))
    }

    /// Begins a transaction, runs the body and waits for what it sent. The transaction is left open.
    private func run(_ job: Job, in begin: String) throws -> PostgresSession {
        let session = try usableSession()
        let connection = Connection(.postgres(session), lane: lane)
        do {
            session.failure = nil
            try session.control(begin, waits: false)
            connection.isInTransaction = true
            if job.mode == .write { connection.tap = options.tap }
            try job.run(connection, options)
            if let failure = session.failure { throw failure }
            return session
        } catch {
            throw leave(session, error)
        }
    }

    /// Ends a transaction that failed; returns what to tell. What the body made of a conflict or a lost connection does not
    /// matter, since it will run again.
    private func leave(_ session: PostgresSession, _ error: any Error) -> any Error {
        let failure = session.failure
        endQuietly(session)
        if let failure, isWorthRepeating(failure, 1) { return failure }
        return error
    }

    private func endQuietly(_ session: PostgresSession) {
        if !session.isLost {
            do { try session.rollback() } catch { self.session = nil }
        }
        if session.isLost || session.isStale { self.session = nil }
    }

    private func usableSession() throws -> PostgresSession {
        if let session, session.isUsable() { return session }
        session = nil
        let fresh = try PostgresSession(
            address, cacheSize: options.statementCacheSize, lockTimeout: options.busyTimeout)
        lane = try claimLane(fresh)
        session = fresh
        return fresh
    }

    /// A lane that no other connection to the database (or schema) has, in any process, for as long as this one lives: the
    /// smallest that is free.
    private func claimLane(_ session: PostgresSession) throws -> Int {
        let family = Int64(Int32(truncatingIfNeeded: Checksum.fnv1a("martlet.lane." + (address.schema ?? ""))))
        let lane: Int? = try Connection(.postgres(session), lane: 0).scalar(
            """
            SELECT n FROM generate_series(0, 9999) AS n
            WHERE pg_try_advisory_lock(\(family)::int, n) LIMIT 1
            """)
        guard let lane else { throw DBError(.connection, "ten thousand connections are open already") }
        return lane
    }

    /// A connection of its own, and only one such body at a time in the whole database (or schema), in any process.
    private func exclusively(_ job: Job) {
        do {
            let own = try PostgresSession(
                address, cacheSize: options.statementCacheSize, lockTimeout: .seconds(60))
            let connection = Connection(.postgres(own), lane: try claimLane(own))
            try connection.execute("SELECT pg_advisory_lock(\(lockKey))")
            try own.control("SET lock_timeout = '3s'", waits: true)
            try job.run(connection, options)
            job.finish(nil)
        } catch {
            job.finish(error)
        }
    }

    private var lockKey: Int64 { Int64(bitPattern: Checksum.fnv1a("martlet.exclusive." + (address.schema ?? ""))) }
}
