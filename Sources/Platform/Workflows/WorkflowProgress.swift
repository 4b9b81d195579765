import Kernel
import Store

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
            if state.isToBeUndone {
                if entry.undoable.contains(entry.steps[record.step]) { return try beginUndoing(entry) }
                try mark(record.step, .kept)
            }
            record.step -= 1
            record.attempts = 0
        }
        record.step = 0
        return try end(.undone)
    }

    private mutating func beginUndoing(_ entry: WorkflowEntry) throws -> Next {
        if record.attempts >= entry.retry.attempts {
            let problem = Problem(.internal, "workflows.lost", "The process that undid the step ended each time.")
            return try strand(problem, at: task(entry))
        }
        record.attempts += 1
        try mark(record.step, .undoing)
        try save()
        return .task(task(entry))
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
        if state == .done, record.round > 1 { try tx.settle(ChoreReasons.fault, about: record.id.reference) }
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
