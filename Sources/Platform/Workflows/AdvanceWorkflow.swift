import Kernel
import Store

/// Brings a workflow on: step after step until it has ended, has to wait, or has to try again later. Between two steps is
/// one commit: what came of the one, and that the next was begun.
struct AdvanceWorkflow: Job {
    static let name: JobName = "workflows.advance"
    static let summary = "Brings a workflow on: its steps one after the other, or back again."
    static let queue: QueueName = "workflows"
    /// A step that ends its server is given up by the workflow's own rule long before.
    static let retry = RetryRule(attempts: 60, first: .seconds(1), longest: .minutes(5))

    let workflow: ID<WorkflowRecord>
    let about: Reference
    var subject: Reference? { about }

    func run(_ run: JobRun) async throws {
        var turn = try await run.fenced { tx in try WorkflowProgress(workflow, in: tx)?.begin() }
        while let task = turn {
            let report = try await task.perform(run)
            let randomness = run.installation.randomness
            let next = try await run.fenced { tx -> WorkflowProgress.Next in
                try WorkflowProgress(workflow, in: tx)?.note(report, of: task, randomness) ?? .ended
            }
            switch next {
            case .ended: return
            case .later(let span): throw JobEnding.again(after: span)
            case .task(let task): turn = task
            }
        }
    }
}

/// One thing to be done next in a workflow.
struct WorkflowTask: Sendable {
    let workflow: ID<WorkflowRecord>
    let entry: WorkflowEntry
    let round: Int
    let position: Int
    let isUndoing: Bool
    let attempt: Int
    let body: String

    var step: String { entry.steps[position] }

    /// What came of it.
    enum Report: Sendable {
        case done(body: String)
        case again(after: TimeSpan, body: String)
        case failed(Problem, body: String)
        case threw(Problem)
    }

    func perform(_ run: JobRun) async throws -> Report {
        let key = "\(workflow):\(round):\(step)\(isUndoing ? ":undo" : "")"
        let stepRun = StepRun(workflow: workflow, attempt: attempt, key: key, run: run)
        do {
            if isUndoing { return .done(body: try await entry.undo(step, body, stepRun)) }
            let (outcome, body) = try await entry.perform(step, body, stepRun)
            switch outcome {
            case .done: return .done(body: body)
            case .again(let span): return .again(after: span, body: body)
            case .failed(let problem): return .failed(problem, body: body)
            }
        } catch {
            try run.checkLease()
            return .threw(Self.problem(error))
        }
    }

    private static func problem(_ error: any Error) -> Problem {
        if let problem = error as? Problem { return problem }
        if let error = error as? DBError { return error.problem }
        return Problem(.internal, "workflows.failed", "Something went wrong on our side.", detail: "\(error)")
    }
}

/// A workflow in the transaction in which it gets on.
struct WorkflowProgress {
    private var record: WorkflowRecord
    private let entry: WorkflowEntry?
    private let tx: Transaction

    /// What is to be done after a step.
    enum Next: Sendable {
        case ended
        case later(TimeSpan)
        case task(WorkflowTask)
    }

    /// Nil when the workflow has ended.
    init?(_ id: ID<WorkflowRecord>, in tx: Transaction) throws {
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE")"
        guard let record = try tx.records(WorkflowRecord.self, where: "id = \(id)", tail: locking).first,
            record.state == .running || record.state == .undoing
        else { return nil }
        self.record = record
        entry = tx.registry.workflow(record.name)
        self.tx = tx
    }

    /// Begins the step it stands at: the attempt is counted before it is made.
    func begin() throws -> WorkflowTask? {
        var copy = self
        switch try copy.proceed() {
        case .ended, .later: return nil
        case .task(let task): return task
        }
    }

    /// Writes down what came of a task, and begins the next.
    func note(_ report: WorkflowTask.Report, of task: WorkflowTask, _ randomness: any Randomness) throws -> Next {
        var copy = self
        // Begun anew, or turned round, by somebody meanwhile: then the workflow itself says what is next.
        guard record.round == task.round else { return try copy.proceed() }
        if task.isUndoing { return try copy.noteUndo(report, of: task, randomness) }
        return try copy.noteStep(report, of: task, randomness)
    }

    private mutating func noteStep(
        _ report: WorkflowTask.Report, of task: WorkflowTask, _ randomness: any Randomness
    ) throws -> Next {
        switch report {
        case .done(let body):
            record.body = body
            try mark(task.position, .done)
            if record.state == .running {
                record.step += 1
                record.attempts = 0
            }
            return try proceed()
        case .again(let span, let body):
            record.body = body
            if record.state == .undoing { return try proceed() }
            record.attempts = 0
            try save()
            return .later(max(.milliseconds(1), span))
        case .failed(let problem, let body):
            record.body = body
            try mark(task.position, .failed, problem)
            if record.state == .running { try fault(problem, at: task) }
            return try proceed()
        case .threw(let problem):
            try mark(task.position, .running, problem)
            if record.state == .undoing { return try proceed() }
            if record.attempts >= task.entry.retry.attempts {
                try fault(problem, at: task)
                return try proceed()
            }
            try save()
            return .later(task.entry.retry.wait(after: record.attempts, randomness))
        }
    }

    private mutating func noteUndo(
        _ report: WorkflowTask.Report, of task: WorkflowTask, _ randomness: any Randomness
    ) throws -> Next {
        switch report {
        case .done(let body):
            record.body = body
            try mark(task.position, .undone)
            record.step -= 1
            record.attempts = 0
            return try proceed()
        case .threw(let problem):
            try mark(task.position, .undoing, problem)
            if record.attempts >= task.entry.retry.attempts { return try strand(problem, at: task) }
            try save()
            return .later(task.entry.retry.wait(after: record.attempts, randomness))
        case .again, .failed: throw Problem(.internal, "workflows.failed", "An undo answers done or throws.")
        }
    }

    /// Goes to what is next and begins it, or ends the workflow.
    private mutating func proceed() throws -> Next {
        guard let entry else {
            throw Problem(
                .notFound, "workflows.unknown", "This build knows no workflow '\(record.name)'.",
                remedy: "It is tried again: another server may know it.")
        }
        if record.state == .running {
            guard record.step < entry.steps.count else { return try end(.done) }
            if record.attempts >= entry.retry.attempts {
                let problem = Problem(
                    .internal, "workflows.lost", "The process that did the step ended each time.",
                    remedy: "Look at the servers' log.")
                try fault(problem, at: task(entry))
            } else {
                record.attempts += 1
                try mark(record.step, .running)
                try save()
                return .task(task(entry))
            }
        }
        return try back(entry)
    }

    /// The next step to be undone: the last of those that were begun.
    private mutating func back(_ entry: WorkflowEntry) throws -> Next {
        let states = try stepStates()
        while record.step >= 0 {
            let state = record.step < states.count ? states[record.step] : .waiting
            switch state {
            case .waiting, .failed, .undone, .kept: break
            case .done, .running, .undoing, .stuck:
                if entry.undoable.contains(entry.steps[record.step]) {
                    if record.attempts >= entry.retry.attempts {
                        let problem = Problem(
                            .internal, "workflows.lost", "The process that undid the step ended each time.")
                        return try strand(problem, at: task(entry))
                    }
                    record.attempts += 1
                    try mark(record.step, .undoing)
                    try save()
                    return .task(task(entry))
                }
                try mark(record.step, .kept)
            }
            record.step -= 1
            record.attempts = 0
        }
        record.step = 0
        return try end(.undone)
    }

    private func task(_ entry: WorkflowEntry) -> WorkflowTask {
        WorkflowTask(
            workflow: record.id, entry: entry, round: record.round, position: record.step,
            isUndoing: record.state == .undoing, attempt: record.attempts, body: record.body)
    }

    private mutating func end(_ state: WorkflowRecord.State) throws -> Next {
        try WorkflowRecord.lifecycle.move(&record.state, to: state)
        record.finishedAt = tx.now
        record.attempts = 0
        try save()
        return .ended
    }

    /// A step has failed for good: everybody hears of it, and the way back begins.
    private mutating func fault(_ problem: Problem, at task: WorkflowTask) throws {
        try save()
        record = try tx.perform(
            FaultWorkflow(workflow: record.id, step: task.step, code: problem.code, error: problem.inBrief))
    }

    /// A step could not be undone: somebody must look at it.
    private mutating func strand(_ problem: Problem, at task: WorkflowTask) throws -> Next {
        try mark(task.position, .stuck, problem)
        try save()
        record = try tx.perform(
            FaultWorkflow(workflow: record.id, step: task.step, code: problem.code, error: problem.inBrief))
        return .ended
    }

    private mutating func save() throws {
        record.updatedAt = tx.now
        try tx.save(&record)
    }

    // MARK: Steps

    private func stepStates() throws -> [StepState] {
        try tx.rows(
            """
            SELECT state FROM workflow_step
            WHERE tenant = \(tx.tenant) AND workflow = \(record.id) AND round = \(record.round) ORDER BY position
            """
        ) { row in try row.next(StepState.self) }
    }

    /// Notes where a step stands. Its number of attempts follows the workflow's while it is done.
    private func mark(_ position: Int, _ state: StepState, _ problem: Problem? = nil) throws {
        let isBegun = state == .running && problem == nil
        let ended: Instant? = state == .done || state == .failed ? tx.now : nil
        let undone: Instant? = state == .undone ? tx.now : nil
        try tx.send(
            """
            UPDATE workflow_step SET state = \(state), attempts = attempts + \(isBegun ? 1 : 0),
                reason_code = coalesce(\(problem?.code), reason_code), error = coalesce(\(problem?.inBrief), error),
                started_at = coalesce(started_at, \(tx.now)), ended_at = coalesce(\(ended), ended_at),
                undone_at = coalesce(\(undone), undone_at)
            WHERE tenant = \(tx.tenant) AND workflow = \(record.id) AND round = \(record.round) AND position = \(position)
            """)
    }
}

/// Where a step stands.
public enum StepState: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
    /// Not begun.
    case waiting
    /// Begun; what came of it is not known yet.
    case running
    case done
    /// It could not be done, and had no effect.
    case failed
    /// It is being taken back.
    case undoing
    case undone
    /// It cannot be taken back and stays as it is.
    case kept
    /// Taking it back failed.
    case stuck
}
