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
    private let disk: MemoryDisk
    private let turns = Turns()
    private var engine: SteppedEngine
    /// The process that runs now.
    private(set) var installation: Installation
    /// How often it was started again.
    private(set) var restarts = 0

    init(_ registry: Registry, on disk: MemoryDisk, at now: Instant) throws {
        self.registry = registry
        self.disk = disk
        clock = ManualClock(now)
        chance = RoundChance(0)
        (engine, installation) = try Self.start(registry, disk, clock, chance, fault, journal)
    }

    private static func start(
        _ registry: Registry, _ disk: MemoryDisk, _ clock: ManualClock, _ chance: RoundChance, _ fault: PlannedFault,
        _ journal: Journal.Pages
    ) throws -> (SteppedEngine, Installation) {
        var silent = Logger(label: "simulation.store")
        silent.logLevel = .critical
        let options = StoreOptions(synchronous: .off, clock: clock, randomness: chance, logger: silent)
        let engine = try SteppedEngine(on: disk, options: options, faults: fault)
        let installation = Installation(
            store: Store(engine, options: options), registry: registry, clock: clock, randomness: chance,
            log: Logger(label: "simulation") { _ in Journal(journal) })
        return (engine, installation)
    }

    /// Ends the process, if it still runs, and starts it on what is on the disk.
    func restart() throws {
        engine.die()
        fault.plan(nil)
        (engine, installation) = try Self.start(registry, disk, clock, chance, fault, journal)
        restarts += 1
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
    func read<Value: Sendable>(
        _ tenant: Int64, _ body: @escaping @Sendable (Reader) throws -> Value
    ) throws -> Value {
        try alone { installation in
            try await installation.read(as: Machine.observer(tenant), body)
        }
    }

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
