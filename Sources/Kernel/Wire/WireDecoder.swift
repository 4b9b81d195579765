/// Decodes one JSON value and remembers which of its members were asked for.
final class WireDecoder: Decoder {
    let json: JSON
    let findings: WireFindings
    private var asked: [Bool] = []
    private var isOpen = false
    private var cursor = 0

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ json: JSON, _ findings: WireFindings) {
        self.json = json
        self.findings = findings
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = json else { throw mismatch(JSONObject.self, "an object") }
        if asked.isEmpty { asked = [Bool](repeating: false, count: object.members.count) }
        return KeyedDecodingContainer(WireKeyedDecoding<Key>(decoder: self, members: object.members))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        openAll()
        guard case .array(let elements) = json else { throw mismatch([JSON].self, "a list") }
        return WireListDecoding(elements: elements, findings: findings)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        openAll()
        return WireSingleDecoding(json: json, decoder: self)
    }

    /// The member of a name. Types ask in declaration order and documents are often written in it, so the
    /// search starts where the last one ended.
    func find(_ name: String, _ members: [JSONObject.Member]) -> JSON? {
        let count = members.count
        for step in 0..<count {
            let index = cursor + step < count ? cursor + step : cursor + step - count
            if members[index].key == name {
                asked[index] = true
                cursor = index
                return members[index].value
            }
        }
        return nil
    }

    /// The type takes any member, or reads the value in another way.
    func openAll() { isOpen = true }

    /// Notes the members nobody asked for.
    func refuseUnknown() {
        guard !isOpen else { return }
        guard case .object(let object) = json else {
            // A type without members never looked at the value.
            findings.add(FieldError(field: "", code: "wrong_type", message: "Expected an object, got \(json.sort)."))
            return
        }
        for (index, member) in object.members.enumerated() where asked.isEmpty || !asked[index] {
            findings.add(FieldError(field: member.key, code: "unknown_field", message: "There is no such field here."))
        }
    }

    func mismatch(_ type: Any.Type, _ wanted: String) -> DecodingError {
        let text = "Expected \(wanted), got \(json.sort)."
        if json.isNull { return .valueNotFound(type, .init(codingPath: [], debugDescription: text)) }
        return .typeMismatch(type, .init(codingPath: [], debugDescription: text))
    }
}

private struct WireKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: WireDecoder
    let members: [JSONObject.Member]
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        decoder.openAll()
        return members.compactMap { (member: JSONObject.Member) -> Key? in Key(stringValue: member.key) }
    }

    private func name(_ key: Key) -> String {
        Key.self == TextKey.self ? key.stringValue : SnakeCase.name(key.stringValue)
    }

    func contains(_ key: Key) -> Bool { decoder.find(name(key), members) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { decoder.find(name(key), members)?.isNull ?? true }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let name = name(key)
        guard let json = decoder.find(name, members) else { return try decoder.findings.missing(type, name) }
        return try decoder.findings.field(type, json, name)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        let name = name(key)
        guard let json = decoder.find(name, members), !json.isNull else { return nil }
        return try decoder.findings.field(type, json, name)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        WireDecoder(decoder.find(name(key), members) ?? .null, decoder.findings)
    }
}

private struct WireListDecoding: UnkeyedDecodingContainer {
    let elements: [JSON]
    let findings: WireFindings
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    init(elements: [JSON], findings: WireFindings) {
        self.elements = elements
        self.findings = findings
    }

    private mutating func next(_ type: Any.Type) throws -> JSON {
        guard currentIndex < elements.count else {
            throw DecodingError.valueNotFound(type, .init(codingPath: [], debugDescription: "The list is too short."))
        }
        defer { currentIndex += 1 }
        return elements[currentIndex]
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < elements.count, elements[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let index = currentIndex
        return try findings.field(type, next(type), "[\(index)]")
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { WireDecoder(try next(JSON.self), findings) }
}

private struct WireSingleDecoding: SingleValueDecodingContainer {
    let json: JSON
    let decoder: WireDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { json.isNull }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let value) = json else { throw decoder.mismatch(type, "text") }
        return value
    }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let value) = json else { throw decoder.mismatch(type, "true or false") }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double { try number() }
    func decode(_ type: Float.Type) throws -> Float { Float(try number()) }
    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.findings.read(type, json) }

    private func number() throws -> Double {
        switch json {
        case .int(let value): return Double(value)
        case .double(let value): return value
        case .null, .bool, .string, .array, .object: throw decoder.mismatch(Double.self, "a number")
        }
    }

    private func integer<Number: FixedWidthInteger>() throws -> Number {
        if case .int(let value) = json {
            guard let number = Number(exactly: value) else {
                throw Problem.wrongValue("out_of_range", "Expected a whole number from \(Number.min) to \(Number.max).")
            }
            return number
        }
        if case .double(let value) = json, let number = Number(exactly: value) { return number }
        throw decoder.mismatch(Number.self, "a whole number")
    }
}
