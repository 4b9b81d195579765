import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

@Suite struct WorkflowTests {
    static func start(_ world: World, _ plan: String) async throws -> (ID<WorkflowRecord>, ID<Note>) {
        let note = try await world.perform(WriteNote(text: plan)).id
        return (try await world.perform(AskFlow(note: note, plan: plan)), note)
    }

    /// What was noted about a record, without its id.
    static func notes(_ world: World, _ note: ID<Note>) async throws -> [String] {
        try await world.notes("\(note)").map { text in String(text.dropFirst("\(note) ".count)) }
    }

    @Test(arguments: Engine.available) func stepsAreDoneInOrder(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let (id, note) = try await Self.start(world, "")
        try await world.work()
        #expect(try await Self.notes(world, note) == ["first", "second", "third"])
        let answer = try await world.fetch(GetWorkflow(workflow: id))
        #expect(answer.workflow.state == .done)
        #expect(answer.steps.map(\.state) == [.done, .done, .done, .done])
        #expect(answer.value["seen"] == ["first", "kept", "second", "third"])
        #expect(!String(decoding: answer.value.bytes, as: UTF8.self).contains("hush"))
        #expect(try await world.fetch(ListWorkflows(subject: note.reference)).data.map(\.id) == [id])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatFailsIsUndoneFromTheEnd(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let (id, note) = try await Self.start(world, "fail third")
        try await world.work()
        #expect(try await Self.notes(world, note) == ["first", "second", "third", "not second", "not first"])
        let answer = try await world.fetch(GetWorkflow(workflow: id))
        #expect(answer.workflow.state == .undone && answer.workflow.reasonCode == "errands.no_step")
        #expect(answer.steps.map(\.state) == [.undone, .kept, .undone, .failed])
        let fault = try await world.events(WorkflowFaulted.self)
        #expect(fault.map(\.step) == ["third"] && fault.map(\.isStuck) == [false])
        #expect(try await world.verify() == [])
        // Asked for again it does everything anew.
        try await world.perform(RetryWorkflow(workflow: id))
        try await world.work()
        #expect(try await Self.notes(world, note).count == 10)
        #expect(try await world.fetch(GetWorkflow(workflow: id)).workflow.round == 2)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatThrowsIsTriedAgainThenUndone(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let (id, note) = try await Self.start(world, "throw second")
        for attempt in 1...3 {
            try await world.work()
            let answer = try await world.fetch(GetWorkflow(workflow: id))
            #expect(answer.steps[2].attempts == attempt)
            world.clock.advance(by: .minutes(1))
        }
        // The step may have had an effect, so it is undone too; what it wrote it wrote once.
        #expect(try await Self.notes(world, note) == ["first", "second", "not second", "not first"])
        #expect(try await world.fetch(GetWorkflow(workflow: id)).workflow.state == .undone)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func waitingHoldsNothing(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let (id, note) = try await Self.start(world, "again first")
        try await world.work()
        #expect(try await world.fetch(GetWorkflow(workflow: id)).dueAt == world.clock.now + .hours(1))
        #expect(await world.installation.jobs.isIdle)
        try await world.work()
        #expect(try await Self.notes(world, note) == ["first"])
        // Somebody does not want to wait.
        try await world.perform(RetryWorkflow(workflow: id))
        try await world.work()
        #expect(try await Self.notes(world, note) == ["first", "second", "third"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func whatCannotBeUndoneIsStuckUntilItCan(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let (id, note) = try await Self.start(world, "fail third stick first")
        for _ in 0..<4 {
            try await world.work()
            world.clock.advance(by: .minutes(1))
        }
        let stuck = try await world.fetch(GetWorkflow(workflow: id))
        #expect(stuck.workflow.state == .stuck && stuck.steps.map(\.state) == [.stuck, .kept, .undone, .failed])
        #expect(try await world.events(WorkflowFaulted.self).map(\.isStuck) == [false, true])
        #expect(try await world.verify() == [])
        try await world.perform(RetryWorkflow(workflow: id))
        #expect(try await world.fetch(GetWorkflow(workflow: id)).workflow.state == .undoing)
        #expect(try await Self.notes(world, note) == ["first", "second", "third", "not second"])
        let late = await world.refusal { try await world.perform(CancelWorkflow(workflow: id)) }
        #expect(late?.code == "workflows.not_running")
    }

    @Test(arguments: Engine.available) func cancelledInTheMiddleOfAStep(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let (id, note) = try await Self.start(world, "gate second")
        let one = world.installation
        await one.jobs.pass(one)
        await Gates.arrival(at: "\(note) second")
        try await world.perform(CancelWorkflow(workflow: id))
        Gates.open("\(note) second")
        while await !one.jobs.isIdle { await Task.yield() }
        #expect(try await Self.notes(world, note) == ["first", "second", "not second", "not first"])
        let answer = try await world.fetch(GetWorkflow(workflow: id))
        #expect(answer.workflow.state == .undone && answer.workflow.reasonCode == "workflows.cancelled")
        #expect(answer.steps.map(\.state) == [.undone, .kept, .undone, .waiting])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available) func aKeyHasOneUnfinishedWorkflow(_ engine: Engine) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        let note = try await world.perform(WriteNote(text: "n")).id
        let first = try await world.perform(AskFlow(note: note, plan: "", key: "k"))
        #expect(try await world.perform(AskFlow(note: note, plan: "", key: "k")) == first)
        try await world.work()
        #expect(try await world.perform(AskFlow(note: note, plan: "", key: "k")) != first)
        try await world.work()
        #expect(try await Self.notes(world, note).count == 6)
        #expect(try await world.verify() == [])
    }

    /// The process is killed in every step; the next one goes on, and everything happened once.
    @Test(arguments: Engine.available, ["", "fail third", "throw third"])
    func killedInEachStep(_ engine: Engine, _ plan: String) async throws {
        let world = try await World.errands(engine, seed: Seeds.next())
        for step in ["first", "second", "third"] {
            let (id, note) = try await Self.start(world, "gate \(step) \(plan)")
            let dying = try world.process(50)
            await dying.jobs.pass(dying)
            await Gates.arrival(at: "\(note) \(step)")
            await dying.abandonWork()
            Gates.open("\(note) \(step)")
            for _ in 0..<8 {
                world.clock.advance(by: .minutes(2))
                try await world.work()
            }
            let notes = try await Self.notes(world, note)
            let back = plan == "fail third" ? ["not second", "not first"] : ["not third", "not second", "not first"]
            #expect(notes == ["first", "second", "third"] + (plan.isEmpty ? [] : back), "killed in \(step)")
            #expect(try await world.fetch(GetWorkflow(workflow: id)).workflow.state == (plan.isEmpty ? .done : .undone))
        }
        #expect(try await world.verify() == [])
    }
}
