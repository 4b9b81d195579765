import Kernel
import Platform
import PlatformFixtures
import Store
import Synchronization

/// Jobs for the platform's own tests: what an errand does is said by its text.
struct Errand: Job {
    static let name: JobName = "errands.run"
    static let summary = "Runs an errand."
    static let retry = RetryRule(attempts: 3, first: .seconds(10), factor: 3, longest: .minutes(5), jitter: 20)
    static let redacted: Set<String> = ["secret"]

    /// `write …`, `fail`, `fail once`, `give up`, `again`, `gate …`, `late …`.
    let deed: String
    var secret: String?

    func run(_ run: JobRun) async throws {
        Trace.note("\(deed)#\(run.attempt)")
        let failure = Problem(.conflict, "errands.failed", "This errand fails.")
        switch deed.split(separator: " ").first ?? "" {
        case "fail": if deed == "fail" || run.attempt == 1 { throw failure }
        case "give": throw JobEnding.giveUp(failure)
        case "again": throw JobEnding.again(after: .minutes(1))
        case "gate": await Gates.pass(deed)
        case "late":
            await Gates.pass(deed)
            try await run.perform(WriteNote(text: deed), step: "note")
            return
        default: break
        }
        try await run.perform(WriteNote(text: deed), step: "note")
    }
}

/// The same in a queue of its own.
struct SlowErrand: Job {
    static let name: JobName = "errands.run_slowly"
    static let summary = "Runs an errand in the slow queue."
    static let queue = QueueName.slow
    let deed: String
    func run(_ run: JobRun) async throws { Trace.note("slow \(deed)") }
}

struct AskErrands: Action {
    static let name: ActionName = "errands.ask"
    static let permission: Permission = "errands.ask"
    static let summary = "Asks for errands."
    var deeds: [String]
    var at: Instant?
    var priority: Int?
    var key: String?
    var isRefused: Bool?
    var secret: String?
    var isSlow: Bool?

    func perform(in tx: Transaction) throws -> [ID<JobRecord>] {
        let jobs = try deeds.map { deed in
            if isSlow == true { return try tx.enqueue(SlowErrand(deed: deed)) }
            return try tx.enqueue(Errand(deed: deed, secret: secret), at: at, priority: priority ?? 0, key: key)
        }
        if isRefused == true { throw Problem(.conflict, "errands.refused", "Not now.") }
        return jobs
    }
}

enum ErrandsModule {
    static let module = Module(
        name: "errands", summary: "Errands.", actions: [AskErrands.self, AskFlow.self],
        jobs: [Errand.self, SlowErrand.self],
        schedules: [Schedule("errands.hourly", "Every hour.", cron: "0 * * * *", job: Errand(deed: "write hourly"))],
        workflows: [Flow.self])
}

/// What was run, by the test that asked: deeds begin with a word of their own.
enum Trace {
    private static let lines = Mutex<[String]>([])
    static func note(_ line: String) { lines.withLock { lines in lines.append(line) } }
    static func all(_ part: String) -> [String] {
        lines.withLock { lines in lines.filter { line in line.contains(part) } }
    }
}

/// Where an errand waits until the test lets it go on.
enum Gates {
    private struct Gate {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watching: [CheckedContinuation<Void, Never>] = []
    }

    private static let gates = Mutex<[String: Gate]>([:])

    static func pass(_ name: String) async {
        await withCheckedContinuation { (turn: CheckedContinuation<Void, Never>) in
            let (watching, isOpen) = gates.withLock { gates -> ([CheckedContinuation<Void, Never>], Bool) in
                var gate = gates[name] ?? Gate()
                gate.arrived += 1
                let watching = gate.watching
                gate.watching = []
                if !gate.isOpen { gate.waiting.append(turn) }
                gates[name] = gate
                return (watching, gate.isOpen)
            }
            for watcher in watching { watcher.resume() }
            if isOpen { turn.resume() }
        }
    }

    static func open(_ name: String) {
        let waiting = gates.withLock { gates -> [CheckedContinuation<Void, Never>] in
            var gate = gates[name] ?? Gate()
            gate.isOpen = true
            let waiting = gate.waiting
            gate.waiting = []
            gates[name] = gate
            return waiting
        }
        for turn in waiting { turn.resume() }
    }

    /// Returns once somebody stands at the gate.
    static func arrival(at name: String) async {
        await withCheckedContinuation { (turn: CheckedContinuation<Void, Never>) in
            let isThere = gates.withLock { gates -> Bool in
                var gate = gates[name] ?? Gate()
                if gate.arrived == 0 { gate.watching.append(turn) }
                gates[name] = gate
                return gate.arrived > 0
            }
            if isThere { turn.resume() }
        }
    }
}

/// A workflow whose steps do what its text says: `a` to `c` write a note and undo by writing another.
struct Flow: Workflow {
    static let name: WorkflowName = "errands.flow"
    static let summary = "Three notes, or none."
    static let retry = RetryRule(attempts: 3, first: .seconds(10))
    static let redacted: Set<String> = ["secret"]
    static let steps = [
        step("first"),
        WorkflowStep<Flow>(
            "kept",
            do: { flow, run in
                flow.seen.append("kept")
                return .done
            }), step("second"), step("third"),
    ]

    let note: ID<Note>
    /// `fail third`, `throw second`, `again first`, `stick first`, `gate second`.
    let plan: String
    var secret: String?
    var seen: [String] = []
    var subject: Reference { note.reference }

    static func step(_ name: StaticString) -> WorkflowStep<Flow> {
        let step = "\(name)"
        return WorkflowStep(name) { flow, run in
            Trace.note("\(flow.note) do \(step)#\(run.attempt)")
            let failure = Problem(.conflict, "errands.no_step", "This step fails.")
            if flow.plan.contains("gate \(step)") { await Gates.pass("\(flow.note) \(step)") }
            try await run.perform(WriteNote(text: "\(flow.note) \(step)"))
            if flow.plan.contains("fail \(step)") { return .failed(failure) }
            if flow.plan.contains("throw \(step)") { throw failure }
            if flow.plan.contains("again \(step)"), !flow.seen.contains("again") {
                flow.seen.append("again")
                return .again(after: .hours(1))
            }
            flow.seen.append(step)
            return .done
        } undo: { flow, run in
            Trace.note("\(flow.note) undo \(step)#\(run.attempt)")
            if flow.plan.contains("stick \(step)") { throw Problem(.conflict, "errands.sticks", "It sticks.") }
            try await run.perform(WriteNote(text: "\(flow.note) not \(step)"), part: "undo")
            flow.seen.append("not \(step)")
        }
    }
}

struct AskFlow: Action {
    static let name: ActionName = "errands.ask_flow"
    static let permission: Permission = "errands.ask"
    static let summary = "Starts a flow."
    var note: ID<Note>
    var plan: String
    var key: String?
    func perform(in tx: Transaction) throws -> ID<WorkflowRecord> {
        try tx.start(Flow(note: note, plan: plan, secret: "hush"), key: key)
    }
}

extension World {
    static func errands(_ engine: Engine, seed: UInt64 = 1, zone: String = "Europe/London") async throws -> World {
        try await World.fresh(
            engine, modules: [NotesModule.module, ErrandsModule.module], seed: seed, zone: zone)
    }

    /// Another process on the same database, with the same clock.
    func process(_ seed: UInt64, seats: JobSeats = JobSeats()) throws -> Installation {
        try Installation(
            store: installation.store, modules: PlatformModule.all + [NotesModule.module, ErrandsModule.module],
            clock: clock, randomness: SeededRandomness(seed), log: installation.log, seats: seats)
    }

    func work() async throws { try await installation.work(shop) }

    func job(_ id: ID<JobRecord>) async throws -> JobRecord { try await read { db in try db.find(id) } }

    /// The texts of the notes, in the order in which they were written.
    func notes(_ part: String = "") async throws -> [String] {
        try await read { db in
            try db.records(Note.self, where: "1 = 1", tail: "ORDER BY id").map(\.text).filter { text in
                part.isEmpty || text.contains(part)
            }
        }
    }
}

/// Worlds of one seed make the same ids; those whose records name gates have a seed each.
enum Seeds {
    private static let count = Atomic<UInt64>(1_000)
    static func next() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
