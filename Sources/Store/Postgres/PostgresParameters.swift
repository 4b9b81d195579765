import Kernel

/// Parameters in text format, packed NUL-terminated into one buffer that is used again for every statement.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    /// Replaces what was packed before.
    mutating func pack(_ values: some Sequence<DBValue>) throws {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        for value in values {
            guard value != .null else {
                offsets.append(-1)
                continue
            }
            offsets.append(bytes.count)
            try append(value)
            bytes.append(0)
        }
    }

    /// Calls `body` with the pointers libpq wants.
    mutating func withPointers<Result>(_ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        pointers.removeAll(keepingCapacity: true)
        return bytes.withUnsafeBytes { (raw: UnsafeRawBufferPointer) -> Result in
            let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            for offset in offsets { pointers.append(offset < 0 ? nil : start.map { $0 + offset }) }
            return pointers.withUnsafeBufferPointer { (list: UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result in
                body(Int32(list.count), list.baseAddress)
            }
        }
    }

    private mutating func append(_ value: DBValue) throws {
        switch value {
        case .null: return
        case .int(let number): append(number)
        case .double(let number): bytes.append(contentsOf: number.description.utf8)
        case .text(let text), .json(let text):
            var text = text
            try text.withUTF8 { (utf8: UnsafeBufferPointer<UInt8>) throws -> Void in
                try TextRule.check(utf8)
                bytes.append(contentsOf: utf8)
            }
        case .id(let id):
            appendHex(id.high)
            appendHex(id.low)
        case .blob(let blob):
            bytes.append(contentsOf: [0x5C, 0x78])
            for byte in blob {
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 15))
            }
        }
    }

    private mutating func append(_ number: Int64) {
        if number < 0 { bytes.append(0x2D) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(truncatingIfNeeded: rest % 10) + 0x30)
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Sixteen digits; PostgreSQL reads a uuid without hyphens as well.
    private mutating func appendHex(_ half: UInt64) {
        for shift in stride(from: 60, through: 0, by: -4) {
            bytes.append(Self.digit(UInt8(truncatingIfNeeded: half >> UInt64(shift)) & 15))
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? nibble + 0x30 : nibble + 0x57 }
}
