import Kernel

/// What one SQLite thread does with its connection.
struct SQLiteLoop {
    private let database: SQLiteDatabase
    private let options: StoreOptions
    private let commits: SQLiteEngine.Counter

    init(_ database: SQLiteDatabase, _ options: StoreOptions, _ commits: SQLiteEngine.Counter) {
        self.database = database
        self.options = options
        self.commits = commits
    }

    /// Performs what has gathered: writes as one group, a read or an exclusive job on its own.
    func perform(_ jobs: [Job]) {
        guard jobs.count == 1, let job = jobs.first else { return commit(jobs) }
        switch job.mode {
        case .write: commit(jobs)
        case .read: readOnWriter(job)
        case .exclusive: exclusively(job)
        }
    }

    // MARK: Writes

    /// One durable commit for all; nobody hears "done" before it returned. A body that throws loses only its own savepoint,
    /// trouble with the storage fails all of them.
    private func commit(_ jobs: [Job]) {
        var errors = [(any Error)?](repeating: nil, count: jobs.count)
        do {
            database.failure = nil
            try database.run("BEGIN IMMEDIATE")
            if jobs.count == 1 {
                do { try body(jobs[0]) } catch {
                    endTransaction()
                    return jobs[0].finish(error)
                }
            } else {
                for (index, job) in jobs.enumerated() { errors[index] = try inSavepoint(job) }
            }
            try database.commit()
            commits.increment()
        } catch {
            endTransaction()
            for job in jobs { job.finish(error) }
            return
        }
        for (index, job) in jobs.enumerated() { job.finish(errors[index]) }
    }

    /// Returns the body's own error; throws what ends the whole group.
    private func inSavepoint(_ job: Job) throws -> (any Error)? {
        try database.run("SAVEPOINT j")
        var own: (any Error)?
        do {
            try body(job)
            // What would fail the group's commit fails whoever did it.
            if database.lacksReferences { throw DBError(.foreignKey, "rows refer to rows that are not there") }
        } catch {
            if let trouble = database.failure, trouble.isStorageTrouble { throw trouble }
            if database.isAutocommit { throw database.failure ?? error }
            own = error
            try database.run("ROLLBACK TO SAVEPOINT j")
        }
        try database.run("RELEASE SAVEPOINT j")
        database.failure = nil
        return own
    }

    private func body(_ job: Job) throws {
        let connection = Connection(.sqlite(database), lane: 0)
        connection.isInTransaction = true
        try job.run(connection, options)
        // A failure that the body swallowed still spoils its transaction, as PostgreSQL has it.
        if let failure = database.failure { throw failure }
    }

    private func endTransaction() {
        // Nothing is left to do when SQLite itself has rolled back, and a failing ROLLBACK leaves no transaction either.
        if !database.isAutocommit { try? database.run("ROLLBACK") }
        database.failure = nil
    }

    // MARK: Reads

    /// One snapshot for one body.
    func read(_ job: Job) {
        do {
            database.failure = nil
            try database.run("BEGIN")
            try body(job)
            try database.run("COMMIT")
        } catch {
            endTransaction()
            return job.finish(error)
        }
        job.finish(nil)
    }

    private func readOnWriter(_ job: Job) {
        do { try database.run("PRAGMA query_only = ON") } catch { return job.finish(error) }
        let relay = Relay()
        read(
            Job(
                .read, body: { (connection: Connection) throws -> Void in try job.run(connection, options) },
                done: { (error: (any Error)?) -> Void in relay.error = error }))
        do { try database.run("PRAGMA query_only = OFF") } catch { return job.finish(error) }
        job.finish(relay.error)
    }

    private final class Relay {
        var error: (any Error)?
    }

    // MARK: Exclusive

    private func exclusively(_ job: Job) {
        let connection = Connection(.sqlite(database), lane: 0)
        var failure: (any Error)?
        do { try job.run(connection, options) } catch { failure = error }
        endTransaction()
        job.finish(failure)
    }
}
