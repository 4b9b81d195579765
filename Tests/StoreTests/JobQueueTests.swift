import Foundation
import Kernel
import StoreFixtures
import Synchronization
import Testing

@testable import Store

/// How the queue shares the database between shops.
@Suite struct JobQueueTests {
    /// A repeatable sequence of choices.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// What became of the jobs, in the order in which it was heard.
    private final class Heard: Sendable {
        let codes = Mutex<[String]>([])
        func note(_ error: (any Error)?) {
            codes.withLock { $0.append((error as? Problem)?.code ?? "done") }
        }
    }

    private func turn(
        _ shop: Int64, patience: TimeSpan = .seconds(3_600), isWanted: @escaping @Sendable () -> Bool = { true }
    )
        -> Turn
    {
        Turn(.shop(shop), patience: patience, isWanted: isWanted)
    }

    private func job(_ turn: Turn?, _ mode: Job.Mode = .write, _ heard: Heard = Heard()) -> Job {
        Job(mode, turn: turn, body: { _ in }, done: { heard.note($0) })
    }

    @Test(arguments: 1...40)
    func everyShopGetsItsShareInOrder(seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        let queue = JobQueue(limit: 100_000, clock: SystemClock())
        let shops = Int64(2 + Int.random(in: 0...6, using: &chance))
        var put: [ObjectIdentifier: (shop: Int64, number: Int)] = [:]
        var kept: [Job] = []
        var counts: [Int64: Int] = [:]
        var taken: [Int64: Int] = [:]
        /// For a shop that waits: how often each other shop was served since its own last turn.
        var passed: [Int64: [Int64: Int]] = [:]
        for _ in 0..<400 {
            for _ in 0..<Int.random(in: 0...12, using: &chance) {
                // Shop 0 asks for most.
                let shop = Bool.random(using: &chance) ? 0 : Int64.random(in: 0..<shops, using: &chance)
                let job = job(turn(shop))
                put[ObjectIdentifier(job)] = (shop, counts[shop, default: 0])
                kept.append(job)
                if counts[shop, default: 0] == taken[shop, default: 0] { passed[shop] = [:] }
                counts[shop, default: 0] += 1
                try queue.put(job)
            }
            if queue.count == 0 { continue }
            for job in try #require(queue.take(max: Int.random(in: 1...8, using: &chance))) {
                let (shop, number) = try #require(put[ObjectIdentifier(job)])
                #expect(number == taken[shop, default: 0], "within a shop, first come, first served")
                taken[shop, default: 0] += 1
                passed[shop] = [:]
                for other in counts.keys where other != shop && counts[other]! > taken[other, default: 0] {
                    passed[other, default: [:]][shop, default: 0] += 1
                    #expect(passed[other]![shop]! <= 1, "nobody has two turns while another waits for one")
                }
            }
        }
        while queue.count > 0 {
            for job in try #require(queue.take(max: 5)) {
                let (shop, number) = try #require(put[ObjectIdentifier(job)])
                #expect(number == taken[shop, default: 0])
                taken[shop, default: 0] += 1
            }
        }
        #expect(taken == counts)
    }

    @Test func aShopThatAsksForTooMuchIsRefusedAloneAndTheHouseOnlyWhenAllIsFull() throws {
        let queue = JobQueue(limit: 10, share: 4, clock: SystemClock())
        for _ in 0..<4 { try queue.put(job(turn(1))) }
        let own = #expect(throws: Problem.self) { try queue.put(self.job(self.turn(1))) }
        #expect(own?.code == "store.shop_busy" && own?.status == 429)
        try queue.put(job(turn(2)))
        for _ in 0..<5 { try queue.put(job(nil)) }
        let all = #expect(throws: Problem.self) { try queue.put(self.job(self.turn(3))) }
        #expect(all?.code == "store.busy" && all?.status == 503)
        #expect(queue.take(max: 100)?.count == 10)
        try queue.put(job(turn(1)))
    }

    @Test func whatNobodyWaitsForIsNotBegun() throws {
        let queue = JobQueue(limit: 10, clock: SystemClock())
        let heard = Heard()
        try queue.put(job(turn(1, isWanted: { false }), .write, heard))
        try queue.put(job(turn(1, patience: .microseconds(-1)), .write, heard))
        try queue.put(job(turn(1), .write, heard))
        let taken = try #require(queue.take(max: 10))
        #expect(taken.count == 1 && queue.count == 0)
        #expect(heard.codes.withLock { $0 } == ["store.deserted", "store.late"])
    }

    @Test func whatChangedSomethingIsCarriedThrough() throws {
        let queue = JobQueue(limit: 1, share: 1, clock: SystemClock())
        let mine = turn(1, patience: .microseconds(-1), isWanted: { false })
        job(mine, .read).finish(nil)
        #expect(mine.reasonToDrop(after: .seconds(1)) != nil, "a read changes nothing")
        job(mine, .write).finish(Refusal.busy.problem)
        #expect(mine.reasonToDrop(after: .seconds(1)) != nil, "a write that failed changed nothing")
        job(mine, .write).finish(nil)
        try queue.put(job(turn(1)))
        try queue.put(job(mine, .read))
        #expect(queue.take(max: 5)?.count == 2)
        let lost = turn(2, patience: .microseconds(-1))
        job(lost, .write).finish(DBError(.connection, "lost", outcomeUnknown: true))
        #expect(lost.reasonToDrop(after: .seconds(1)) == nil, "it may have been done")
    }

    @Test func anExclusiveJobComesAlone() throws {
        let queue = JobQueue(limit: 10, clock: SystemClock())
        try queue.put(job(turn(1)))
        try queue.put(job(nil, .exclusive))
        try queue.put(job(turn(2)))
        let sizes = try (0..<3).map { _ in try #require(queue.take(max: 10)).map(\.mode) }
        #expect(sizes == [[.write], [.exclusive], [.write]])
    }

    /// All that one shop asks for does not stand before the one thing another asks for.
    @Test(arguments: Engine.available)
    func aShopDoesNotWaitBehindAllOfAnother(on engine: Engine) async throws {
        let options = StoreOptions(poolSize: 1, batchLimit: 1, synchronous: .off)
        let store = try await Sample.store(engine, options)
        let gate = DispatchSemaphore(value: 0)
        let order = Heard()
        let held = Task {
            try await store.write { (_: Connection) throws -> Void in
                order.codes.withLock { $0.append("held") }
                gate.wait()
            }
        }
        while order.codes.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
        let tasks = try await queued(store, order)
        gate.signal()
        try await held.value
        for task in tasks { try await task.value }
        let place = order.codes.withLock { $0.firstIndex(of: "quiet") }
        #expect(place == 2, "\(String(describing: place))")
    }

    /// Twenty bodies of a noisy shop, then one of a quiet one, all waiting.
    private func queued(_ store: Store, _ order: Heard) async throws -> [Task<Void, any Error>] {
        var tasks: [Task<Void, any Error>] = []
        for number in 0...20 {
            tasks.append(begin(number < 20 ? "noisy" : "quiet", turn(number < 20 ? 1 : 2), store, order))
            while store.waiting <= number { try await Task.sleep(for: .milliseconds(1)) }
        }
        return tasks
    }

    private func begin(_ name: String, _ turn: Turn, _ store: Store, _ order: Heard) -> Task<Void, any Error> {
        Turn.$current.withValue(turn) {
            Task {
                try await store.write { (_: Connection) throws -> Void in order.codes.withLock { $0.append(name) } }
            }
        }
    }
}
