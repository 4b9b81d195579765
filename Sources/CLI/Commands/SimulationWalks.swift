import Dispatch
import Foundation
import Simulation
import Synchronization

/// Seeds that are walked by several threads, and what comes of them.
final class SimulationWalks: Sendable {
    struct Outcome: Sendable {
        var tally = Tally()
        var rounds = 0
        var restarts = 0
        /// The first seed with which something did not hold, and what.
        var broken: (seed: UInt64, rule: String)?
        /// The last seed that was walked.
        var lastSeed: UInt64
        var took = Duration.zero
    }

    private struct State: Sendable {
        var next: UInt64
        var outcome: Outcome
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let first: UInt64
    private let count: Int?
    private let until: ContinuousClock.Instant?
    private let began = ContinuousClock.now
    private let threads = DispatchGroup()

    /// So many seeds, or as many as can be begun until then.
    init(from seed: UInt64, count: Int?, until: ContinuousClock.Instant?) {
        first = seed
        self.count = count
        self.until = until
        state = Mutex(State(next: seed, outcome: Outcome(lastSeed: seed)))
    }

    /// Begins a thread.
    func begin(_ walk: @escaping @Sendable () throws -> Void) {
        threads.enter()
        let thread = Thread {
            do { try walk() } catch { self.fail(error) }
            self.threads.leave()
        }
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Waits for all threads.
    func wait() throws -> Outcome {
        threads.wait()
        return try state.withLock { (state: inout State) throws -> Outcome in
            if let failure = state.failure { throw failure }
            state.outcome.took = ContinuousClock.now - began
            return state.outcome
        }
    }

    /// The next seed; nil when all are walked, or something did not hold.
    func next() -> UInt64? {
        state.withLock { (state: inout State) -> UInt64? in
            if state.outcome.broken != nil || state.failure != nil { return nil }
            if let until, ContinuousClock.now >= until, state.next > first { return nil }
            if let count, state.next - first >= UInt64(count) { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    /// Takes in what came of a seed; `show` is called by one thread at a time.
    func note(_ report: SimulationReport, _ show: () -> Void) {
        state.withLock { (state: inout State) -> Void in
            show()
            state.outcome.tally.add(report.tally)
            state.outcome.rounds += report.rounds
            state.outcome.restarts += report.restarts
            state.outcome.lastSeed = max(state.outcome.lastSeed, report.seed)
            if let violation = report.violation, state.outcome.broken == nil {
                state.outcome.broken = (report.seed, violation.finding.rule)
            }
        }
    }

    private func fail(_ error: any Error) {
        state.withLock { (state: inout State) -> Void in state.failure = state.failure ?? error }
    }
}
