import Kernel
import Platform
import Store
import Synchronization

/// Jobs through the workers of this process: how soon one begins when nothing else waits, and how many small ones are done
/// in a second when there are always more.
public final class Working: Sendable {
    /// What came of it.
    public struct Report: Codable, Sendable {
        /// From the answer of the action that asked for a job to the job's first line.
        public let start: Timings
        /// Jobs that do nothing.
        public let empty: Double
        /// Jobs that perform one small action.
        public let acting: Double
    }

    /// What the workers know beside the product's modules.
    public static let module = Module(
        name: "bench", summary: "Jobs to be measured.", actions: [AskBenchJobs.self, NoteBench.self],
        jobs: [BenchJob.self])

    private let installation: Installation
    private let shop: ShopEntry
    private let stopwatch: Stopwatch

    /// Works on a database that was made by the bench; `registry` has the module.
    public init(on store: Store, _ registry: Registry, _ stopwatch: Stopwatch) async throws {
        installation = Installation(
            store: store, registry: registry, clock: SystemClock(), randomness: SystemRandomness(),
            log: store.options.logger)
        self.stopwatch = stopwatch
        shop = try await installation.shops()[0]
        Marks.now = stopwatch.now
    }

    /// Measures with workers that hear of every commit, as those of a server do.
    public func run(idle: Int, seconds: Double) async throws -> Report {
        let heard = try installation.store.announcements(of: "jobs")
        let installation = installation
        let workers = Task {
            for await _ in heard { await installation.jobs.pass(installation) }
        }
        defer { workers.cancel() }
        let start = try await latency(of: idle)
        let empty = try await throughput(seconds, acts: false)
        let acting = try await throughput(seconds, acts: true)
        return Report(start: start, empty: empty, acting: acting)
    }

    private func ask(_ count: Int, acts: Bool) async throws {
        _ = try await installation.perform(
            AskBenchJobs(count: count, acts: acts), as: installation.system("bench", tenant: shop.tenant))
    }

    /// One job after the other, each when the one before is over.
    private func latency(of count: Int) async throws -> Timings {
        let begun = stopwatch.now()
        var taken: [UInt64] = []
        for _ in 0..<count {
            let before = Marks.count
            try await ask(1, acts: false)
            let asked = stopwatch.now()
            await Marks.reach(before + 1)
            let started = Marks.last
            taken.append(started > asked ? started - asked : 0)
            while await !installation.jobs.isIdle { await Task.yield() }
        }
        return Timings(taken, in: stopwatch.seconds(since: begun))
    }

    /// Always some hundreds wait, for so many seconds; how many were begun in one of them.
    private func throughput(_ seconds: Double, acts: Bool) async throws -> Double {
        let (begun, before) = (stopwatch.now(), Marks.count)
        var asked = 0
        while stopwatch.seconds(since: begun) < seconds {
            try await ask(200, acts: acts)
            asked += 200
            await Marks.reach(before + asked - 1_000)
        }
        await Marks.reach(before + asked)
        while await !installation.jobs.isIdle { await Task.yield() }
        return Double(asked) / stopwatch.seconds(since: begun)
    }
}

/// When jobs began.
private enum Marks {
    private struct State {
        var count = 0
        var last: UInt64 = 0
        var now: @Sendable () -> UInt64 = { 0 }
        var waiting: (count: Int, turn: CheckedContinuation<Void, Never>)?
    }

    private static let state = Mutex(State())

    static var now: @Sendable () -> UInt64 {
        get { state.withLock { state in state.now } }
        set { state.withLock { state in state.now = newValue } }
    }
    static var count: Int { state.withLock { state in state.count } }
    static var last: UInt64 { state.withLock { state in state.last } }

    static func note() {
        let now = now()
        let turn = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count += 1
            state.last = now
            guard let waiting = state.waiting, state.count >= waiting.count else { return nil }
            state.waiting = nil
            return waiting.turn
        }
        turn?.resume()
    }

    /// Returns once so many have begun.
    static func reach(_ count: Int) async {
        await withCheckedContinuation { (turn: CheckedContinuation<Void, Never>) in
            let isThere = state.withLock { state -> Bool in
                if state.count < count { state.waiting = (count, turn) }
                return state.count >= count
            }
            if isThere { turn.resume() }
        }
    }
}

/// Asks for many jobs.
struct AskBenchJobs: Action {
    static let name: ActionName = "bench.ask"
    static let permission: Permission = "bench.ask"
    static let summary = "Asks for jobs to be measured."
    static let route = ActionRoute.internalOnly
    var count: Int
    var acts: Bool
    func perform(in tx: Transaction) throws -> Done {
        for _ in 0..<count { try tx.enqueue(BenchJob(acts: acts)) }
        return Done()
    }
}

/// Does next to nothing.
struct NoteBench: Action {
    static let name: ActionName = "bench.note"
    static let permission: Permission = "bench.ask"
    static let summary = "Does nothing, and is written down."
    static let route = ActionRoute.internalOnly
    func perform(in tx: Transaction) throws -> Done { Done() }
}

/// A small job.
struct BenchJob: Job {
    static let name: JobName = "bench.job"
    static let summary = "A job to be measured."
    let acts: Bool
    func run(_ run: JobRun) async throws {
        Marks.note()
        if acts { try await run.perform(NoteBench(), step: "note") }
    }
}
