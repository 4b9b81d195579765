import Kernel
import Platform
import Store

/// A small module for the platform's own tests: notes that can be written, changed and refused.
struct Note: Record {
    static let idPrefix = "note"
    static let table = Table("note", "text, location")
    let id: ID<Note>
    var version: Int
    var text: String
    var location: RawID?

    init(id: ID<Note>, text: String, location: RawID? = nil) {
        self.id = id
        version = 1
        self.text = text
        self.location = location
    }

    init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        text = try row.next()
        location = try row.next()
    }

    func bind(_ values: inout Binder) {
        values.add(text)
        values.add(location)
    }

    enum CodingKeys: String, CodingKey { case id, version, text }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(ID<Note>.self, forKey: .id)
        version = try container.decode(Int.self, forKey: .version)
        text = try container.decode(String.self, forKey: .text)
    }
}

struct NoteWritten: Event {
    static let name: EventName = "notes.written.v1"
    static let summary = "A note was written."
    let note: ID<Note>
    let text: String
    var subject: Reference { note.reference }
}

struct WriteNote: Action {
    static let name: ActionName = "notes.write"
    static let permission: Permission = "notes.write"
    static let summary = "Writes a note."
    static let route = ActionRoute.create
    static let redacted: Set<String> = ["secret"]
    static var emits: [any Event.Type] { [NoteWritten.self] }
    var text: String
    var secret: String?

    func perform(in tx: Transaction) throws -> Note {
        if text == "refuse" { throw Problem(.conflict, "notes.refused", "Not this one.") }
        let note = Note(id: tx.newID(), text: text)
        try tx.insert(note)
        if text == "fail late" { throw Problem(.conflict, "notes.late", "Refused after writing.") }
        try tx.emit(NoteWritten(note: note.id, text: text))
        return note
    }
}

struct ChangeNote: Action {
    static let name: ActionName = "notes.change"
    static let permission: Permission = "notes.change"
    static let summary = "Changes a note and writes another about it."
    static let approval = ApprovalRule.byPolicy
    static var emits: [any Event.Type] { [] }
    var note: ID<Note>
    var text: String

    func perform(in tx: Transaction) throws -> Note {
        var note = try tx.find(note)
        note.text = text
        try tx.save(&note)
        try tx.perform(WriteNote(text: "changed to \(text)"))
        return note
    }
}

struct EmitUndeclared: Action {
    static let name: ActionName = "notes.emit_undeclared"
    static let permission: Permission = "notes.write"
    static let summary = "Emits an event it does not declare."

    func perform(in tx: Transaction) throws -> Done {
        try tx.emit(NoteWritten(note: tx.newID(), text: ""))
        return Done()
    }
}

struct ListNotes: ListQuery {
    static let name: QueryName = "notes.list"
    static let permission: Permission = "notes.read"
    static let summary = "Notes, newest first."
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<Note> {
        try db.page(
            Note.table.columns, from: Note.table.sql, where: ["tenant = \(db.tenant)"], order: .descending("id"),
            limit: limit, after: after
        ) { row in try Note(row: &row) }
    }
}

struct GetNote: Query {
    static let name: QueryName = "notes.get"
    static let permission: Permission = "notes.read"
    static let summary = "One note."
    var note: ID<Note>
    func fetch(in db: Reader) throws -> Note { try db.find(note) }
}

enum NotesModule {
    static let limit = Setting<Int>("notes.limit", "How many notes, from 1 to 10.", default: 5) { value in
        (1...10).contains(value) ? nil : "From 1 to 10."
    }

    static let module = Module(
        name: "notes", summary: "Notes for tests.",
        migrations: [
            Migration(
                id: "notes.001", summary: "Notes",
                up: [
                    """
                    CREATE TABLE note (tenant @int NOT NULL, id @id NOT NULL, version @int NOT NULL, text @text NOT NULL,
                        location @id, PRIMARY KEY (tenant, id)) @strict
                    """,
                    """
                    CREATE TABLE note_copy (tenant @int NOT NULL, seq @int NOT NULL, text @text NOT NULL,
                        PRIMARY KEY (tenant, seq)) @strict
                    """,
                ], down: ["DROP TABLE note_copy", "DROP TABLE note"])
        ],
        resources: [Resource("notes", of: Note.self, singular: "note")],
        actions: [WriteNote.self, ChangeNote.self, EmitUndeclared.self],
        queries: [ListNotes.self, GetNote.self], events: [NoteWritten.self],
        subscribers: [
            Subscriber("notes.copy", to: [NoteWritten.self]) { event, tx in
                let written = try event.decode(NoteWritten.self)
                let healed = try Instant(parsing: "2026-03-02T09:10:00Z")
                if written.text.hasPrefix("poison") && tx.now < healed {
                    throw Problem(.internal, "notes.poison", "Not yet.")
                }
                try tx.execute(
                    "INSERT INTO note_copy (tenant, seq, text) VALUES (\(tx.tenant), \(event.seq), \(written.text))")
            }
        ],
        settings: [limit])
}
