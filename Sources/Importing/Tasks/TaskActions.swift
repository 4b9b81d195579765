import Kernel
import Platform
import Store

/// How servers share the work.
enum TaskPolicy {
    /// A server that has not said anything for so long is gone.
    static let lease = TimeSpan.seconds(20)
    /// Progress is noted no more often.
    static let noteEvery = TimeSpan.seconds(1)
    /// A task with which servers begin so often ends them.
    static let attemptLimit = 20
}

/// Takes the next task of a shop that nobody works on.
struct LeaseImportTask: Action {
    static let name: ActionName = "imports.lease_task"
    static let permission = Permission.importsRun
    static let summary = "Takes the next import or trial that nobody works on."
    static let route = ActionRoute.internalOnly

    var lease: String

    struct Outcome: Codable, Sendable { var task: ID<ImportTask>? }

    static func waits(in db: Reader) throws -> ID<ImportTask>? {
        try db.scalar(
            """
            SELECT id FROM import_task WHERE tenant = \(db.tenant) AND state IN ('waiting', 'running')
                AND (lease_until IS NULL OR lease_until < \(db.now))
            ORDER BY id LIMIT 1
            """)
    }

    func perform(in tx: Transaction) throws -> Outcome {
        guard let id = try Self.waits(in: tx) else { return Outcome() }
        var task = try tx.find(id)
        if task.state == .waiting { try task.move(to: .running, at: tx.now) }
        task.lease = lease
        task.leaseUntil = tx.now + TaskPolicy.lease
        task.attempts += 1
        task.updatedAt = tx.now
        task.phase = nil
        task.done = 0
        task.total = nil
        task.phaseSince = nil
        try tx.save(&task)
        return Outcome(task: id)
    }
}

/// Says that a server still works on a task, and how far it is.
struct KeepImportTask: Action {
    static let name: ActionName = "imports.keep_task"
    static let permission = Permission.importsRun
    static let summary = "Says that a server still works on an import, and how far it is."
    static let route = ActionRoute.internalOnly

    var task: ID<ImportTask>
    var lease: String
    var phase: ImportProgress.Phase?
    var done: Int
    var total: Int?

    func perform(in tx: Transaction) throws -> Done {
        var record = try tx.find(task)
        try record.require(lease: lease)
        if phase != record.phase {
            record.phase = phase
            record.phaseSince = tx.now
        }
        record.done = done
        record.total = total
        record.leaseUntil = tx.now + TaskPolicy.lease
        record.updatedAt = tx.now
        try tx.save(&record)
        return Done()
    }
}

/// Ends a task: it is through, or it cannot be done.
struct EndImportTask: Action {
    static let name: ActionName = "imports.end_task"
    static let permission = Permission.importsRun
    static let summary = "Ends the work of a server on an import or a trial."
    static let route = ActionRoute.internalOnly

    var task: ID<ImportTask>
    var lease: String
    var report: ImportReport?
    var failureCode: String?
    var failure: String?

    func perform(in tx: Transaction) throws -> Done {
        var record = try tx.find(task)
        try record.require(lease: lease)
        record.report = report
        record.failureCode = failureCode
        record.failure = failure
        if let report {
            record.done = report.counts.documents
            record.total = report.counts.documents
        }
        try record.move(to: failure == nil ? .finished : .failed, at: tx.now)
        try tx.save(&record)
        if let failure, let id = record.run { try fail(id, failure, in: tx) }
        return Done()
    }

    /// An import that never came so far as to say so itself.
    private func fail(_ id: ID<ImportRun>, _ failure: String, in tx: Transaction) throws {
        var run = try tx.find(id)
        guard run.state == .running, run.lease.isEmpty || run.lease == lease else { return }
        try run.move(to: .failed, at: tx.now)
        run.failure = failure
        try tx.save(&run)
    }
}
