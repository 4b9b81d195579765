import ArgumentParser
import Composition
import Foundation
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
    @Option(name: [.customLong("seeds"), .customLong("runs")], help: "How many seeds, one after another.")
    var seeds = 1
    @Option(help: "How many things are done in each run.")
    var steps = 20_000
    @Option(help: "Begin no further run after so many minutes; then --seeds does not count.")
    var minutes: Int?
    @Option(help: "How many runs at the same time, each on a thread of its own.")
    var jobs = 1
    @Option(help: "busy: as a day in a shop; even: everything alike. Otherwise one seed in four is even.")
    var manner: Manner?
    @Option(help: "An action that is asked for more often; can be given several times.")
    var favour: [String] = []
    @Flag(help: "Say how often each action was done and refused, and which never was.")
    var actions = false
    @Option(help: "Append what came of it to this ledger.")
    var ledger: String?
    @Option(help: "What the ledger says the program was made of.")
    var commit = "unknown"

    func validate() throws {
        guard seeds > 0, steps > 0, minutes ?? 1 > 0, jobs > 0 else {
            throw ValidationError("--seeds, --steps, --minutes and --jobs are more than none.")
        }
    }

    func run() throws {
        let walks = SimulationWalks(
            from: seed, count: minutes == nil ? seeds : nil, until: minutes.map { .now + .seconds(60 * $0) })
        for _ in 0..<jobs { walks.begin { try walk(walks) } }
        let outcome = try walks.wait()
        if actions { show(outcome.tally) }
        if let ledger { try append(outcome, to: ledger) }
        if outcome.broken != nil { throw ExitCode(1) }
    }

    /// Walks seed after seed, in a world of its own.
    private func walk(_ walks: SimulationWalks) throws {
        let world = try SimulatedWorld(modules: Martlet.modules)
        while let next = walks.next() {
            let began = ContinuousClock.now
            let run = Simulation(world, seed: next, steps: steps, manner: manner, favouring: Set(favour))
            let report = try run.run { finding in
                Terminal.chat(
                    "seed \(next): \(finding.rule) does not hold; looking for the shortest run that shows it …")
            }
            walks.note(report) { show(report, took: ContinuousClock.now - began) }
        }
    }

    private func show(_ report: SimulationReport, took: Duration) {
        let rate = Int(Double(report.tally.steps) / max(took / .seconds(1), 0.001))
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

    /// Done, refused and for what most often, for each action there is; the rarest first.
    private func show(_ tally: Tally) {
        Terminal.answer("done\trefused\taction\tmostly refused with")
        let names = Martlet.modules.flatMap(\.actions).map { $0.name.rawValue }
        for action in names.sorted(by: { a, b in (tally.actions[a] ?? 0, a) < (tally.actions[b] ?? 0, b) }) {
            let refusals = tally.refusals[action] ?? [:]
            let most = refusals.max { a, b in (a.value, b.key) < (b.value, a.key) }
            let done = tally.actions[action].map { "\($0)" } ?? "never"
            let why = tally.actions[action] == nil ? Unreached.reasons[action] : nil
            Terminal.answer("\(done)\t\(refusals.values.reduce(0, +))\t\(action)\t\(why ?? most?.key ?? "")")
        }
    }

    private func append(_ outcome: SimulationWalks.Outcome, to ledger: String) throws {
        let result =
            outcome.broken.map { "found \($0.rule) with seed \($0.seed)" }
                ?? """
                held: \(outcome.rounds) rounds, \(outcome.tally.faults) faults, \(outcome.restarts) restarts, \
                \(outcome.tally.actions.count) of \(Martlet.modules.flatMap(\.actions).count) actions done
                """
        let last = outcome.lastSeed
        let line = [
            "simulation sqlite", commit, seed == last ? "\(seed)" : "\(seed)-\(last)", "\(outcome.tally.steps)",
            "\(Int(outcome.took / .seconds(1)))", result,
        ]
        let file = URL(fileURLWithPath: ledger)
        let head = "campaign\tcommit\tseeds\tcount\tseconds\tresult\n"
        let earlier =
            FileManager.default.fileExists(atPath: ledger) ? try String(contentsOf: file, encoding: .utf8) : head
        try (earlier + line.joined(separator: "\t") + "\n").write(to: file, atomically: true, encoding: .utf8)
    }
}

extension Manner: ExpressibleByArgument {}
