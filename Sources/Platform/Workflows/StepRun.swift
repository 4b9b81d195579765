import Kernel

/// One attempt at a step of a workflow, or at undoing it: what the step is given to do its work with.
public struct StepRun: Sendable {
    /// The workflow.
    public let workflow: ID<WorkflowRecord>
    /// Which attempt this is, from 1; an answer to come again begins anew.
    public let attempt: Int
    /// The same text in every attempt at this step and like no other: the key to show an outside system.
    public let key: String
    /// The time.
    public var now: Instant { run.now }
    let run: JobRun

    /// Performs an action, once for each `part` of a step, however often the step is run; its input must be the same each
    /// time. Throws when another worker has the workflow: nothing happened then.
    @discardableResult
    public func perform<A: Action>(_ action: A, part: String = "do") async throws -> A.Outcome {
        try await run.perform(action, key: "\(key):\(part)")
    }

    /// The job that does the step: what is asked of systems outside is asked through it.
    public var job: JobRun { run }

    /// Answers a query.
    public func fetch<Q: Query>(_ query: Q) async throws -> Q.Output { try await run.fetch(query) }

    /// Reads from the shop's data.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        try await run.read(body)
    }
}
