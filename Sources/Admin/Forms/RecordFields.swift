import Kernel
import Platform
import Web

/// Fields of a form that name records. People read and type names, numbers and SKUs; actions take ids.
struct RecordFields: Sendable {
    let pages: AdminPages
    let desk: Desk

    /// The form with the id where a field still says what it said when it was opened. Such a field is sent with two
    /// more: `brand.is`, the id, and `brand.called`, the words that stand for it.
    static func canonical(_ form: FormFields) -> FormFields {
        let pairs = form.pairs.filter { !$0.name.hasSuffix(".is") && !$0.name.hasSuffix(".called") }
        return FormFields(
            pairs.map { pair in
                guard !pair.value.isEmpty, form["\(pair.name).called"] == pair.value, let id = form["\(pair.name).is"]
                else { return pair }
                return (pair.name, id)
            })
    }

    // MARK: showing

    /// The desk with the names of the records that a form's fields name, and with the short lists that they choose from.
    func dressed(for fields: [Schema.Field], _ schemas: SchemaRegistry, _ form: FormFields) async throws -> Desk {
        let mentioned = Set(form.pairs.compactMap { try? Reference(parsing: $0.value) })
        var dressed = try await pages.naming(mentioned, at: desk)
        for entity in Self.entities(in: fields, schemas) {
            guard let collection = desk.registry.resource(prefix: entity)?.collection,
                desk.rooms[collection]?.isShort ?? false
            else { continue }
            let answer = try await pages.answerIfAllowed("\(collection).list", ["limit": 100], at: desk)
            guard let rows = answer?["data"]?.array, answer?["has_more"]?.bool != true else { continue }
            dressed.short[entity] = rows.compactMap { row in
                row["id"]?.string.map { (id: $0, name: RecordView.title(row, $0)) }
            }
        }
        return dressed
    }

    /// The kinds of records that fields name, also inside objects and rows.
    private static func entities(in fields: [Schema.Field], _ schemas: SchemaRegistry) -> Set<String> {
        fields.reduce(into: []) { found, field in
            let schema = schemas.resolve(field.schema)
            if let entity = schema.entity { found.insert(entity) }
            if case .object(let inner) = schema.shape { found.formUnion(entities(in: inner, schemas)) }
            if case .array(let element) = schema.shape, case .object(let inner) = schemas.resolve(element).shape {
                found.formUnion(entities(in: inner, schemas))
            }
        }
    }

    // MARK: reading

    /// An input with ids in the place of what people call records. What nothing or more than one is called is refused
    /// at its field, with what is near.
    func resolved(_ input: JSON, _ fields: [Schema.Field], _ schemas: SchemaRegistry) async throws -> JSON {
        var check = Validation()
        let answer = try await resolved(input, Schema(.object(fields)), schemas, at: "", &check)
        try check.finish()
        return answer
    }

    private func resolved(
        _ value: JSON, _ schema: Schema, _ schemas: SchemaRegistry, at path: String, _ check: inout Validation
    ) async throws -> JSON {
        let schema = schemas.resolve(schema)
        switch (schema.shape, value) {
        case (.object(let fields), .object(let object)):
            var members = JSONObject()
            for member in object.members {
                let field = fields.first { $0.name == member.key }
                let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
                guard let field else {
                    members[member.key] = member.value
                    continue
                }
                members[member.key] = try await resolved(member.value, field.schema, schemas, at: inner, &check)
            }
            return .object(members)
        case (.array(let element), .array(let items)):
            var found: [JSON] = []
            for (index, item) in items.enumerated() {
                found.append(try await resolved(item, element, schemas, at: "\(path)[\(index)]", &check))
            }
            return .array(found)
        case (_, .string(let text)):
            guard let entity = schema.entity, RecordLinks.kind(of: text) == nil else { return value }
            return try await id(of: text, entity, at: path, &check).map { .string($0) } ?? value
        case _: return value
        }
    }

    /// The id of what is called so. Nil where nothing can be looked up, and where something is wrong, which is noted.
    private func id(of text: String, _ entity: String, at path: String, _ check: inout Validation) async throws
        -> String?
    {
        guard let collection = desk.registry.resource(prefix: entity)?.collection,
            let list = try? desk.registry.query("\(collection).list"), list.fields.contains(where: { $0.name == "q" }),
            desk.may(list.permission)
        else { return nil }
        let rows = try await rows(list, text)
        let exact = rows.filter { Self.isCalled($0, text) }
        if exact.count == 1, let id = desk.links.id(of: exact[0], in: collection) { return id }
        let near = (exact.isEmpty ? rows : exact).prefix(4).map(Self.words).joined(separator: "; ")
        let key = near.isEmpty ? "form.nothingCalled" : exact.isEmpty ? "form.nothingExactly" : "form.severalCalled"
        check.add(path, "unknown", desk.say(key, ["text": text, "near": near]))
        return nil
    }

    /// What the list finds for a text: by its barcode where it has one, else by words.
    private func rows(_ list: QueryEntry, _ text: String) async throws -> [JSON] {
        let name = list.name.rawValue
        let found = try await pages.answer(name, ["q": .string(text), "limit": 25], at: desk)["data"]?.array ?? []
        if found.contains(where: { Self.isCalled($0, text) }) || !list.fields.contains(where: { $0.name == "barcode" })
        {
            return found
        }
        let scanned =
            try await pages.answer(name, ["barcode": .string(text), "limit": 2], at: desk)["data"]?.array ?? []
        return scanned.isEmpty ? found : scanned.map { Self.with($0, barcode: text) }
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

    private static func words(_ row: JSON) -> String {
        let known = ["number", "sku", "code", "path", "title", "name"].compactMap { row[$0]?.string }
        return known.prefix(2).joined(separator: " ")
    }
}
