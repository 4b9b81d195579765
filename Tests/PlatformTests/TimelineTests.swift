import Kernel
import PlatformFixtures
import Store
import StoreFixtures
import Testing

@testable import Platform

@Suite struct TimelineTests {
    @Test(arguments: Engine.available) func eachActionIsThereOnceWithItsEvents(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        let note = try await world.perform(WriteNote(text: "first", secret: "hush"))
        let other = try await world.perform(WriteNote(text: "another"))
        for number in 1...3 {
            world.clock.advance(by: .minutes(1))
            try await world.perform(ChangeNote(note: note.id, text: "text \(number)"), as: World.person("bob", ["*"]))
        }
        let page = try await world.fetch(RecordTimeline(record: note.id.reference))
        #expect(page.data.map(\.action) == ["notes.change", "notes.change", "notes.change", "notes.write"])
        #expect(page.data.map(\.principal) == ["usr_bob", "usr_bob", "usr_bob", "usr_owner"])
        #expect(page.data[0].changes == [.init(member: "text", before: "text 2", after: "text 3")])
        #expect(page.data[3].events.map(\.name) == ["notes.written.v1"])
        #expect(page.data[0].events.isEmpty)
        #expect(try await world.fetch(RecordTimeline(record: other.id.reference)).data.count == 1)
        // Page by page the same.
        var paged: [Instant] = []
        var after: String?
        repeat {
            let part = try await world.fetch(RecordTimeline(record: note.id.reference, limit: 3, after: after))
            paged += part.data.map(\.at)
            after = part.next
        } while after != nil
        #expect(paged == page.data.map(\.at))
    }

    @Test(arguments: Engine.available) func aClockThatWasPutBackChangesNothingInTheOrder(_ engine: Engine) async throws
    {
        let world = try await World.fresh(engine, modules: [NotesModule.module, HailModule.module])
        let note = try await world.perform(WriteNote(text: "text 0"))
        let batch = try await world.perform(WriteNote(text: "unrelated"))
        for number in 1...4 {
            world.clock.advance(by: number == 2 ? .minutes(-90) : .minutes(10))
            try await world.perform(ChangeNote(note: note.id, text: "text \(number)"))
            guard number == 3 else { continue }
            world.clock.advance(by: .minutes(1))
            try await world.perform(HailNote(note: note.id, through: batch.id))
        }
        let timeline = RecordTimeline(record: note.id.reference)
        let entries = try await world.fetch(timeline).data
        try #require(
            entries.map(\.action) == [
                "notes.change", "notes.hail", "notes.change", "notes.change", "notes.change", "notes.write",
            ])
        #expect(
            entries.compactMap { $0.changes?.first?.after?.string }.prefix(4) == [
                "text 4", "text 3", "text 2", "text 1",
            ])
        #expect(entries[1].events.map(\.name) == ["notes.hailed.v1"])
        #expect(entries[5].events.map(\.name) == ["notes.written.v1"])
        var paged: [ActionName] = []
        var after: String?
        repeat {
            let part = try await world.fetch(RecordTimeline(record: note.id.reference, limit: 2, after: after))
            paged += part.data.map(\.action)
            after = part.next
        } while after != nil
        #expect(paged == entries.map(\.action))
    }

    @Test(arguments: Engine.available) func detailIsForThoseWhoReadTheAuditLog(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        let note = try await world.perform(WriteNote(text: "first"))
        world.clock.advance(by: .minutes(1))
        try await world.perform(ChangeNote(note: note.id, text: "second"))
        let timeline = RecordTimeline(record: note.id.reference)
        let reader = World.person("eve", ["records.read", "notes.read"])
        let seen = try await world.fetch(timeline, as: reader)
        #expect(seen.data.count == 2)
        #expect(seen.data.allSatisfy { entry in entry.changes == nil && entry.ip == nil })
        let stranger = World.person("mallory", ["records.read", "audit.read"])
        #expect(await world.refusal { _ = try await world.fetch(timeline, as: stranger) }?.kind == .forbidden)
        let elsewhere = try await world.anotherShop()
        #expect(await world.refusal { _ = try await world.fetch(timeline, in: elsewhere) }?.kind == .notFound)
        let approval = Reference(kind: "zzz", raw: note.id.raw)
        let unknown = await world.refusal { _ = try await world.fetch(RecordTimeline(record: approval)) }
        #expect(unknown?.kind == .notFound)
    }

    @Test(arguments: Engine.available) func anActionThatOnlySpeaksOfARecordIsFound(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module, HailModule.module])
        let note = try await world.perform(WriteNote(text: "first"))
        world.clock.advance(by: .minutes(1))
        let batch = try await world.perform(WriteNote(text: "unrelated"))
        world.clock.advance(by: .minutes(1))
        try await world.perform(HailNote(note: note.id, through: batch.id))
        let entries = try await world.fetch(RecordTimeline(record: note.id.reference)).data
        #expect(entries.map(\.action) == ["notes.hail", "notes.write"])
        #expect(entries[0].subject == batch.id.reference)
        #expect(entries[0].events.map(\.name) == ["notes.hailed.v1"])
        #expect(entries[0].changes == [])
    }

    @Test(arguments: Engine.available) func theChainIsCheckedOnRequest(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        for _ in 0..<5 { try await world.perform(WriteNote(text: "text")) }
        let sound = try await world.fetch(CheckAuditChain())
        #expect(sound.holds && sound.breaks.isEmpty && sound.entries == 6 && sound.lanes >= 1)
        let tenant = world.shop.tenant
        try await world.installation.store.write { db in
            if db.engine == .sqlite {
                try db.execute("DROP TRIGGER audit_entry_no_update")
            } else {
                try db.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
            }
            try db.execute(
                "UPDATE audit_entry SET principal = 'usr_nobody' WHERE tenant = \(tenant) AND action = 'notes.write'")
        }
        let broken = try await world.fetch(CheckAuditChain())
        #expect(!broken.holds && broken.entries == 6)
        #expect(broken.breaks.filter { fault in fault.fault == .altered }.count == 5)
    }

    @Test(arguments: Engine.available) func auditIsFilteredByWhoWhatWhenAndWhichRecord(_ engine: Engine) async throws {
        let world = try await World.fresh(engine, modules: [NotesModule.module])
        let note = try await world.perform(WriteNote(text: "first"))
        world.clock.advance(by: .hours(1))
        try await world.perform(ChangeNote(note: note.id, text: "second"), as: World.person("bob", ["*"]))
        func count(_ query: ListAudit) async throws -> Int {
            let page = try await world.fetch(query)
            return page.data.count
        }
        #expect(try await count(ListAudit(actor: ["usr_bob"])) == 2)
        #expect(try await count(ListAudit(action: ["notes.change"])) == 1)
        #expect(try await count(ListAudit(collection: "notes")) == 3)
        #expect(try await count(ListAudit(collection: "note")) == 0)
        #expect(try await count(ListAudit(resource: note.id.reference)) == 2)
        #expect(try await count(ListAudit(actor: ["usr_bob"], action: ["notes.change", "notes.write"])) == 2)
        #expect(try await count(ListAudit(actor: ["usr_bob"], collection: "notes")) == 2)
        #expect(try await count(ListAudit(actor: .noneOf("usr_bob"), collection: "notes")) == 1)
        #expect(try await count(ListAudit(actor: .noneOf("usr_bob"), action: .noneOf("notes.change"))) == 2)
        #expect(try await count(ListAudit(q: "notes.", actor: .noneOf("usr_bob"))) == 1)
        #expect(try await count(ListAudit(collection: "notes", to: world.clock.now)) == 1)
        #expect(try await count(ListAudit(from: world.clock.now)) == 2)
    }
}

/// An event about one record, emitted by an action on another.
struct NoteHailed: Event {
    static let name: EventName = "notes.hailed.v1"
    static let summary = "A note was spoken of."
    let note: ID<Note>
    var subject: Reference { note.reference }
}

struct HailNote: Action {
    static let name: ActionName = "notes.hail"
    static let permission: Permission = "notes.hail"
    static let summary = "Changes a note and speaks of another."
    static var emits: [any Event.Type] { [NoteHailed.self] }
    var note: ID<Note>
    var through: ID<Note>

    func perform(in tx: Transaction) throws -> Done {
        var other = try tx.find(through)
        other.text = "hail"
        try tx.save(&other)
        try tx.emit(NoteHailed(note: note))
        return Done()
    }
}

struct HailAgain: Action {
    static let name: ActionName = "notes.hail_back"
    static let permission: Permission = "notes.hail"
    static let summary = "Is taken back by nothing there is."
    static let inverse: ActionName? = "notes.write"
    var note: ID<Note>
    func perform(in tx: Transaction) throws -> Done { Done() }
}

enum HailModule {
    static let module = Module(
        name: "hails", summary: "Speaks of notes.", actions: [HailNote.self], events: [NoteHailed.self])
    static let broken = Module(name: "hails", summary: "Speaks of notes.", actions: [HailAgain.self])
}
