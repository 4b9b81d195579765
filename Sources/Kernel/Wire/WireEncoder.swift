/// The document being written and the brackets still open in it.
final class WireOutput {
    var writer = JSONWriter()
    private(set) var closers: [UInt8] = []

    var depth: Int { closers.count }

    func open(_ bracket: UInt8, _ closer: UInt8) {
        writer.begin(bracket)
        closers.append(closer)
    }

    /// Closes what is open below `depth`: containers handed out inside end when their parent goes on.
    func close(to depth: Int) {
        while closers.count > depth, let closer = closers.popLast() { writer.end(closer) }
    }

    /// Opens the container of a value at `depth`, or goes on with the one it already opened.
    func enter(_ depth: Int, _ bracket: UInt8, _ closer: UInt8) {
        if closers.count > depth { close(to: depth + 1) } else { open(bracket, closer) }
    }

    func write<T: Encodable>(_ value: T) throws {
        if let writable = value as? any JSONWritable {
            writable.write(to: &writer)
        } else if let dictionary = value as? any WireDictionary {
            try dictionary.writeMembers(to: self)
        } else {
            let depth = depth, before = writer.bytes.count
            try value.encode(to: WireEncoder(output: self, depth: depth))
            close(to: depth)
            if writer.bytes.count == before { writer.object { (_: inout JSONWriter) -> Void in } }
        }
    }
}

/// A dictionary whose keys are data: they are written as they are, in order.
protocol WireDictionary {
    func writeMembers(to output: WireOutput) throws
}

extension Dictionary: WireDictionary where Key == String, Value: Encodable {
    func writeMembers(to output: WireOutput) throws {
        let depth = output.depth
        output.open(0x7B, 0x7D)
        for key in keys.sorted() {
            guard let value = self[key] else { continue }
            output.writer.key(key)
            try output.write(value)
        }
        output.close(to: depth)
    }
}

/// Encodes one value straight into the output.
struct WireEncoder: Encoder {
    let output: WireOutput
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        output.enter(depth, 0x7B, 0x7D)
        return KeyedEncodingContainer(WireKeyedEncoding<Key>(output: output, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        output.enter(depth, 0x5B, 0x5D)
        return WireListEncoding(output: output, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { WireSingleEncoding(output: output) }
}

private struct WireKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: WireOutput
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    @inline(__always) private func name(_ key: Key) {
        output.close(to: depth)
        if Key.self == TextKey.self {
            output.writer.key(key.stringValue)
        } else {
            output.writer.snakeKey(key.stringValue)
        }
    }

    func encodeNil(forKey key: Key) throws {
        name(key)
        output.writer.null()
    }

    func encode(_ value: String, forKey key: Key) throws {
        name(key)
        output.writer.string(value)
    }

    func encode(_ value: Int, forKey key: Key) throws {
        name(key)
        output.writer.integer(value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        name(key)
        try output.write(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        name(key)
        return WireEncoder(output: output, depth: depth).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        name(key)
        return WireEncoder(output: output, depth: depth).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        output.close(to: depth)
        output.writer.key("super")
        return WireEncoder(output: output, depth: depth)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        name(key)
        return WireEncoder(output: output, depth: depth)
    }
}

private struct WireListEncoding: UnkeyedEncodingContainer {
    let output: WireOutput
    let depth: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(output: WireOutput, depth: Int) {
        self.output = output
        self.depth = depth
    }

    private mutating func next() {
        output.close(to: depth)
        count += 1
    }

    mutating func encodeNil() throws {
        next()
        output.writer.null()
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        next()
        try output.write(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        next()
        return WireEncoder(output: output, depth: depth).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        next()
        return WireEncoder(output: output, depth: depth).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        next()
        return WireEncoder(output: output, depth: depth)
    }
}

private struct WireSingleEncoding: SingleValueEncodingContainer {
    let output: WireOutput
    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws { output.writer.null() }

    func encode<T: Encodable>(_ value: T) throws { try output.write(value) }
}
