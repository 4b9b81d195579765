import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

/// Gives up on a note: what a job does when it cannot go on.
struct GiveUpNote: Action {
    static let name: ActionName = "notes.give_up"
    static let permission: Permission = "notes.write"
    static let summary = "Notes that a note could not be sent."
    static var emits: [any Event.Type] { [] }
    var note: ID<Note>
    var message: String
    var tries: Tries?

    enum Tries: String, Codable, Sendable, CaseIterable { case change, secret, code }

    func perform(in tx: Transaction) throws -> Done {
        switch tries {
        case .change:
            let change = ChangeNote(note: note, text: "second try")
            try tx.raise("notes.lost", about: note.reference, details: ["message": message], retry: change)
        case .secret:
            try tx.raise("notes.lost", about: note.reference, retry: WriteNote(text: "again", secret: "hush"))
        case .code: try tx.raise("notes.unheard_of", about: note.reference)
        case nil: try tx.raise("notes.unsent", about: note.reference, details: ["message": message])
        }
        return Done()
    }
}

/// Sends a note again; what the reason names.
struct SendNote: Action {
    static let name: ActionName = "notes.send"
    static let permission: Permission = "notes.send"
    static let summary = "Sends a note."
    var note: ID<Note>

    func perform(in tx: Transaction) throws -> Note {
        var record = try tx.find(note)
        if record.text == "unsendable" { throw Problem(.conflict, "notes.unsendable", "It cannot be sent.") }
        record.text = "sent"
        try tx.save(&record)
        try tx.settle("notes.lost", about: note.reference)
        return record
    }
}

/// The notes with what can go wrong with them.
enum FailingNotes {
    static let module: Module = {
        var module = NotesModule.module
        module.actions += [GiveUpNote.self, SendNote.self]
        module.reasons = [
            Reason("notes.lost", "A note was lost.", remedy: "Write it again."),
            Reason(
                "notes.unsent", "A note was not sent.", remedy: "Look at the line.", retry: "notes.send",
                onRetry: "It is sent again."),
        ]
        return module
    }()

    static func world(_ engine: Engine) async throws -> World { try await .fresh(engine, modules: [module]) }
}

/// Work that did not finish: seen, counted, tried again, settled.
@Suite struct ExceptionTests {
    private func exceptions(_ world: World, _ status: WorkException.Status? = nil) async throws -> [ExceptionView] {
        var list = ListExceptions()
        list.status = status.map { [$0] }
        return try await world.fetch(list).data
    }

    @Test("One is open for each reason and record; raised again it is counted", arguments: Engine.available)
    func countedUp(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let (first, second) = (
            try await world.perform(WriteNote(text: "a")), try await world.perform(WriteNote(text: "b"))
        )
        try await world.perform(GiveUpNote(note: first.id, message: "line busy"))
        try await world.perform(GiveUpNote(note: first.id, message: "line dead"))
        try await world.perform(GiveUpNote(note: second.id, message: "line busy"))
        let open = try await exceptions(world, .open)
        #expect(open.map(\.about) == [second.id.reference, first.id.reference])
        #expect(open.map(\.occurrences) == [1, 2] && open.last?.details == ["message": "line dead"])
        #expect(open.first?.cause == "A note was not sent." && open.first?.remedy == "Look at the line.")
        #expect(try await world.events(ExceptionRaised.self).map(\.occurrences).sorted() == [1, 1, 2])
        let about = try await world.fetch(ListExceptions(about: first.id.reference)).data
        #expect(about.map(\.occurrences) == [2])
        let reasons = try await world.fetch(ListReasons())
        #expect(reasons.first { $0.code == "notes.unsent" }?.open == 2)
        #expect(reasons.first { $0.code == "notes.lost" }?.open == 0)
        #expect(try await world.verify() == [])
    }

    @Test("The one that is open is known also after the clock was set back", arguments: Engine.available)
    func clockSetBack(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let note = try await world.perform(WriteNote(text: "a"))
        world.clock.advance(by: .hours(5))
        try await world.perform(GiveUpNote(note: note.id, message: "line busy"))
        let first = try #require(try await exceptions(world).first).id
        try await world.perform(ResolveException(exception: first, notes: "Settled."))
        world.clock.advance(by: .hours(-3))
        try await world.perform(GiveUpNote(note: note.id, message: "line dead"))
        try await world.perform(GiveUpNote(note: note.id, message: "line dead"))
        #expect(try await exceptions(world, .open).map(\.occurrences) == [2])
        #expect(try await world.verify() == [])
    }

    @Test(
        "What is tried again and done is off the list; refused, it stays; failed again, it is open again",
        arguments: Engine.available)
    func triedAgain(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let note = try await world.perform(WriteNote(text: "unsendable"))
        try await world.perform(GiveUpNote(note: note.id, message: "no line"))
        let id = try #require(try await exceptions(world).first).id
        let refused = await world.refusal { try await world.perform(RetryException(exception: id)) }
        #expect(refused?.code == "notes.unsendable")
        #expect(try await exceptions(world).map(\.status) == [.open])
        let clerk = World.person("clerk", ["exceptions.*"])
        let forbidden = await world.refusal { try await world.perform(RetryException(exception: id), as: clerk) }
        #expect(forbidden?.code == "forbidden", "trying again takes the right to do it")
        try await world.perform(ChangeNote(note: note.id, text: "sendable"))
        let done = try await world.perform(RetryException(exception: id))
        #expect(done.exception.status == .resolved && done.exception.resolution == .retried)
        #expect(done.outcome?["text"]?.string == "sent")
        let twice = await world.refusal { try await world.perform(RetryException(exception: id)) }
        #expect(twice?.code == "exceptions.not_open")
        try await world.perform(GiveUpNote(note: note.id, message: "again"))
        let again = try await exceptions(world)
        #expect(again.map(\.id) == [id] && again.first?.occurrences == 2 && again.first?.status == .open)
        #expect(try await world.verify() == [])
    }

    @Test("An exception may carry the action that tries again, with its secrets masked", arguments: Engine.available)
    func carriedAction(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let note = try await world.perform(WriteNote(text: "first"))
        try await world.perform(GiveUpNote(note: note.id, message: "lost", tries: .change))
        let lost = try #require(try await exceptions(world).first)
        #expect(lost.action == "notes.change" && lost.input?["text"]?.string == "second try" && lost.onRetry != nil)
        try await world.perform(SetSettingFor("approvals.required_actions", ["notes.change"]))
        let asker = World.person("asker", ["notes.*", "exceptions.*", "approvals.*"])
        let held = try await world.perform(RetryException(exception: lost.id), as: asker)
        #expect(held.approval != nil && held.outcome == nil, "trying again is no way round an approval")
        try await world.perform(GiveUpNote(note: note.id, message: "", tries: .secret))
        let secret = try #require(try await exceptions(world).first)
        #expect(secret.input?["secret"]?.string == "[redacted]" && secret.onRetry == nil)
        let refused = await world.refusal { try await world.perform(RetryException(exception: secret.id)) }
        #expect(refused?.code == "exceptions.no_retry")
        let unknown = await world.refusal {
            try await world.perform(GiveUpNote(note: note.id, message: "", tries: .code))
        }
        #expect(unknown?.kind == .internal, "only declared reasons are raised")
    }

    @Test("Somebody takes care of it, says how, and may be wrong", arguments: Engine.available)
    func takenCareOf(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let note = try await world.perform(WriteNote(text: "a"))
        try await world.perform(GiveUpNote(note: note.id, message: "x"))
        let id = try #require(try await exceptions(world).first).id
        let clerk = World.person("clerk", ["exceptions.*"])
        #expect(try await world.perform(AssignException(exception: id), as: clerk).assignedTo == "usr_clerk")
        #expect(try await world.fetch(ListExceptions(mine: true), as: clerk).data.count == 1)
        #expect(try await world.fetch(ListExceptions(mine: true)).data.isEmpty)
        let silent = await world.refusal { try await world.perform(ResolveException(exception: id, notes: " ")) }
        #expect(silent?.errors.map(\.field) == ["notes"])
        try await world.perform(ResolveException(exception: id, notes: "Told them by phone."), as: clerk)
        let resolved = try #require(try await exceptions(world).first)
        #expect(resolved.resolution == .handled && resolved.resolvedBy == "usr_clerk")
        #expect(resolved.notes == "Told them by phone.")
        try await world.perform(ReopenException(exception: id))
        #expect(try await exceptions(world, .open).map(\.id) == [id])
        try await world.perform(ResolveException(exception: id, notes: "Told them again."))
        try await world.perform(GiveUpNote(note: note.id, message: "y"))
        #expect(try await exceptions(world, .open).map(\.occurrences) == [1], "what was handled is over; this is new")
        let older = await world.refusal { try await world.perform(ReopenException(exception: id)) }
        #expect(older?.code == "exceptions.raised_again")
        let foreign = await world.refusal {
            let other = try await world.anotherShop()
            try await world.perform(ResolveException(exception: id, notes: "x"), in: other)
        }
        #expect(foreign?.code == "not_found")
        #expect(try await world.verify() == [])
    }

    @Test("When the cause is gone, Martlet says so itself", arguments: Engine.available)
    func settled(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let note = try await world.perform(WriteNote(text: "a"))
        try await world.perform(GiveUpNote(note: note.id, message: "x", tries: .change))
        try await world.perform(SendNote(note: note.id))
        #expect(try await exceptions(world).map(\.resolution) == [.settled])
        try await world.perform(SendNote(note: note.id))
        #expect(try await world.audits("exceptions.settle") == 1)
    }

    @Test(
        "An event that a part of Martlet gives up on is an exception until it is delivered",
        arguments: Engine.available)
    func deadLetters(_ engine: Engine) async throws {
        let world = try await FailingNotes.world(engine)
        let note = try await world.perform(WriteNote(text: "poison"))
        for _ in 0...Dispatcher.attemptLimit {
            try await world.settle()
            world.clock.advance(by: .seconds(40))
        }
        for _ in 0..<Dispatcher.attemptLimit {
            try await world.installation.store.write { db in
                _ = try db.execute(
                    "UPDATE event_failure SET next_attempt_at = 0 WHERE tenant = 1 AND state = 'waiting'")
            }
            try await world.settle()
        }
        let dead = try #require(try await exceptions(world, .open).first)
        #expect(dead.reason == "events.dead_letter" && dead.about == note.id.reference)
        #expect(dead.details["part"] == "notes.copy" && dead.details["message"]?.contains("notes.poison") == true)
        world.clock.set(try Instant(parsing: "2026-03-02T09:20:00Z"))
        let retried = try await world.perform(RetryException(exception: dead.id))
        #expect(retried.outcome?["events"]?.int == 1)
        #expect(try await world.verify() == [])
        #expect(try await exceptions(world, .open).isEmpty)
    }

    @Test("Reasons are sound: one of each code, a retry that takes the record")
    func soundReasons() {
        func refused(_ reasons: Reason...) -> Bool {
            var module = FailingNotes.module
            module.reasons = reasons
            return (try? Registry(PlatformModule.all + [module])) == nil
        }
        let plain = Reason("notes.lost", "Lost.", remedy: "Write it again.")
        #expect(!refused(plain))
        #expect(refused(plain, plain) && refused(Reason("Lost!", "Lost.", remedy: "Write it again.")))
        #expect(refused(Reason("notes.lost", "Lost.", remedy: "x", retry: "notes.nothing", onRetry: "x")))
        #expect(refused(Reason("notes.lost", "Lost.", remedy: "x", retry: "notes.change", onRetry: "x")))
        #expect(refused(Reason("notes.lost", "Lost.", remedy: "x", retry: "notes.send")))
    }
}
