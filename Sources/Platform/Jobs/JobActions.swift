import Kernel
import Store

/// Lets a dead or cancelled job be tried again from its first attempt, and one that waits for its time at once.
struct RetryJob: Action {
    static let name: ActionName = "job_runs.retry"
    static let permission = Permission.jobRunsManage
    static let summary = "Tries a dead or cancelled job again, and one that waits for its time at once."
    static var emits: [any Event.Type] { [JobRetried.self] }

    var jobRun: ID<JobRecord>

    func perform(in tx: Transaction) throws -> JobView {
        var job = try tx.find(jobRun)
        switch job.state {
        case .waiting: break
        case .running: throw Self.underWay(job)
        case .done, .dead, .cancelled:
            try requireFreeKey(of: job, in: tx)
            try job.move(to: .waiting, at: tx.now)
            job.attempts = 0
        }
        job.dueAt = tx.now
        try tx.save(&job)
        try tx.announceJobs()
        try tx.emit(JobRetried(job: job.id, name: job.name))
        return JobView(job, in: tx.registry)
    }

    /// Its worker's lease is for the worker to end.
    private static func underWay(_ job: JobRecord) -> Problem {
        Problem(
            .conflict, "job_runs.under_way", "A worker is at this job at this moment.",
            remedy: "Wait until the attempt has ended; or cancel the job, and then try it again.",
            details: ["job_run": job.id.description])
    }

    private func requireFreeKey(of job: JobRecord, in tx: Transaction) throws {
        guard let key = job.key else { return }
        let other: ID<JobRecord>? = try tx.scalar(
            """
            SELECT id FROM job WHERE tenant = \(tx.tenant) AND name = \(job.name.rawValue) AND key = \(key)
                AND state IN ('waiting', 'running')
            """)
        guard let other else { return }
        throw Problem(
            .conflict, "job_runs.asked_again", "The same work was asked for again and is under way.",
            remedy: "Look at the other job; nothing needs to be done here.", details: ["job_run": other.description])
    }
}

/// Decides that a job is not to be done. One that runs is stopped where it is: what it has done stays, and what it would do
/// from now on counts for nothing.
struct CancelJob: Action {
    static let name: ActionName = "job_runs.cancel"
    static let permission = Permission.jobRunsManage
    static let summary = "Cancels a job that is not done; one that runs is stopped where it is."
    static let inverse: ActionName? = "job_runs.retry"
    static var emits: [any Event.Type] { [JobCancelled.self] }

    var jobRun: ID<JobRecord>

    func perform(in tx: Transaction) throws -> JobView {
        var job = try tx.find(jobRun)
        let worker = job.worker
        try job.move(to: .cancelled, at: tx.now)
        try tx.save(&job)
        if let worker {
            try AttemptBook.cancelled(job, worker: worker, in: tx)
            try tx.announceLeases()
        }
        try tx.settle(ChoreReasons.dead, about: job.id.reference)
        try tx.emit(JobCancelled(job: job.id, name: job.name))
        return JobView(job, in: tx.registry)
    }
}

/// Removes jobs that ended long ago, with their attempts. Dead ones stay until somebody has looked at them.
struct SweepJobs: Action {
    static let name: ActionName = "job_runs.sweep"
    static let permission = Permission.jobRunsManage
    static let summary = "Removes jobs that ended longer ago than the shop keeps them."
    static let route = ActionRoute.internalOnly

    /// How many at a time.
    static let portion = 2_000

    /// How long jobs that ended are kept.
    static let keep = Setting<Int>(
        "jobs.keep_days", "For how many days jobs that ended are kept, 1 to 3650.", default: 30
    ) { days in (1...3_650).contains(days) ? nil : "Choose 1 to 3650 days." }

    /// Once a day's worth is over, so that there are few such removals.
    static let sweep = Sweep("job_runs") { db in
        let last = db.now - .days(Int64(try db.setting(keep)) + 1)
        let found: ID<JobRecord>? = try db.scalar(
            """
            SELECT id FROM job WHERE tenant = \(db.tenant) AND state IN ('done', 'cancelled') AND finished_at < \(last)
            LIMIT 1
            """)
        return found.map { _ in SweepJobs() }
    }

    struct Outcome: Codable, Sendable {
        let removed: Int
    }

    func perform(in tx: Transaction) throws -> Outcome {
        let last = tx.now - .days(Int64(try tx.setting(Self.keep)))
        let removed = try tx.execute(
            """
            DELETE FROM job WHERE tenant = \(tx.tenant) AND id IN (
                SELECT j.id FROM job j WHERE j.tenant = \(tx.tenant) AND j.state IN ('done', 'cancelled')
                    AND j.finished_at < \(last)
                ORDER BY j.finished_at LIMIT \(Self.portion))
            """)
        return Outcome(removed: removed)
    }
}

extension Transaction {
    /// Tells workers that there is something to do.
    func announceJobs() throws { try db.announce("jobs") }
    /// Tells workers that some of them may have lost a job.
    func announceLeases() throws { try db.announce("leases") }
}

/// Somebody asked for a job again.
struct JobRetried: Event {
    static let name: EventName = "job_runs.retried.v1"
    static let summary = "Somebody let a job be tried again."
    let job: ID<JobRecord>
    let name: JobName
    var subject: Reference { job.reference }
}

/// Somebody cancelled a job.
struct JobCancelled: Event {
    static let name: EventName = "job_runs.cancelled.v1"
    static let summary = "Somebody cancelled a job that was not done."
    let job: ID<JobRecord>
    let name: JobName
    var subject: Reference { job.reference }
}
