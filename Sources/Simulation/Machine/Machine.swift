import Identity
import Kernel
import Logging
import Platform
import Store
import Synchronization

/// One simulated computer with Martlet on it: a disk, a clock, chance, and a process that can die and be started again.
/// One thread drives it, and nothing happens but what that thread lets happen.
final class Machine {
    let clock: ManualClock
    let chance: RoundChance
    let fault = PlannedFault()
    let journal = Journal.Pages()
    private let registry: Registry
    private let turns = Turns()
    private var engine: SteppedEngine
    /// The process that runs now.
    private(set) var installation: Installation
    /// Where people come in.
    private(set) var door: Authenticator
    /// How often it was started again.
    private(set) var restarts = 0

    init(_ registry: Registry, on disk: MemoryDisk, at now: Instant) throws {
        self.registry = registry
        clock = ManualClock(now)
        chance = RoundChance(0)
        let options = Self.options(clock, chance)
        engine = try SteppedEngine(on: disk, options: options, faults: fault)
        installation = Self.start(engine, options, registry, journal)
        door = Authenticator(installation, passwordCost: .cheap)
    }

    private static func options(_ clock: ManualClock, _ chance: RoundChance) -> StoreOptions {
        var silent = Logger(label: "simulation.store")
        silent.logLevel = .critical
        return StoreOptions(
            synchronous: .off, statementCacheSize: 4_000, clock: clock, randomness: chance, logger: silent)
    }

    private static func start(
        _ engine: SteppedEngine, _ options: StoreOptions, _ registry: Registry, _ journal: Journal.Pages
    ) -> Installation {
        Installation(
            store: Store(engine, options: options), registry: registry, clock: options.clock,
            randomness: options.randomness, log: Logger(label: "simulation") { _ in Journal(journal) })
    }

    /// Ends the process, if it still runs, and starts it on what is on the disk.
    func restart() {
        end()
        fault.plan(nil)
        let options = Self.options(clock, chance)
        engine = SteppedEngine(after: engine, options: options)
        installation = Self.start(engine, options, registry, journal)
        door = Authenticator(installation, passwordCost: .cheap)
        restarts += 1
    }

    deinit { end() }

    /// The process is gone with all it was at; what is left of its tasks ends without an effect.
    private func end() {
        engine.die()
        _ = begin { installation in await installation.abandonWork() }
        var dice = Dice(0)
        settle(&dice)
    }

    /// Begins something; it goes on when the machine is driven.
    func begin<Value: Sendable>(_ work: @escaping @Sendable (Installation) async throws -> Value) -> Pending<Value> {
        let pending = Pending<Value>()
        let installation = installation
        Background.$executor.withValue(turns) {
            _ = Background.task {
                do { pending.result = .success(try await work(installation)) } catch {
                    pending.result = .failure(error)
                }
            }
        }
        return pending
    }

    /// Drives the machine until nothing is left to do.
    func settle(_ dice: inout Dice) {
        while true {
            let (ready, reads, writes) = (turns.count, engine.waitingReads, engine.waitingWrites)
            let choices = ready + reads + (writes > 0 ? 1 : 0)
            if choices == 0 { return }
            let choice = dice.below(choices)
            if choice < ready {
                turns.run(choice)
            } else if choice < ready + reads {
                engine.read(choice - ready)
            } else {
                engine.commit(atMost: 1 + dice.below(writes))
            }
            if fault.killed { engine.die() }
        }
    }

    /// Does one thing with nothing going wrong and nobody else there.
    func alone<Value: Sendable>(_ work: @escaping @Sendable (Installation) async throws -> Value) throws -> Value {
        let pending = begin(work)
        var dice = Dice(0)
        settle(&dice)
        guard let result = pending.result else {
            throw Problem(.internal, "simulation.stuck", "Something waits for what never comes.")
        }
        return try result.get()
    }

    /// Reads what is on the disk with a shop's eyes.
    func read<Value>(_ tenant: Int64, _ body: (Reader) throws -> Value) throws -> Value {
        try look { installation, db in try body(installation.reader(as: Self.observer(tenant), on: db)) }
    }

    /// Looks at what is on the disk.
    func look<Value>(_ body: (Installation, Connection) throws -> Value) throws -> Value {
        try engine.peek { db in try body(installation, db) }
    }

    /// While it stays the same, nothing has changed on the disk; a restart begins anew.
    var writtenRows: Int64 { engine.writtenRows }

    private static func observer(_ tenant: Int64) -> Invocation {
        Invocation(tenant: tenant, caller: .system("observer"), request: RequestContext(requestID: "observer"))
    }
}

/// What will come of something that was begun.
final class Pending<Value: Sendable>: Sendable {
    private let slot = Mutex<Result<Value, any Error>?>(nil)

    var result: Result<Value, any Error>? {
        get { slot.withLock { (slot: inout Result<Value, any Error>?) in slot } }
        set { slot.withLock { (slot: inout Result<Value, any Error>?) -> Void in slot = newValue } }
    }
}
