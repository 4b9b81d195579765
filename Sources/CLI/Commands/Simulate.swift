import ArgumentParser
import Composition
import Kernel
import Simulation

/// Runs Martlet on a simulated computer that fails, to see whether it keeps its promises.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Walks at random through everything that can be done, on a simulated computer that fails.",
        discussion: """
            Nothing of yours is read or changed. The same seed makes the same run, with the same digest. What does not hold is \
            shown with the shortest run that shows it, and the exit code is 1.
            """)

    @Option(help: "The first seed.")
    var seed: UInt64 = 1
    @Option(help: "How many seeds, one after another.")
    var runs = 1
    @Option(help: "How many things are done in each run.")
    var steps = 20_000
    @Option(help: "Begin no further run after so many minutes; then --runs does not count.")
    var minutes: Int?
    @Option(help: "An action that is asked for more often; can be given several times.")
    var favour: [String] = []
    @Flag(help: "Say how often each action was done, and which never was.")
    var actions = false

    func validate() throws {
        guard runs > 0, steps > 0, minutes ?? 1 > 0 else {
            throw ValidationError("--runs, --steps and --minutes are more than none.")
        }
    }

    func run() throws {
        let world = try SimulatedWorld(modules: Martlet.modules)
        let clock = ContinuousClock()
        let start = clock.now
        let end = minutes.map { minutes in start + .seconds(60 * minutes) }
        var done: [String: Int] = [:]
        var next = seed
        while end.map({ clock.now < $0 }) ?? (next < seed + UInt64(runs)) {
            let began = clock.now
            let report = try Simulation(world, seed: next, steps: steps, favouring: Set(favour)).run()
            show(report, took: clock.now - began)
            for (action, count) in report.tally.actions { done[action, default: 0] += count }
            if report.violation != nil { throw ExitCode(1) }
            next += 1
        }
        if actions { show(done, of: world) }
    }

    private func show(_ report: SimulationReport, took: Duration) {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        let rate = Int(Double(report.tally.steps) / max(seconds, 0.001))
        Terminal.answer(
            """
            seed \(report.seed): \(report.tally.steps) steps in \(report.rounds) rounds, \(report.tally.faults) faults, \
            \(report.restarts) restarts, \(rate) steps/s, digest \(report.digest)
            """)
        guard let violation = report.violation else { return }
        Terminal.answer("BROKEN \(violation.finding)")
        Terminal.answer("seen in round \(violation.round), after \(violation.step) steps of seed \(report.seed)")
        if !violation.isConfirmed { Terminal.answer("It did not show again when the run was repeated; all of it:") }
        for line in violation.trace { Terminal.answer("  \(line)") }
    }

    private func show(_ done: [String: Int], of world: SimulatedWorld) {
        for action in world.actions {
            let count = done[action] ?? 0
            Terminal.answer("\(count == 0 ? "never" : "\(count)")\t\(action)")
        }
    }
}
