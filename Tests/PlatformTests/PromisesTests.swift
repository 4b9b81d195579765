import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@Suite struct PromisesTests {
    func world(_ engine: Engine) async throws -> World { try await .fresh(engine, modules: [NotesModule.module]) }

    func copies(_ world: World) async throws -> [String] {
        let tenant = world.shop.tenant
        return try await world.read { db in
            try db.rows("SELECT text FROM note_copy WHERE tenant = \(tenant) ORDER BY seq") { row in
                try row.next(String.self)
            }
        }
    }

    @Test(arguments: Engine.available)
    func subscribersGetEachEventOnceAndInOrder(on engine: Engine) async throws {
        let world = try await world(engine)
        for number in 1...5 { try await world.perform(WriteNote(text: "\(number)")) }
        try await world.settle()
        try await world.settle()
        #expect(try await copies(world) == ["1", "2", "3", "4", "5"])
    }

    @Test(arguments: Engine.available)
    func aFailingEventIsRetriedThenDeadAndCanBeRevived(on engine: Engine) async throws {
        let world = try await world(engine)
        try await world.perform(WriteNote(text: "poison"))
        try await world.perform(WriteNote(text: "healthy"))
        try await world.settle()
        #expect(try await copies(world) == ["healthy"], "one bad event does not stop others")
        for _ in 0..<Dispatcher.attemptLimit {
            world.clock.advance(by: .seconds(1))
            try await world.settle()
        }
        world.clock.set(try Instant(parsing: "2026-03-02T09:09:59Z"))
        for _ in 0..<Dispatcher.attemptLimit { try await world.settle() }
        world.clock.set(try Instant(parsing: "2026-03-02T09:20:00Z"))
        try await world.settle()
        #expect(try await copies(world).sorted() == ["healthy", "poison"])
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func deadLettersAreFoundByVerifyAndRetried(on engine: Engine) async throws {
        let world = try await world(engine)
        try await world.perform(WriteNote(text: "poison"))
        let tenant = world.shop.tenant
        try await world.settle()
        _ = try await world.installation.store.write { db in
            try db.execute(
                "UPDATE event_failure SET attempts = \(Dispatcher.attemptLimit - 1), next_attempt_at = 0 WHERE tenant = \(tenant)"
            )
        }
        try await world.settle()
        #expect(try await world.verify().contains { $0.hasPrefix("events.no_dead_letters") })
        world.clock.set(try Instant(parsing: "2026-03-02T09:20:00Z"))
        #expect(try await world.installation.dispatcher.retryDeadLetters(tenant: tenant) == 1)
        #expect(try await world.verify() == [])
        #expect(try await copies(world) == ["poison"])
    }

    @Test(arguments: Engine.available)
    func theAuditLogRefusesChangeAndShowsTampering(on engine: Engine) async throws {
        let world = try await world(engine)
        try await world.perform(WriteNote(text: "one"))
        try await world.perform(WriteNote(text: "two"))
        let store = world.installation.store
        let refused = await world.refusal {
            _ = try await store.write { db -> Int in
                try db.execute("UPDATE audit_entry SET body = '{}' WHERE action = 'notes.write'")
            }
        }
        #expect(refused != nil)
        try await store.write { db -> Void in
            if db.engine == .sqlite {
                try db.execute("DROP TRIGGER audit_entry_no_update")
            } else {
                try db.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
            }
            try db.execute("UPDATE audit_entry SET body = '{}' WHERE action = 'notes.write'")
        }
        let findings = try await world.verify()
        #expect(findings.contains { $0.contains("was altered") })
    }

    @Test(arguments: Engine.available)
    func heldActionsWaitForSomebodyElse(on engine: Engine) async throws {
        let world = try await world(engine)
        let note = try await world.perform(WriteNote(text: "small"))
        try await world.perform(SetSettingFor("approvals.required_actions", ["notes.change"]))
        let asker = World.person("asker", ["notes.*", "approvals.*"])
        let change = ChangeNote(note: note.id, text: "big")
        let held = try await world.installation.perform(change, as: world.invocation(as: asker, key: "k"))
        #expect(held.state == .held && held.outcome == nil)
        let again = try await world.installation.perform(change, as: world.invocation(as: asker, key: "k"))
        #expect(again.effects.approval == held.effects.approval, "the same request does not ask twice")
        let other = await world.refusal {
            try await world.perform(ChangeNote(note: note.id, text: "other"), as: asker, key: "k")
        }
        #expect(other?.code == "idempotency_key_reused")
        let approval = try #require(held.effects.approval)
        #expect(try await world.fetch(ListNotes()).data.map(\.text) == ["small"])
        let own = await world.refusal { try await world.decide(approval, "approve", as: asker) }
        #expect(own?.code == "approvals.own_request")
        try await world.decide(approval, "approve", as: World.person("boss", ["notes.*", "approvals.*"]))
        #expect(try await world.fetch(ListNotes()).data.map(\.text).contains("big"))
        let decided = await world.refusal {
            try await world.decide(approval, "reject", as: World.person("boss", ["*"]))
        }
        #expect(decided?.code == "invalid_transition")
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func settingsAreTypedAndInRange(on engine: Engine) async throws {
        let world = try await world(engine)
        #expect(try await world.read { db in try db.setting(NotesModule.limit) } == 5)
        try await world.perform(SetSettingFor("notes.limit", 7))
        #expect(try await world.read { db in try db.setting(NotesModule.limit) } == 7)
        let text = await world.refusal { try await world.perform(SetSettingFor("notes.limit", "seven")) }
        let range = await world.refusal { try await world.perform(SetSettingFor("notes.limit", 70)) }
        let unknown = await world.refusal { try await world.perform(SetSettingFor("notes.nothing", 1)) }
        #expect(text?.errors.first?.code == "wrong_type")
        #expect(range?.errors.first?.code == "out_of_range")
        #expect(unknown?.code == "settings.unknown")
    }

    @Test func theRegistryRefusesUnsoundModules() {
        let doubled = Module(name: "x", summary: "x", actions: [WriteNote.self, WriteNote.self])
        #expect(throws: Problem.self) { _ = try Registry([doubled]) }
    }

    @Test func routesFollowFromNames() throws {
        let registry = try Registry(PlatformModule.all + [NotesModule.module])
        #expect(try registry.action("notes.write").route?.path == "/v1/notes")
        #expect(try registry.action("notes.change").route?.path == "/v1/notes/{note}/actions/change")
        #expect(try registry.action("approvals.approve").route?.path == "/v1/approvals/{approval}/actions/approve")
        #expect(try registry.query("approvals.get").route.path == "/v1/approvals/{approval}")
        #expect(try registry.query("notes.list").route.path == "/v1/notes")
    }
}

/// The platform's own actions by name, as every face reaches them.
struct ByName: Sendable {
    let name: String
    let input: JSON
}

func SetSettingFor(_ key: String, _ value: JSON) -> ByName {
    ByName(name: "settings.set", input: ["key": .string(key), "value": value])
}

extension World {
    @discardableResult
    func perform(_ call: ByName, as caller: Caller? = nil) async throws -> JSON? {
        let action = try installation.registry.action(call.name).decode(call.input.bytes)
        return try await installation.runner.performDecoded(action, as: invocation(as: caller)).outcome
    }

    func decide(_ approval: ID<Approval>, _ verb: String, as caller: Caller) async throws {
        try await perform(
            ByName(name: "approvals.\(verb)", input: ["approval": .string(approval.description)]), as: caller)
    }
}
