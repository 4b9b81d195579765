import Synchronization

/// The steps of the runner.
package enum RunnerStep: Int, Sendable, CaseIterable {
    /// May the caller, and must the action wait for somebody.
    case permission
    /// Writing down what was asked, and its digest.
    case input
    /// What the action itself does.
    case action
    /// The row of the audit log and its place in the chain.
    case audit
    /// The rows of the event log.
    case events
    /// Writing down the answer.
    case answer
    /// Keeping the answer under its key.
    case idempotency
}

/// How long the steps of a runner took, added up: for benches. In production there is none, and a step costs the look
/// whether there is.
package final class StepTimes: Sendable {
    private let nanoseconds: @Sendable () -> UInt64
    private let sums = Mutex([UInt64](repeating: 0, count: RunnerStep.allCases.count))

    /// Steps measured by a clock that only goes forward.
    package init(_ nanoseconds: @escaping @Sendable () -> UInt64) { self.nanoseconds = nanoseconds }

    /// The nanoseconds that went into a step so far.
    package func spent(on step: RunnerStep) -> UInt64 {
        sums.withLock { (sums: inout [UInt64]) -> UInt64 in sums[step.rawValue] }
    }

    fileprivate func measured<T>(_ step: RunnerStep, _ body: () throws -> T) rethrows -> T {
        let start = nanoseconds()
        defer {
            let span = nanoseconds() &- start
            sums.withLock { (sums: inout [UInt64]) -> Void in sums[step.rawValue] &+= span }
        }
        return try body()
    }
}

extension StepTimes? {
    /// Does a step, and notes how long it took where somebody wants to know.
    @inline(__always) func measuring<T>(_ step: RunnerStep, _ body: () throws -> T) rethrows -> T {
        guard let times = self else { return try body() }
        return try times.measured(step, body)
    }
}
