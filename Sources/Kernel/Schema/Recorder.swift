/// A decoder that answers every question with a sample and remembers the question.
final class Recorder: Decoder {
    let registry: SchemaRegistry
    private(set) var fields: [Schema.Field] = []
    /// The schema of a type that is written as one other value.
    var alias: Schema?
    private var optionalName: String?

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ registry: SchemaRegistry) { self.registry = registry }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RecordedKeys<Key>(recorder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { RecordedList(recorder: self) }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { RecordedValue(recorder: self) }

    func note(_ name: String, _ schema: Schema, required: Bool) {
        if let index = fields.firstIndex(where: { (field: Schema.Field) -> Bool in field.name == name }) {
            fields[index].schema = schema
        } else {
            fields.append(Schema.Field(name, schema, required: required && optionalName != name))
        }
    }

    /// A type that asks whether a member is there can do without it.
    func wasAskedFor(_ name: String) { optionalName = name }
}

private struct RecordedKeys<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: Recorder
    var codingPath: [any CodingKey] { [] }
    /// None: a type that asks for all keys has no members of its own. Enums with payloads end here, and throw.
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        recorder.wasAskedFor(SnakeCase.name(key.stringValue))
        return true
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        recorder.wasAskedFor(SnakeCase.name(key.stringValue))
        return false
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let (schema, sample) = try recorder.registry.record(type)
        recorder.note(SnakeCase.name(key.stringValue), schema, required: !(type is any WireOptional.Type))
        guard let sample else {
            throw SchemaFault.indescribable(type, "it contains itself without an optional or a list between")
        }
        return sample
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        let schema = try recorder.registry.record(type).schema
        recorder.note(SnakeCase.name(key.stringValue), schema, required: false)
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw unsupported(key) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unsupported(key) }

    func superDecoder() throws -> any Decoder { recorder }

    func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported(key) }

    private func unsupported(_ key: Key) -> SchemaFault {
        .indescribable(Key.self, "the member \(key.stringValue) is read through a nested container; give it a type")
    }
}

/// A type that reads a list by hand; the first question tells what the elements are.
private struct RecordedList: UnkeyedDecodingContainer {
    let recorder: Recorder
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var isAtEnd: Bool { currentIndex > 0 }

    init(recorder: Recorder) { self.recorder = recorder }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (schema, sample) = try recorder.registry.record(type)
        recorder.alias = Schema(.array(schema))
        currentIndex += 1
        guard let sample else { throw SchemaFault.indescribable(type, "it contains itself") }
        return sample
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        throw SchemaFault.indescribable(Nested.self, "a list is read through a nested container")
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SchemaFault.indescribable([JSON].self, "a list is read through a nested container")
    }

    mutating func superDecoder() throws -> any Decoder { recorder }
}

/// A type written as one other value has that value's schema.
private struct RecordedValue: SingleValueDecodingContainer {
    let recorder: Recorder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (schema, sample) = try recorder.registry.record(type)
        recorder.alias = schema
        guard let sample else { throw SchemaFault.indescribable(type, "it contains itself") }
        return sample
    }
}

/// Optionals, lists, sets and dictionaries: described by what they hold.
protocol RecordableContainer {
    static func record(in registry: SchemaRegistry) throws -> (Schema, Any)
}

extension Optional: RecordableContainer where Wrapped: Decodable {
    static func record(in registry: SchemaRegistry) throws -> (Schema, Any) {
        (try registry.record(Wrapped.self).schema.nullable, Self.nothing)
    }
}

extension Array: RecordableContainer where Element: Decodable {
    static func record(in registry: SchemaRegistry) throws -> (Schema, Any) {
        (Schema(.array(try registry.record(Element.self).schema)), Self())
    }
}

extension Set: RecordableContainer where Element: Decodable {
    static func record(in registry: SchemaRegistry) throws -> (Schema, Any) {
        (Schema(.array(try registry.record(Element.self).schema)), Self())
    }
}

extension Dictionary: RecordableContainer where Key == String, Value: Decodable {
    static func record(in registry: SchemaRegistry) throws -> (Schema, Any) {
        (Schema(.dictionary(try registry.record(Value.self).schema)), Self())
    }
}
