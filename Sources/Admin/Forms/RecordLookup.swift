import Kernel
import Platform

/// Finds the record that somebody means by a text: by its number, SKU, code, name, title or e-mail address, whole.
struct RecordLookup: Sendable {
    let pages: AdminPages
    let desk: Desk

    /// The collections that a record of any kind is looked for in.
    static let everywhere = [
        "orders", "customers", "products", "variants", "credit_notes", "team", "imports", "locations",
    ]
    /// How many records are offered where a text does not say which.
    static let offered = 8

    /// What a text leads to.
    enum Match: Sendable {
        /// Exactly one record is called so; its id.
        case one(String)
        /// Several are called so.
        case several([PaletteView.Found])
        /// Nothing is called exactly so; what is near, if anything.
        case none(near: [PaletteView.Found])
        /// Records of this kind cannot be looked up by words, or not by this person.
        case impossible
    }

    /// The record of a kind that a text means; of any kind when none is given.
    func match(_ text: String, kind: String?) async throws -> Match {
        guard let kind else { return try await match(text, in: Self.everywhere) }
        guard let collection = desk.registry.resource(prefix: kind)?.collection else { return .impossible }
        return try await match(text, in: [collection])
    }

    private func match(_ text: String, in collections: [String]) async throws -> Match {
        var exact: [PaletteView.Found] = []
        var near: [PaletteView.Found] = []
        var canLook = false
        for collection in collections {
            guard let list = try? desk.registry.query("\(collection).list"), desk.may(list.permission),
                list.fields.contains(where: { $0.name == "q" })
            else { continue }
            canLook = true
            for row in try await rows(list, text) {
                guard let found = PaletteView.Found(row, collection, desk) else { continue }
                if Self.isCalled(row, text) { exact.append(found) } else { near.append(found) }
            }
        }
        if !canLook { return .impossible }
        if exact.count == 1 { return .one(exact[0].id) }
        return exact.isEmpty
            ? .none(near: Array(near.prefix(Self.offered))) : .several(Array(exact.prefix(Self.offered)))
    }

    /// What a list finds for a text: by its barcode where it has one, else by words. Words it cannot look for find nothing.
    private func rows(_ list: QueryEntry, _ text: String) async throws -> [JSON] {
        let found = try await asked(list, ["q": .string(text), "limit": 25])
        if found.contains(where: { Self.isCalled($0, text) }) || !list.fields.contains(where: { $0.name == "barcode" })
        {
            return found
        }
        let scanned = try await asked(list, ["barcode": .string(text), "limit": 2])
        return scanned.isEmpty ? found : scanned.map { Self.with($0, barcode: text) }
    }

    private func asked(_ list: QueryEntry, _ filters: JSON) async throws -> [JSON] {
        do {
            return try await pages.answer(list.name.rawValue, filters, at: desk)["data"]?.array ?? []
        } catch let problem as Problem where problem.kind == .invalid {
            return []
        }
    }

    private static func with(_ row: JSON, barcode: String) -> JSON {
        var members = row.object ?? JSONObject()
        members["barcode"] = .string(barcode)
        return .object(members)
    }

    private static let names = ["number", "sku", "code", "barcode", "path", "name", "title", "email", "handle"]

    private static func isCalled(_ row: JSON, _ text: String) -> Bool {
        let wanted = Text.folded(text)
        return names.contains { name in row[name]?.string.map { Text.folded($0) == wanted } ?? false }
    }
}
