import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

/// What becomes of a request that is sent again after the shop changed its mind about what has to wait.
@Suite struct HeldRequestTests {
    @Test(
        "A request that was answered is answered again, though it would have to wait by now",
        arguments: Engine.available)
    func answeredBefore(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        let note = try await world.perform(WriteNote(text: "first"))
        let change = ChangeNote(note: note.id, text: "second")
        let first = try await world.installation.perform(change, as: world.invocation(key: "k"))
        #expect(first.state == .done)
        try await world.perform(SetSettingFor("approvals.required_actions", ["notes.change"]))
        let again = try await world.installation.perform(change, as: world.invocation(key: "k"))
        #expect(again.state == .replayed && again.json == first.json)
        #expect(try await world.audits("approvals.request") == 0)
        let other = await world.refusal {
            let changed = ChangeNote(note: note.id, text: "third")
            _ = try await world.installation.perform(changed, as: world.invocation(key: "k"))
        }
        #expect(other?.code == "idempotency_key_reused")
    }

    @Test("A request that waits goes on waiting, though it would not have to by now", arguments: Engine.available)
    func heldBefore(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        let note = try await world.perform(WriteNote(text: "first"))
        let change = ChangeNote(note: note.id, text: "second")
        try await world.perform(SetSettingFor("approvals.required_actions", ["notes.change"]))
        let held = try await world.installation.perform(change, as: world.invocation(key: "k"))
        let approval = try #require(held.effects.approval)
        try await world.perform(SetSettingFor("approvals.required_actions", []))
        let again = try await world.installation.perform(change, as: world.invocation(key: "k"))
        #expect(again.state == .held && again.effects.approval == approval)
        try await world.decide(approval, "approve", as: World.person("boss", ["notes.*", "approvals.*"]))
        #expect(try await world.audits("notes.change") == 1, "one key has one effect")
    }

    @Test("What happened to a record is told in order, though the clock was set back", arguments: Engine.available)
    func eventsInOrder(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        let note = try await world.perform(WriteNote(text: "first"))
        try await world.perform(SetSettingFor("approvals.required_actions", ["notes.change"]))
        let change = ChangeNote(note: note.id, text: "second")
        let held = try await world.installation.perform(change, as: world.invocation())
        let approval = try #require(held.effects.approval)
        world.clock.advance(by: .minutes(-10))
        try await world.decide(approval, "approve", as: World.person("boss", ["notes.*", "approvals.*"]))
        try await world.settle()
        let told = try await world.read { db in try db.events(about: approval.reference).map(\.name) }
        #expect(told == ["approvals.requested.v1", "approvals.decided.v1"])
    }
}
