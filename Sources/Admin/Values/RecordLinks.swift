import Kernel
import Platform
import Web

/// Which kinds of records have a page, so that an id anywhere leads there.
struct RecordLinks {
    private let collections: [String: String]
    private let prefixes: [String: String]
    /// Collections with pages of their own for ids that lead elsewhere.
    private let others: Set<String>

    init(_ registry: Registry, for caller: Caller) {
        var collections: [String: String] = [:]
        var prefixes: [String: String] = [:]
        var others: Set<String> = []
        for resource in registry.modules.flatMap(\.resources) {
            prefixes[resource.collection] = resource.idPrefix
            guard let get = try? registry.query("\(resource.collection).get"), get.route.parameter != nil,
                caller.may(get.permission)
            else { continue }
            // Several collections may be known by one kind of id; the first declared is where such an id leads.
            if collections[resource.idPrefix] == nil { collections[resource.idPrefix] = resource.collection }
            if collections[resource.idPrefix] != resource.collection { others.insert(resource.collection) }
        }
        self.collections = collections
        self.prefixes = prefixes
        self.others = others
    }

    /// The page of the record an id names, if there is one the caller may see.
    func address(of id: String) -> String? {
        guard let kind = Self.kind(of: id), let collection = collections[kind] else { return nil }
        return RecordAddress.record(collection, id)
    }

    /// The page of a record of a collection: its own where it has one.
    func address(of id: String, in collection: String) -> String? {
        others.contains(collection) && Self.kind(of: id) == prefixes[collection]
            ? RecordAddress.record(collection, id) : address(of: id)
    }

    /// The collection that an id belongs to, if its records have a page the caller may see.
    func collection(of id: String) -> String? { Self.kind(of: id).flatMap { collections[$0] } }

    /// The prefix of a collection's ids.
    func prefix(of collection: String) -> String? { prefixes[collection] }

    /// The id of the record a row of a list is about: its `id`, or the first id of the collection's own kind.
    func id(of row: JSON, in collection: String) -> String? {
        guard let prefix = prefixes[collection] else { return row["id"]?.string }
        let ids = (row.object?.members ?? []).compactMap(\.value.string).filter { Self.kind(of: $0) == prefix }
        return row["id"]?.string.flatMap { Self.kind(of: $0) == prefix ? $0 : nil } ?? ids.first
    }

    /// The prefix of an id; nil for any other text.
    static func kind(of text: String) -> String? { (try? Reference(parsing: text))?.kind }
}
