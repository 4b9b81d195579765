extension String: JSONWritable {
    /// Writes text.
    public func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONWritable {
    /// Writes true or false.
    public func write(to writer: inout JSONWriter) { writer.bool(self) }
}

extension Int: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int64: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Double: JSONWritable {
    /// Writes a number.
    public func write(to writer: inout JSONWriter) { writer.double(self) }
}

extension JSON: JSONWritable {
    /// Writes the value, objects in their own order.
    public func write(to writer: inout JSONWriter) { write(to: &writer, sorted: false) }

    /// Compact text, objects in their own order.
    public var bytes: [UInt8] { text(sorted: false) }

    /// The one text of this value: compact, members by the bytes of their names. For digests and comparisons.
    public var canonicalBytes: [UInt8] { text(sorted: true) }

    private func text(sorted: Bool) -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer, sorted: sorted)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter, sorted: Bool) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.integer(value)
        case .double(let value): writer.double(value)
        case .string(let value): writer.string(value)
        case .array(let elements):
            writer.begin(0x5B)
            for element in elements { element.write(to: &writer, sorted: sorted) }
            writer.end(0x5D)
        case .object(let object):
            writer.begin(0x7B)
            for member in sorted ? object.sorted : object.members {
                writer.key(member.key)
                member.value.write(to: &writer, sorted: sorted)
            }
            writer.end(0x7D)
        }
    }
}

extension JSON: CustomStringConvertible {
    /// The compact text.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension ID: JSONWritable {
    /// Writes the TypeID text.
    public func write(to writer: inout JSONWriter) { writer.typeID(Entity.idPrefix, raw) }
}

extension Reference: JSONWritable {
    /// Writes the TypeID text.
    public func write(to writer: inout JSONWriter) { writer.typeID(kind, raw) }
}

extension JSONWriter {
    fileprivate mutating func typeID(_ prefix: String, _ raw: RawID) {
        plainText(capacity: prefix.utf8.count + 1 + TypeID.suffixLength) { (out: UnsafeMutablePointer<UInt8>) -> Int in
            TypeID.write(prefix: prefix, raw, to: out)
        }
    }
}

extension Instant: JSONWritable {
    /// Writes RFC 3339.
    public func write(to writer: inout JSONWriter) {
        writer.plainText(capacity: 27) { (out: UnsafeMutablePointer<UInt8>) -> Int in writeText(to: out) }
    }
}

extension Currency: JSONWritable {
    /// Writes the code.
    public func write(to writer: inout JSONWriter) {
        writer.plainText(capacity: 3) { (out: UnsafeMutablePointer<UInt8>) -> Int in
            for index in 0..<3 { out[index] = letter(index) }
            return 3
        }
    }
}

extension Quantity: JSONWritable {
    /// Writes decimal text.
    public func write(to writer: inout JSONWriter) { writer.decimal(micros, scale: 6, minimum: 0) }
}

extension Money: JSONWritable {
    /// Writes `{"amount":"12.50","currency":"GBP"}`.
    public func write(to writer: inout JSONWriter) {
        writer.begin(0x7B)
        writer.key("amount")
        writer.decimal(minorUnits, scale: currency.exponent, minimum: currency.exponent)
        writer.member("currency", currency)
        writer.end(0x7D)
    }
}

extension UnitPrice: JSONWritable {
    /// Writes `{"amount":"0.0125","currency":"GBP"}`.
    public func write(to writer: inout JSONWriter) {
        writer.begin(0x7B)
        writer.key("amount")
        writer.decimal(micros, scale: 6, minimum: currency.exponent)
        writer.member("currency", currency)
        writer.end(0x7D)
    }
}

extension ExactAmount: JSONWritable {
    /// Writes decimal text.
    public func write(to writer: inout JSONWriter) { writer.string(description) }
}
