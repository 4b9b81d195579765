import Kernel
import Platform

/// A run that can be repeated: the real domain code, runner, subscribers and background work on a simulated machine, with
/// people who ask for everything that can be asked, and storage that fails. The same seed makes the same run.
public struct Simulation: Sendable {
    /// The world it begins with.
    public let world: SimulatedWorld
    /// Decides everything.
    public let seed: UInt64
    /// How many things are done at least.
    public let steps: Int
    /// After how many rounds every promise of every module is checked.
    public let verifyEvery: Int
    /// What its walk is like.
    public let manner: Manner
    /// Actions that are asked for more often than they would be.
    public let favouring: Set<String>

    /// A run of so many steps. Unless said otherwise, one seed in four walks evenly.
    public init(
        _ world: SimulatedWorld, seed: UInt64, steps: Int, verifyEvery: Int = 2_500, manner: Manner? = nil,
        favouring: Set<String> = []
    ) {
        self.manner = manner ?? (seed.isMultiple(of: 4) ? .even : .busy)
        self.world = world
        self.seed = seed
        self.steps = steps
        self.verifyEvery = max(1, verifyEvery)
        self.favouring = favouring
    }

    /// Runs it on this thread, to the end or to the first thing that is not as it must be, which is then made as short as
    /// can be. Several may run in a process at the same time, each on a thread of its own.
    /// `noticed` hears of it before that.
    public func run(noticed: (Finding) -> Void = { _ in }) throws -> SimulationReport {
        let runner = try RoundRunner(world)
        var walk = try Walk(world, seed: seed, manner: manner, favouring: favouring)
        var rounds: [Round] = []
        do {
            while runner.tally.steps < steps {
                let round = walk.next(runner.followers)
                rounds.append(round)
                walk.learn(round, try runner.perform(round), runner.followers)
                if rounds.count.isMultiple(of: verifyEvery) { try runner.verify() }
            }
            try runner.finish()
        } catch let finding as Finding {
            noticed(finding)
            let trace = Shrinker(world, finding.rule).shorten(rounds)
            return SimulationReport(
                seed: seed, tally: runner.tally, rounds: rounds.count, restarts: runner.machine.restarts,
                digest: runner.fingerprint,
                violation: Violation(
                    finding: trace.finding ?? finding, round: rounds.last?.number ?? 0, step: runner.tally.steps,
                    trace: trace.rounds.flatMap { round in round.lines(world.shops) }, isConfirmed: trace.finding != nil
                ))
        }
        return SimulationReport(
            seed: seed, tally: runner.tally, rounds: rounds.count, restarts: runner.machine.restarts,
            digest: runner.fingerprint, violation: nil)
    }
}

/// What came of a run.
public struct SimulationReport: Sendable {
    /// The seed.
    public let seed: UInt64
    /// What was done.
    public let tally: Tally
    /// How many rounds there were; what is done in one happens at the same time.
    public let rounds: Int
    /// How often the process was started again.
    public let restarts: Int
    /// Everything that was answered, in 64 characters: the same run has the same.
    public let digest: String
    /// The first thing that was not as it must be.
    public let violation: Violation?
}

/// Something that was not as it must be, and how to see it again.
public struct Violation: Sendable {
    /// The rule, and what was seen.
    public let finding: Finding
    /// The round of the run in which it was seen.
    public let round: Int
    /// How many steps had been done before.
    public let step: Int
    /// The shortest run that was found to show it.
    public let trace: [String]
    /// Whether the trace was seen to show it; otherwise it is the whole run.
    public let isConfirmed: Bool
}
