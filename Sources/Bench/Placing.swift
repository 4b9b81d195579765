import Kernel
import Orders
import Platform
import Store
import Synchronization

/// Places orders in this process through the runner, with so many clients at once.
public final class Placing: Sendable {
    /// What came of it.
    public struct Report: Codable, Sendable {
        /// The orders.
        public let orders: Timings
        /// The microseconds each step of the runner had of one order, by name.
        public let steps: [String: Double]
        /// How much of all steps is not the action's own.
        public let runnerShare: Double
    }

    private let installation: Installation
    private let shops: [BenchShop]
    private let stopwatch: Stopwatch
    private let steps: StepTimes
    private let last = Mutex(0)

    /// Places into these shops, one after the other by chance.
    public init(into store: Store, _ registry: Registry, articles: Int, _ stopwatch: Stopwatch) async throws {
        let steps = StepTimes(stopwatch.now)
        installation = Installation(
            store: store, registry: registry, clock: SystemClock(), randomness: SystemRandomness(),
            log: store.options.logger, steps: steps)
        self.steps = steps
        self.stopwatch = stopwatch
        shops = try await BenchShop.all(articles: articles, in: installation)
    }

    /// Runs for so many seconds after a second that does not count.
    public func run(clients: Int, seconds: Double, warm: Double = 0.5, seed: UInt64) async throws -> Report {
        let warmed = try await round(clients: clients, seconds: warm, seed: seed &+ 1_000)
        let before = RunnerStep.allCases.map { step in steps.spent(on: step) }
        let start = stopwatch.now()
        let taken = try await round(clients: clients, seconds: seconds, seed: seed)
        let orders = Timings(taken, in: stopwatch.seconds(since: start))
        last.withLock { (count: inout Int) -> Void in count = warmed.count + taken.count }
        var spent: [String: Double] = [:]
        for (step, earlier) in zip(RunnerStep.allCases, before) {
            let nanoseconds = Double(steps.spent(on: step) &- earlier)
            spent["\(step)"] = nanoseconds / 1_000 / Double(max(1, orders.count))
        }
        let all = spent.values.reduce(0, +)
        let own = all - spent["\(RunnerStep.action)", default: 0]
        return Report(orders: orders, steps: spent, runnerShare: all > 0 ? own / all : 0)
    }

    /// How many orders the last run placed, with those that do not count.
    public var placed: Int { last.withLock { (count: inout Int) -> Int in count } }

    private func round(clients: Int, seconds: Double, seed: UInt64) async throws -> [UInt64] {
        let start = stopwatch.now()
        let end = start &+ UInt64(seconds * 1e9)
        return try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for client in 0..<clients {
                group.addTask { try await self.trade(until: end, seed: seed &* 7_919 &+ UInt64(client), start) }
            }
            var all: [UInt64] = []
            for try await taken in group { all += taken }
            return all
        }
    }

    /// One client: an order, its answer, the next.
    private func trade(until end: UInt64, seed: UInt64, _ run: UInt64) async throws -> [UInt64] {
        var chance = SeededRandomness(seed).generator
        var taken: [UInt64] = []
        var begun = stopwatch.now()
        while begun < end {
            let shop = shops[Int.random(in: 0..<shops.count, using: &chance)]
            let key = "\(run)-\(seed)-\(taken.count)"
            _ = try await installation.perform(try shop.order(&chance), as: shop.till(key, key: key))
            let now = stopwatch.now()
            taken.append(now &- begun)
            begun = now
        }
        return taken
    }
}
