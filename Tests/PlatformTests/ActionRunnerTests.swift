import Kernel
import Platform
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@Suite struct ActionRunnerTests {
    func world(_ engine: Engine) async throws -> World { try await .fresh(engine, modules: [NotesModule.module]) }

    @Test(arguments: Engine.available)
    func performsAuditsAndEmitsInOneCommit(on engine: Engine) async throws {
        let world = try await world(engine)
        let note = try await world.perform(WriteNote(text: "hello", secret: "sesame"))
        #expect(note.text == "hello")
        #expect(try await world.audits("notes.write") == 1)
        #expect(try await world.events(NoteWritten.self).map(\.text) == ["hello"])
        let entries = try await world.fetch(AuditOf(action: "notes.write"))
        #expect(entries.contains("[redacted]") && !entries.contains("sesame"))
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func refusalsLeaveNothingBehind(on engine: Engine) async throws {
        let world = try await world(engine)
        let problem = await world.refusal { try await world.perform(WriteNote(text: "fail late"), key: "k") }
        #expect(problem?.code == "notes.late")
        #expect(try await world.fetch(ListNotes()).data.isEmpty)
        #expect(try await world.audits("notes.write") == 0)
        let again = try await world.perform(WriteNote(text: "fine"), key: "k")
        #expect(again.text == "fine", "a refused request does not use up its key")
    }

    @Test(arguments: Engine.available)
    func callersNeedThePermissionAndSeeOnlyTheirShop(on engine: Engine) async throws {
        let world = try await world(engine)
        let reader = World.person("reader", ["notes.read"])
        let forbidden = await world.refusal { try await world.perform(WriteNote(text: "x"), as: reader) }
        #expect(forbidden?.code == "forbidden")
        let unknown = await world.refusal { try await world.perform(WriteNote(text: "x"), as: .nobody) }
        #expect(unknown?.code == "unauthorized")
        let note = try await world.perform(WriteNote(text: "mine"))
        let other = try await world.anotherShop()
        let foreign = await world.refusal { try await world.perform(ChangeNote(note: note.id, text: "y"), in: other) }
        let absent = await world.refusal {
            try await world.perform(ChangeNote(note: ID(raw: world.installation.ids.next()), text: "y"), in: other)
        }
        #expect(foreign?.code == "not_found" && absent?.code == "not_found")
        #expect(foreign?.title == absent?.title)
        #expect(try await world.fetch(ListNotes(), in: other).data.isEmpty)
    }

    @Test(arguments: Engine.available)
    func sameKeyAndBodyIsReplayedAnotherBodyIsRefused(on engine: Engine) async throws {
        let world = try await world(engine)
        let first = try await world.installation.perform(WriteNote(text: "a"), as: world.invocation(key: "k1"))
        let second = try await world.installation.perform(WriteNote(text: "a"), as: world.invocation(key: "k1"))
        #expect(first.state == .done && second.state == .replayed)
        #expect(first.outcome?.id == second.outcome?.id)
        let other = await world.refusal { try await world.perform(WriteNote(text: "b"), key: "k1") }
        #expect(other?.code == "idempotency_key_reused")
        #expect(try await world.fetch(ListNotes()).data.count == 1)
    }

    @Test(arguments: Engine.available)
    func fiftyAtOnceWithOneKeyHaveOneEffect(on engine: Engine) async throws {
        let world = try await world(engine)
        let ids = try await withThrowingTaskGroup(of: ID<Note>.self) { group in
            for _ in 0..<50 { group.addTask { try await world.perform(WriteNote(text: "once"), key: "same").id } }
            return try await group.reduce(into: Set<ID<Note>>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await world.fetch(ListNotes()).data.count == 1)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func previewShowsEverythingAndChangesNothing(on engine: Engine) async throws {
        let world = try await world(engine)
        let note = try await world.perform(WriteNote(text: "old"))
        let preview = try await world.preview(ChangeNote(note: note.id, text: "new"))
        #expect(preview.state == .previewed)
        #expect(preview.effects.actions == ["notes.write", "notes.change"])
        #expect(preview.effects.events.count == 1)
        let change = try #require(preview.effects.changes.first { $0.kind == .saved })
        #expect(change.before?["text"]?.string == "old" && change.after?["text"]?.string == "new")
        #expect(try await world.fetch(ListNotes()).data.map(\.text) == ["old"])
        #expect(try await world.audits("notes.change") == 0)
    }

    @Test(arguments: Engine.available)
    func staleVersionsAreRefusedNotOverwritten(on engine: Engine) async throws {
        let world = try await world(engine)
        let note = try await world.perform(WriteNote(text: "v1"))
        try await world.perform(ChangeNote(note: note.id, text: "v2"))
        let stale = await world.refusal {
            _ = try await world.installation.perform(
                ChangeNote(note: note.id, text: "v3"), as: world.invocation(expectedVersion: 1))
        }
        #expect(stale?.code == "version_mismatch")
    }

    @Test(arguments: Engine.available)
    func undeclaredEventsAreABrokenInvariant(on engine: Engine) async throws {
        let world = try await world(engine)
        let problem = await world.refusal { try await world.perform(EmitUndeclared()) }
        #expect(problem?.kind == .internal && problem?.detail == nil)
    }

    @Test(arguments: Engine.available)
    func aBatchRefusesOneByOneAndReplaysByKey(on engine: Engine) async throws {
        let world = try await world(engine)
        let notes = ["a", "refuse", "b", "fail late"].map { WriteNote(text: $0) }
        let first = try await world.installation.runner.performAll(notes, as: world.invocation()) { $0.text }
        #expect(first.map { (try? $0.get()) != nil } == [true, false, true, false])
        let second = try await world.installation.runner.performAll(notes, as: world.invocation()) { $0.text }
        #expect(try first[0].get().id == second[0].get().id)
        #expect(try await world.fetch(ListNotes()).data.count == 2)
        #expect(try await world.audits("notes.write") == 2)
        let dry = try await world.installation.runner.performAll(
            [WriteNote(text: "dry")], as: world.invocation(preview: true))
        #expect(try dry[0].get().text == "dry")
        #expect(try await world.fetch(ListNotes()).data.count == 2)
        #expect(try await world.verify() == [])
    }

    @Test(arguments: Engine.available)
    func listsPageByKeysetWithoutGapsOrRepeats(on engine: Engine) async throws {
        let world = try await world(engine)
        for number in 1...7 { try await world.perform(WriteNote(text: "\(number)")) }
        var seen: [String] = []
        var after: String?
        repeat {
            let page = try await world.fetch(ListNotes(limit: 3, after: after))
            seen += page.data.map(\.text)
            after = page.next
            #expect(page.hasMore == (after != nil))
        } while after != nil
        #expect(seen == (1...7).reversed().map(String.init))
        let bad = await world.refusal { _ = try await world.fetch(ListNotes(limit: 0)) }
        #expect(bad?.errors.first?.field == "limit")
        let cursor = await world.refusal { _ = try await world.fetch(ListNotes(after: "nonsense")) }
        #expect(cursor?.code == "bad_cursor")
    }
}

/// The audit bodies of an action as one text.
struct AuditOf: Query {
    static let name: QueryName = "notes.audit_of"
    static let permission: Permission = "notes.read"
    static let summary = "For tests."
    var action: String
    func fetch(in db: Reader) throws -> String {
        try db.rows("SELECT body FROM audit_entry WHERE tenant = \(db.tenant) AND action = \(action)") { row in
            try row.next(String.self)
        }.joined()
    }
}
