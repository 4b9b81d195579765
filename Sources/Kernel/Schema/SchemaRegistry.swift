/// Describes Codable types by decoding them from a recorder: what they ask for is what they are. Collects the
/// object types met on the way as named components. Used at start-up and in tests, by one thread.
public final class SchemaRegistry {
    /// The components found so far, by name.
    public private(set) var components: [String: Schema] = [:]
    private var described: [ObjectIdentifier: (name: String, sample: Any)] = [:]
    private var inProgress: Set<ObjectIdentifier> = []
    private var owners: [String: ObjectIdentifier] = [:]

    /// A registry without components.
    public init() {}

    /// The schema of a type: a reference for an object type, which becomes a component. Throws a problem that
    /// names type and remedy when a type cannot be described.
    public func describe<T: Decodable>(_ type: T.Type) throws -> Schema { try record(type).schema }

    /// The members of an object type; empty for a type that is no object.
    public func fields<T: Decodable>(of type: T.Type) throws -> [Schema.Field] {
        let schema = resolve(try describe(type))
        if case .object(let fields) = schema.shape { return fields }
        return []
    }

    /// A value of the type, made of samples.
    public func sample<T: Decodable>(of type: T.Type) throws -> T {
        guard let sample = try record(type).sample else {
            throw SchemaFault.indescribable(type, "it contains itself without an optional or a list between")
        }
        return sample
    }

    /// The schema a reference stands for.
    public func resolve(_ schema: Schema) -> Schema {
        guard case .reference(let name) = schema.shape, let component = components[name] else { return schema }
        return schema.isNullable ? component.nullable : component
    }

    /// All components as JSON, by name.
    public func componentsJSON(referencesBelow prefix: String = "#/components/schemas/") -> JSON {
        .object(
            JSONObject(
                components.sorted { (a: (key: String, value: Schema), b: (key: String, value: Schema)) -> Bool in
                    a.key < b.key
                }
                .map { (name: String, schema: Schema) -> JSONObject.Member in
                    .init(name, schema.json(referencesBelow: prefix))
                }))
    }

    func record<T: Decodable>(_ type: T.Type) throws -> (schema: Schema, sample: T?) {
        if let scalar = type as? any SchemaDescribed.Type {
            return (try named(scalar, as: type), scalar.sample as? T)
        }
        if let container = type as? any RecordableContainer.Type {
            let (schema, sample) = try container.record(in: self)
            return (schema, sample as? T)
        }
        if let choices = Self.choices(of: type), let cases = type as? any CaseIterable.Type {
            return (Schema(.enumeration(choices)), Self.firstCase(of: cases) as? T)
        }
        return try recordObject(type)
    }

    private func recordObject<T: Decodable>(_ type: T.Type) throws -> (schema: Schema, sample: T?) {
        let identity = ObjectIdentifier(type)
        if let known = described[identity] { return (Schema(.reference(known.name)), known.sample as? T) }
        let name = try claim(SchemaName.of(type), for: identity, type)
        if inProgress.contains(identity) { return (Schema(.reference(name)), nil) }
        inProgress.insert(identity)
        defer { inProgress.remove(identity) }
        let recorder = Recorder(self)
        let sample: T
        do { sample = try T(from: recorder) } catch let fault as SchemaFault {
            throw fault
        } catch { throw SchemaFault.indescribable(type, "\(error)") }
        if let alias = recorder.alias { return (alias, sample) }
        components[name] = Schema(.object(recorder.fields))
        described[identity] = (name, sample)
        return (Schema(.reference(name)), sample)
    }

    private func named<T>(_ scalar: any SchemaDescribed.Type, as type: T.Type) throws -> Schema {
        guard let wanted = scalar.schemaName else { return scalar.schema }
        let name = try claim(wanted, for: ObjectIdentifier(type), type)
        components[name] = scalar.schema
        return Schema(.reference(name))
    }

    private func claim(_ name: String, for identity: ObjectIdentifier, _ type: Any.Type) throws -> String {
        if let owner = owners[name], owner != identity {
            throw SchemaFault.indescribable(type, "another type is called \(name) too; conform one to SchemaNamed")
        }
        owners[name] = identity
        return name
    }

    /// The values of an enum that is written as text and lists its cases; nil for other types.
    static func choices(of type: Any.Type) -> [String]? {
        func values<E: CaseIterable & RawRepresentable>(_ type: E.Type) -> [String] {
            type.allCases.compactMap { (value: E) -> String? in value.rawValue as? String }
        }
        guard let choices = type as? any (CaseIterable & RawRepresentable).Type else { return nil }
        let texts = values(choices)
        return texts.isEmpty ? nil : texts
    }

    private static func firstCase(of type: any CaseIterable.Type) -> Any? {
        func first<E: CaseIterable>(_ type: E.Type) -> Any? { type.allCases.first }
        return first(type)
    }
}

/// Why a type cannot be described, with what to do about it.
struct SchemaFault: Error, CustomStringConvertible {
    let description: String

    static func indescribable(_ type: Any.Type, _ why: String) -> SchemaFault {
        SchemaFault(
            description: """
                \(String(reflecting: type)) cannot be described: \(why). Remedies: put the rule into a scalar type that is \
                SchemaDescribed; make raw-value enums CaseIterable; make enums with payloads SchemaDescribed.
                """)
    }
}

/// The name of a type without its modules: `Orders.Order.State` is `OrderState`, `Page<Orders.Order>` is `PageOfOrder`.
enum SchemaName {
    static func of(_ type: Any.Type) -> String {
        if let named = type as? any SchemaNamed.Type { return named.componentName }
        var result = "", word = "", words: [String] = []
        func flush() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        func endName() {
            flush()
            result += (words.count > 1 ? words.dropFirst() : words[...]).joined()
            words = []
        }
        var hidden = 0
        for character in String(reflecting: type) {
            switch character {
            case "(": hidden += 1
            case ")": hidden -= 1
            case _ where hidden > 0: break
            case ".": flush()
            case "<":
                endName()
                result += "Of"
            case ",":
                endName()
                result += "And"
            case ">": endName()
            case " ": break
            default: word.append(character)
            }
        }
        endName()
        return result
    }
}
