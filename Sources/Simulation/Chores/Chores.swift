import Kernel
import Platform
import Store

/// A module of the simulation's own, and of campaigns: jobs and workflows that fail in every way there is, and a check that
/// what they do happens once, or not at all where it was undone.
public enum Chores {
    /// Asking for them, and all that they do.
    public static let module = Module(
        name: "chores", summary: "Jobs and workflows of the simulation.",
        migrations: [
            Migration(
                id: "chores.001", summary: "Chores and what was done for them",
                up: [
                    """
                    CREATE TABLE chore (
                        tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, kind @text NOT NULL, state @text NOT NULL,
                        first @int NOT NULL, second @int NOT NULL,
                        PRIMARY KEY (tenant, id)
                    ) @strict
                    """
                ], down: ["DROP TABLE chore"])
        ],
        resources: [Resource("chores", of: Chore.self, singular: "chore")],
        actions: [AskChore.self, NoteChore.self],
        checks: [
            Check("chores.done_once", "What is done for a chore is done once, and not at all when it was undone.") {
                db in
                try db.records(Chore.self, where: "1 = 1").compactMap { chore in
                    switch (chore.kind, chore.state, chore.first, chore.second) {
                    case (_, "asked", 0...1, 0...1), ("job", "done", 1, 0), ("flow", "done", 1, 1),
                        ("flow", "undone", 0, 0):
                        nil
                    case _: "\(chore.id), a \(chore.kind), is \(chore.state) with \(chore.first) and \(chore.second)"
                    }
                }
            }
        ], jobs: [DoChore.self], workflows: [ChoreFlow.self])
}

/// Something to be done, with how often each part of it was.
struct Chore: Record {
    static let idPrefix = "chr"
    static let table = Table("chore", "kind, state, first, second")
    let id: ID<Chore>
    var version: Int
    let kind: String
    var state: String
    var first: Int
    var second: Int

    init(id: ID<Chore>, kind: String) {
        self.id = id
        version = 1
        self.kind = kind
        state = "asked"
        first = 0
        second = 0
    }

    init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        kind = try row.next()
        state = try row.next()
        first = try row.next()
        second = try row.next()
    }

    func bind(_ values: inout Binder) {
        values.add(kind)
        values.add(state)
        values.add(first)
        values.add(second)
    }
}

/// How a chore goes.
enum Course: String, Codable, Sendable, CaseIterable {
    case well, failsOnce = "fails_once", fails, waits, sticks
}

/// Asks for a job or a workflow.
struct AskChore: Action {
    static let name: ActionName = "chores.ask"
    static let permission: Permission = "chores.ask"
    static let summary = "Asks for a chore."
    static let route = ActionRoute.create

    struct Outcome: Codable, Sendable {
        let chore: ID<Chore>
        let job: ID<JobRecord>?
        let workflow: ID<WorkflowRecord>?
    }

    var course: Course
    var isFlow: Bool

    func perform(in tx: Transaction) throws -> Outcome {
        let chore = Chore(id: tx.newID(), kind: isFlow ? "flow" : "job")
        try tx.insert(chore)
        if isFlow {
            let flow = try tx.start(ChoreFlow(chore: chore.id, course: course))
            return Outcome(chore: chore.id, job: nil, workflow: flow)
        }
        let job = try tx.enqueue(DoChore(chore: chore.id, course: course))
        return Outcome(chore: chore.id, job: job, workflow: nil)
    }
}

/// Notes that a part of a chore was done or undone.
struct NoteChore: Action {
    static let name: ActionName = "chores.note"
    static let permission: Permission = "chores.note"
    static let summary = "Notes what was done for a chore."
    static let route = ActionRoute.internalOnly

    var chore: ID<Chore>
    var first: Int
    var second: Int
    var state: String?

    func perform(in tx: Transaction) throws -> Done {
        var record = try tx.find(chore)
        record.first += first
        record.second += second
        record.state = state ?? record.state
        try tx.save(&record)
        return Done()
    }
}

/// A job that does its one part, sooner or later.
struct DoChore: Job {
    static let name: JobName = "chores.do"
    static let summary = "Does a chore."
    static let retry = RetryRule(attempts: 3, first: .seconds(1), longest: .seconds(10))

    let chore: ID<Chore>
    let course: Course

    func run(_ run: JobRun) async throws {
        let failure = Problem(.conflict, "chores.fails", "This chore fails.")
        if course == .waits, run.attempt == 1, run.now.microseconds % 3 == 0 {
            throw JobEnding.again(after: .seconds(5))
        }
        if course == .sticks { throw JobEnding.giveUp(failure) }
        try await run.perform(NoteChore(chore: chore, first: 1, second: 0), step: "first")
        if course == .fails || (course == .failsOnce && run.attempt == 1) { throw failure }
        try await run.perform(NoteChore(chore: chore, first: 0, second: 0, state: "done"), step: "done")
    }
}

/// A workflow of two parts, which is undone when the last step fails.
struct ChoreFlow: Workflow {
    static let name: WorkflowName = "chores.flow"
    static let summary = "Does both parts of a chore, or none."
    static let retry = RetryRule(attempts: 3, first: .seconds(1), longest: .seconds(10))
    static let steps = [
        WorkflowStep<ChoreFlow>(
            "begin",
            do: { flow, run in
                try await run.perform(NoteChore(chore: flow.chore, first: 0, second: 0, state: "asked"))
                return .done
            },
            undo: { flow, run in
                try await run.perform(NoteChore(chore: flow.chore, first: 0, second: 0, state: "undone"))
            }),
        WorkflowStep<ChoreFlow>(
            "first", do: { flow, run in try await flow.part(run, first: 1, second: 0) }, undo: undo(1, 0)),
        WorkflowStep<ChoreFlow>(
            "second", do: { flow, run in try await flow.part(run, first: 0, second: 1) }, undo: undo(0, 1)),
        WorkflowStep<ChoreFlow>("end") { flow, run in
            if flow.course == .fails || flow.course == .sticks {
                return .failed(Problem(.conflict, "chores.fails", "This chore fails."))
            }
            try await run.perform(NoteChore(chore: flow.chore, first: 0, second: 0, state: "done"))
            return .done
        },
    ]

    let chore: ID<Chore>
    let course: Course
    /// Which parts were done.
    var done: [String] = []
    var hasWaited: Bool?
    var subject: Reference { chore.reference }

    private mutating func part(_ run: StepRun, first: Int, second: Int) async throws -> StepOutcome {
        if course == .waits, hasWaited == nil {
            hasWaited = true
            return .again(after: .seconds(5))
        }
        try await run.perform(NoteChore(chore: chore, first: first, second: second))
        if course == .failsOnce, run.attempt == 1 { throw Problem(.conflict, "chores.fails", "Not this time.") }
        return .done
    }

    /// Takes a part back, if it was done: a step that was begun may have had no effect.
    private static func undo(
        _ first: Int, _ second: Int
    ) -> @Sendable (inout ChoreFlow, StepRun) async throws -> Void {
        { flow, run in
            if flow.course == .sticks, run.attempt < 4, first == 1, flow.hasWaited == nil {
                throw Problem(.conflict, "chores.sticks", "This cannot be undone.")
            }
            let chore = flow.chore
            let found = try await run.read { db in try db.find(chore) }
            guard first == 1 ? found.first > 0 : found.second > 0 else { return }
            try await run.perform(NoteChore(chore: flow.chore, first: -first, second: -second))
        }
    }
}
