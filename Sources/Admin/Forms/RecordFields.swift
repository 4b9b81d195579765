import Kernel
import Platform
import Web

/// Fields of a form that name records. People read and type names, numbers and SKUs; actions take ids.
struct RecordFields: Sendable {
    let pages: AdminPages
    let desk: Desk

    private static let companions = [".is", ".called", ".near", ".pick"]

    /// The form with the id where a field still says what it said when it was opened, or where one of the records that
    /// were offered for its text was chosen. Such a field is sent with two more: `brand.is`, the id, and `brand.called`,
    /// the words that stand for it; or `brand.pick`, the id, and `brand.near`, the text that it was offered for.
    static func canonical(_ form: FormFields) -> FormFields {
        let pairs = form.pairs.filter { pair in !companions.contains { pair.name.hasSuffix($0) } }
        return FormFields(pairs.map { pair in (pair.name, pair.value.isEmpty ? "" : meant(pair, form)) })
    }

    private static func meant(_ pair: (name: String, value: String), _ form: FormFields) -> String {
        if form["\(pair.name).called"] == pair.value, let id = form["\(pair.name).is"] { return id }
        if form["\(pair.name).near"] == pair.value, let id = form["\(pair.name).pick"] { return id }
        return pair.value
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

    /// An input with ids in the place of what people call records, and what of it is not clear.
    struct Resolved: Sendable {
        var input: JSON
        /// The fields whose text means nothing or more than one thing.
        var check = Validation()
        /// What is offered instead, by the field's name in the form.
        var near: [String: NearRecords] = [:]
    }

    /// Looks up what people call records. What nothing or more than one is called is refused at its field, with what is
    /// near.
    func resolved(_ input: JSON, _ fields: [Schema.Field], _ schemas: SchemaRegistry) async throws -> Resolved {
        var answer = Resolved(input: input)
        answer.input = try await resolved(input, Schema(.object(fields)), schemas, at: "", &answer)
        return answer
    }

    private func resolved(
        _ value: JSON, _ schema: Schema, _ schemas: SchemaRegistry, at path: String, _ answer: inout Resolved
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
                members[member.key] = try await resolved(member.value, field.schema, schemas, at: inner, &answer)
            }
            return .object(members)
        case (.array(let element), .array(let items)):
            var found: [JSON] = []
            for (index, item) in items.enumerated() {
                found.append(try await resolved(item, element, schemas, at: "\(path)[\(index)]", &answer))
            }
            return .array(found)
        case (_, .string(let text)):
            guard let entity = schema.entity, RecordLinks.kind(of: text) == nil else { return value }
            return try await id(of: text, entity, at: path, &answer).map { .string($0) } ?? value
        case _: return value
        }
    }

    /// The id of what is called so. Nil where nothing can be looked up, and where something is wrong, which is noted.
    private func id(of text: String, _ entity: String, at path: String, _ answer: inout Resolved) async throws
        -> String?
    {
        let near: NearRecords
        switch try await RecordLookup(pages: pages, desk: desk).match(text, kind: entity) {
        case .impossible: return nil
        case .one(let id): return id
        case .several(let found): near = NearRecords(text: text, records: found, isExact: true)
        case .none(let found): near = NearRecords(text: text, records: found, isExact: false)
        }
        answer.check.add(path, "unknown", near.sentence(desk))
        if !near.records.isEmpty { answer.near[FormInput.path(path)] = near }
        return nil
    }
}

/// What is offered where a text means more than one record, or is only near some.
struct NearRecords: Sendable {
    /// What was typed.
    let text: String
    let records: [PaletteView.Found]
    /// Whether they are called exactly so.
    let isExact: Bool

    /// What is wrong with the text.
    func sentence(_ desk: Desk) -> String {
        let near = records.prefix(4).map(\.distinct).joined(separator: "; ")
        let key = near.isEmpty ? "form.nothingCalled" : isExact ? "form.severalCalled" : "form.nothingExactly"
        return desk.say(key, ["text": text, "near": near])
    }
}

extension PaletteView.Found {
    /// What it is called, with the first of what else is known of it.
    fileprivate var distinct: String {
        [title, detail.split(separator: " · ").first.map(String.init) ?? ""].filter { !$0.isEmpty }.joined(
            separator: " ")
    }
}
