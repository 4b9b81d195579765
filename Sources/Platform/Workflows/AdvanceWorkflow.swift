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
