import Kernel
import Platform
import Store

/// The journal, newest first.
struct ListEntries: ListQuery {
    static let name: QueryName = "ledger_entries.list"
    static let permission = Permission.ledgerRead
    static let summary = "The journal, newest first: every entry of the books."

    var kind: AnyOf<EntryKind>?
    /// The document they belong to.
    var document: Reference?
    /// What they are about: an order, with its payments and credit notes.
    var about: Reference?
    /// When it happened, in days of the shop's calendar.
    var at: DayRange?
    var limit: Int?
    var after: String?

    /// One statement.
    func fetch(in db: Reader) throws -> Page<Entry> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(kind, "kind", isIndexed: document == nil && about == nil)
        if let document { conditions.add("document = \(document.description)") }
        if let about { conditions.add("about = \(about.description)") }
        try conditions.add(at, "at", in: db)
        return try db.page(
            Entry.columns, from: "ledger_entry", where: conditions, order: .descending("at", "id"), limit: limit,
            after: after
        ) { row in try Entry(row: &row) }
    }
}

/// One entry with its lines.
struct GetEntry: Query {
    static let name: QueryName = "ledger_entries.get"
    static let permission = Permission.ledgerRead
    static let summary = "One entry of the books with its lines."

    var ledgerEntry: ID<Entry>

    func fetch(in db: Reader) throws -> Entry {
        var entry = try EntryLog.find(ledgerEntry, in: db)
        entry.lines = try Entry.lines(of: ledgerEntry, in: db)
        return entry
    }
}
