/// Something that writes itself as JSON without Codable: for lists, exports and everything else in bulk.
public protocol JSONWritable {
    /// Writes exactly one value.
    func write(to writer: inout JSONWriter)
}

/// Writes compact JSON into bytes, member by member. Commas take care of themselves; balancing begins and
/// ends is the caller's business, which `object` and `array` do by their shape.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty document with room for some bytes.
    public init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Writes an object whose members `body` writes.
    @inline(__always) public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        begin(0x7B)
        try body(&self)
        end(0x7D)
    }

    /// Writes a list whose elements `body` writes.
    @inline(__always) public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        begin(0x5B)
        try body(&self)
        end(0x5D)
    }

    /// Writes a list of values.
    public mutating func array(_ values: some Sequence<some JSONWritable>) {
        begin(0x5B)
        for value in values { value.write(to: &self) }
        end(0x5D)
    }

    /// Writes a member; a nil value writes nothing.
    @inline(__always) public mutating func member(_ name: String, _ value: (some JSONWritable)?) {
        guard let value else { return }
        key(name)
        value.write(to: &self)
    }

    /// Writes a member whose value is a list.
    public mutating func member(_ name: String, list values: some Sequence<some JSONWritable>) {
        key(name)
        array(values)
    }

    /// Writes a member's name as it is; the next value is the member's.
    public mutating func key(_ name: String) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes a member's name in snake_case.
    mutating func snakeKey(_ name: String) {
        comma()
        bytes.append(0x22)
        SnakeCase.append(name, to: &bytes)
        bytes.append(0x22)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes a value.
    @inline(__always) public mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

    /// Writes null.
    public mutating func null() { literal("null") }

    /// Writes true or false.
    public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    /// Writes a whole number.
    public mutating func integer(_ value: some BinaryInteger) {
        comma()
        DecimalText.append(value, scale: 0, minimum: 0, to: &bytes)
        needsComma = true
    }

    /// Writes a number with the fewest digits that read back as the same; infinities and NaN become null.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        comma()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    /// Writes text.
    public mutating func string(_ text: String) {
        comma()
        bytes.append(0x22)
        var copy = text
        copy.withUTF8 { (utf8: UnsafeBufferPointer<UInt8>) -> Void in escape(utf8) }
        bytes.append(0x22)
        needsComma = true
    }

    /// Writes one JSON value that is already text; the caller answers for it being one.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        comma()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// Writes text that `body` puts, free of anything to escape, into memory of `capacity` bytes, saying how many.
    @inline(__always) mutating func plainText(
        capacity: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int
    ) {
        comma()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity + 2) {
            (out: UnsafeMutableBufferPointer<UInt8>) -> Void in
            guard let start = out.baseAddress else { return }
            out[0] = 0x22
            let count = body(start + 1)
            out[count + 1] = 0x22
            bytes.append(contentsOf: out[..<(count + 2)])
        }
        needsComma = true
    }

    mutating func begin(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Writes a decimal number as text, without an intermediate string.
    mutating func decimal(_ scaled: Int64, scale: Int, minimum: Int) {
        comma()
        bytes.append(0x22)
        DecimalText.append(scaled, scale: scale, minimum: minimum, to: &bytes)
        bytes.append(0x22)
        needsComma = true
    }

    @inline(__always) private mutating func comma() { if needsComma { bytes.append(0x2C) } }

    private mutating func literal(_ text: StaticString) {
        comma()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        needsComma = true
    }

    private mutating func escape(_ utf8: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in utf8.indices {
            let byte = utf8[index]
            if byte >= 0x20, byte != 0x22, byte != 0x5C { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
            start = index + 1
            bytes.append(0x5C)
            switch byte {
            case 0x22, 0x5C: bytes.append(byte)
            case 8: bytes.append(0x62)
            case 9: bytes.append(0x74)
            case 10: bytes.append(0x6E)
            case 12: bytes.append(0x66)
            case 13: bytes.append(0x72)
            default:
                bytes.append(contentsOf: [0x75, 0x30, 0x30, 0x30 + byte >> 4])
                bytes.append(byte & 15 < 10 ? 0x30 + byte & 15 : 0x57 + byte & 15)
            }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
}
