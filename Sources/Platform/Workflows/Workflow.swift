import Kernel

/// The stable name of a kind of workflow, `module.what_it_brings_about`.
public struct WorkflowName: StableName {
    /// The name as it is written everywhere, for example `payments.refund`.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed names.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored name.
    public init(_ text: String) { rawValue = text }
}

/// Work of several steps that is brought to its end, or undone: each step, what came of it and the workflow's own value are
/// stored, so that a crash anywhere loses nothing and repeats nothing. The value is its stored state: what a step changes
/// in it, the next one finds.
///
/// When a step fails for good, those that were begun are undone, the last one first. The value is stored as JSON and may
/// wait for days: a new member must be optional, and steps are added at the end.
public protocol Workflow: Codable, Sendable {
    /// The stable name, `module.what_it_brings_about`.
    static var name: WorkflowName { get }
    /// One sentence for people.
    static var summary: String { get }
    /// What is done, in order.
    static var steps: [WorkflowStep<Self>] { get }
    /// How often a step, or the undoing of one, is tried.
    static var retry: RetryRule { get }
    /// Members (wire names) that are never shown.
    static var redacted: Set<String> { get }
    /// Whether its own actions raise an exception when it cannot be done, so that none is needed about the workflow.
    static var explainsFaults: Bool { get }
    /// The record it is about, on whose page it is found.
    var subject: Reference { get }
}

extension Workflow {
    /// Most steps are tried for some hours.
    public static var retry: RetryRule { RetryRule() }
    /// Of most workflows nobody else says why they failed.
    public static var explainsFaults: Bool { false }
    /// Most workflows carry no secrets.
    public static var redacted: Set<String> { [] }
}

/// One step of a workflow.
public struct WorkflowStep<W: Workflow>: Sendable {
    /// The stable name within the workflow.
    public let name: String
    let perform: @Sendable (inout W, StepRun) async throws -> StepOutcome
    let undo: (@Sendable (inout W, StepRun) async throws -> Void)?

    /// A step. `do` may be cut off and begun again: what it asks of others carries `run.key`, what it changes here it
    /// changes by `run.perform`. An error it throws is tried again by the workflow's rule.
    ///
    /// `undo` takes it back. It is called for every step that was begun, unless that answered `.failed`: so it must
    /// find out whether there is anything to take back. A step without it is kept as it is.
    public init(
        _ name: StaticString, do perform: @escaping @Sendable (inout W, StepRun) async throws -> StepOutcome,
        undo: (@Sendable (inout W, StepRun) async throws -> Void)? = nil
    ) {
        self.name = "\(name)"
        self.perform = perform
        self.undo = undo
    }
}

/// What came of a step.
public enum StepOutcome: Sendable {
    /// It is done; the next one follows at once.
    case done
    /// It has to wait for somebody: it is run again after a while, as often as it likes, and holds nothing meanwhile.
    case again(after: TimeSpan)
    /// It cannot be done, and has had no effect: what was done before it is undone.
    case failed(Problem)
}

/// A workflow as the registry sees it.
public struct WorkflowEntry: Sendable {
    /// `payments.refund`
    public let name: WorkflowName
    /// The module that declares it.
    public let module: String
    /// One sentence.
    public let summary: String
    /// The names of its steps, in order.
    public let steps: [String]
    /// Which of them can be undone.
    public let undoable: Set<String>
    /// How often a step is tried.
    public let retry: RetryRule
    /// Members that are never shown.
    public let redacted: Set<String>
    /// Whether its own actions say why it failed.
    public let explainsFaults: Bool
    /// Does a step, from the workflow's value to the value it leaves.
    let perform: @Sendable (_ step: String, _ body: String, StepRun) async throws -> (StepOutcome, String)
    /// Undoes one.
    let undo: @Sendable (_ step: String, _ body: String, StepRun) async throws -> String

    init<W: Workflow>(_ type: W.Type, module: String, faults: inout [String]) {
        name = W.name
        self.module = module
        summary = W.summary
        steps = W.steps.map(\.name)
        undoable = Set(W.steps.filter { step in step.undo != nil }.map(\.name))
        retry = W.retry
        redacted = W.redacted
        explainsFaults = W.explainsFaults
        if W.steps.isEmpty { faults.append("workflow \(W.name) has no steps") }
        if Set(steps).count != steps.count { faults.append("workflow \(W.name) has two steps of one name") }
        perform = { name, body, run in
            var value = try Wire.decode(W.self, from: Array(body.utf8))
            guard let step = W.steps.first(where: { step in step.name == name }) else { throw Self.unknown(name) }
            let outcome = try await step.perform(&value, run)
            return (outcome, String(decoding: try Wire.encode(value), as: UTF8.self))
        }
        undo = { name, body, run in
            var value = try Wire.decode(W.self, from: Array(body.utf8))
            guard let step = W.steps.first(where: { step in step.name == name }) else { throw Self.unknown(name) }
            try await step.undo?(&value, run)
            return String(decoding: try Wire.encode(value), as: UTF8.self)
        }
    }

    private static func unknown(_ step: String) -> Problem {
        Problem(
            .conflict, "workflows.unknown_step", "This build knows no step '\(step)'.",
            remedy: "Start the build that began the workflow, or cancel it.")
    }
}
