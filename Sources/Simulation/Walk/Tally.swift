/// Counts of a run.
public struct Tally: Sendable {
    /// Things that were done or tried.
    public internal(set) var steps = 0
    /// Rounds in which something went wrong with the machine.
    public internal(set) var faults = 0
    /// How often each action stands in the logs of the shops.
    public private(set) var actions: [String: Int] = [:]
    /// How often each answer was given.
    public private(set) var answers: [String: Int] = [:]
    /// How often each action that was asked for was refused, by the code of the refusal.
    public private(set) var refusals: [String: [String: Int]] = [:]

    /// Nothing counted.
    public init() {}

    mutating func performed(_ action: String) { actions[action, default: 0] += 1 }

    mutating func answered(_ answer: Answer, to step: Step) {
        steps += 1
        answers[answer.word, default: 0] += 1
        if case .ask(let ask) = step, case .refused(let problem) = answer {
            let first = problem.errors.first.map { error in " \(error.code)" } ?? ""
            refusals[ask.action, default: [:]][problem.code + first, default: 0] += 1
        }
    }

    /// Adds the counts of another run.
    public mutating func add(_ other: Tally) {
        steps += other.steps
        faults += other.faults
        actions.merge(other.actions, uniquingKeysWith: +)
        answers.merge(other.answers, uniquingKeysWith: +)
        refusals.merge(other.refusals) { own, more in own.merging(more, uniquingKeysWith: +) }
    }
}
