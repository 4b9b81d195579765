import Kernel
import Platform
import Store

/// A list with its filters, columns and order under a name: the address of a list, kept.
public struct SavedView: Record {
    /// `svw_…`
    public static let idPrefix = "svw"
    /// Its table.
    public static let table = Table(
        "saved_view", "collection, name, query, is_shared, owner, created_at, updated_at")

    /// The id.
    public let id: ID<SavedView>
    /// Counts the saves.
    public var version: Int
    /// The list it is a view of: `orders`.
    public let collection: String
    /// What its owner calls it.
    public internal(set) var name: String
    /// The list's query string, in canonical form.
    public internal(set) var query: String
    /// Whether the team sees it too.
    public internal(set) var isShared: Bool
    /// Who saved it.
    public let owner: String
    /// When it was saved first.
    public let createdAt: Instant
    /// When it was changed last.
    public internal(set) var updatedAt: Instant

    init(
        id: ID<SavedView>, collection: String, name: String, query: String, isShared: Bool, owner: String,
        at now: Instant
    ) {
        self.id = id
        version = 1
        self.collection = collection
        self.name = name
        self.query = query
        self.isShared = isShared
        self.owner = owner
        createdAt = now
        updatedAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        collection = try row.next()
        name = try row.next()
        query = try row.next()
        isShared = try row.next()
        owner = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(collection)
        values.add(name)
        values.add(query)
        values.add(isShared)
        values.add(owner)
        values.add(createdAt)
        values.add(updatedAt)
    }

    /// The view, as far as the caller may see it: a private view is there for its owner only.
    static func visible(_ id: ID<SavedView>, in db: Reader) throws -> SavedView {
        let view = try db.find(id)
        guard view.isShared || view.owner == db.caller.principal else { throw Problem.notFound(id.reference) }
        return view
    }

    /// Checks what people type; answers name and query as they are kept.
    static func checked(name: String?, query: String?) throws -> (name: String?, query: String?) {
        var check = Validation()
        let clean = name.map { name in FieldText.line(name) }
        check.check(
            clean.map { name in (1...60).contains(name.count) } ?? true, "name", "bad_name",
            "Give the view a name of at most 60 characters.")
        let canonical = query.map { query in ListAddress.canonical(query) }
        check.check(
            canonical.map { query in query.utf8.count <= WorkspacePolicy.viewQueryLimit } ?? true, "query", "too_long",
            "A view's query has at most \(WorkspacePolicy.viewQueryLimit) bytes.")
        try check.finish()
        return (clean, canonical)
    }
}

extension Transaction {
    /// Writes a view; a second one of the same name is a refusal, not a failure.
    func writing(_ view: SavedView, _ write: () throws -> Void) throws {
        do {
            try nested(write)
        } catch let error as DBError where error.isUnique(on: "name") {
            throw Problem.viewNameTaken(view.name)
        }
    }
}

extension Registry {
    /// Refuses a collection that has no list.
    func requireList(_ collection: String) throws {
        let name = "\(collection).list"
        guard queries.contains(where: { query in query.name.rawValue == name && query.isList }) else {
            throw Problem.unknownCollection(collection)
        }
    }
}
