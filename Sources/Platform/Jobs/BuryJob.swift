import Kernel
import Store

/// Makes a job that was tried often enough a dead letter, and says so where people look. Performed by workers.
struct BuryJob: Action {
    static let name: ActionName = "job_runs.bury"
    static let permission = Permission.jobRunsManage
    static let summary = "Makes a job that was tried often enough a dead letter."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [JobDied.self] }

    var jobRun: ID<JobRecord>
    var code: String
    var error: String

    func perform(in tx: Transaction) throws -> Done {
        var job = try tx.find(jobRun)
        try job.move(to: .dead, at: tx.now)
        job.reasonCode = code
        job.error = error
        try tx.save(&job)
        try tx.emit(
            JobDied(job: job.id, name: job.name, attempts: job.attempts, reasonCode: code, about: job.subject))
        var details = ["job": job.name.rawValue, "code": code, "message": error, "attempts": String(job.attempts)]
        details["record"] = job.subject?.description
        try tx.raise(ChoreReasons.dead, about: job.id.reference, details: details)
        return Done()
    }
}

/// A job was tried often enough and waits for somebody.
struct JobDied: Event {
    static let name: EventName = "job_runs.died.v1"
    static let summary = "A job was tried often enough without success; it waits for somebody to look at it."
    let job: ID<JobRecord>
    let name: JobName
    let attempts: Int
    let reasonCode: String
    /// The record the job is about.
    let about: Reference?
    var subject: Reference { job.reference }
}

extension JobRecord {
    /// Moves it; what is not running has no lease, and what has ended says when.
    mutating func move(to next: State, at now: Instant) throws {
        try Self.lifecycle.move(&state, to: next)
        leaseUntil = nil
        worker = nil
        finishedAt = next == .waiting ? nil : now
    }
}

extension Permission {
    /// Seeing jobs and what came of them.
    static let jobRunsRead: Permission = "job_runs.read"
    /// Retrying and cancelling jobs.
    static let jobRunsManage: Permission = "job_runs.manage"
    /// Seeing schedules.
    static let schedulesRead: Permission = "schedules.read"
    /// Pausing schedules and choosing their times.
    static let schedulesManage: Permission = "schedules.manage"
    /// Seeing workflows and their steps.
    static let workflowsRead: Permission = "workflows.read"
    /// Retrying and cancelling workflows.
    static let workflowsManage: Permission = "workflows.manage"
}
