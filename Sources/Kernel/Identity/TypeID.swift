/// The text form of ids: TypeID 0.3, a lower-case prefix, `_`, and 26 characters of Crockford base 32.
public enum TypeID {
    /// The length of what follows the underscore.
    public static let suffixLength = 26

    /// The text of an id under a prefix. An empty prefix writes the suffix alone.
    public static func text(prefix: String, _ raw: RawID) -> String {
        let capacity = prefix.utf8.count + 1 + suffixLength
        return String(unsafeUninitializedCapacity: capacity) { (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            guard let start = out.baseAddress else { return 0 }
            return write(prefix: prefix, raw, to: start)
        }
    }

    /// Takes text apart; nil unless it is a TypeID to the letter of the specification.
    public static func parse(_ text: some StringProtocol) -> (prefix: String, raw: RawID)? {
        var copy = String(text)
        return copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> (prefix: String, raw: RawID)? in
            guard bytes.count >= suffixLength else { return nil }
            let split = bytes.count - suffixLength
            guard let raw = decode(UnsafeBufferPointer(rebasing: bytes[split...])) else { return nil }
            guard split > 0 else { return ("", raw) }
            guard bytes[split - 1] == UInt8(ascii: "_") else { return nil }
            let prefix = UnsafeBufferPointer(rebasing: bytes[..<(split - 1)])
            guard isPrefix(prefix) else { return nil }
            return (String(decoding: prefix, as: UTF8.self), raw)
        }
    }

    /// Reads the id from text that must carry exactly this prefix, without allocating.
    public static func parse(_ text: String, prefix: String) -> RawID? {
        var copy = text
        let count = prefix.utf8.count
        return copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> RawID? in
            guard bytes.count == count + 1 + suffixLength, bytes[count] == UInt8(ascii: "_") else { return nil }
            var position = 0
            for byte in prefix.utf8 {
                guard bytes[position] == byte else { return nil }
                position += 1
            }
            return decode(UnsafeBufferPointer(rebasing: bytes[(count + 1)...]))
        }
    }

    /// Whether a text may be a prefix: up to 63 of `a`–`z` and `_`, with a letter at both ends.
    public static func isPrefix(_ text: String) -> Bool {
        var copy = text
        return copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> Bool in isPrefix(bytes) }
    }

    private static func isPrefix(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let underscore = UInt8(ascii: "_")
        guard (1...63).contains(bytes.count), bytes[0] != underscore, bytes[bytes.count - 1] != underscore
        else { return false }
        return bytes.allSatisfy { (byte: UInt8) -> Bool in (97...122).contains(byte) || byte == underscore }
    }

    /// Writes prefix, underscore and suffix; the memory must hold `prefix.utf8.count + 27` bytes.
    static func write(prefix: String, _ raw: RawID, to out: UnsafeMutablePointer<UInt8>) -> Int {
        var at = 0
        for byte in prefix.utf8 {
            out[at] = byte
            at += 1
        }
        if at > 0 {
            out[at] = UInt8(ascii: "_")
            at += 1
        }
        encode(raw, to: out + at)
        return at + suffixLength
    }

    /// 128 bits as 26 digits of five bits, two leading zero bits: thirteen digits from the high half,
    /// one across the seam, twelve from the low half.
    private static func encode(_ raw: RawID, to out: UnsafeMutablePointer<UInt8>) {
        for index in 0..<13 { out[index] = digit(raw.high >> UInt64(61 - 5 * index)) }
        out[13] = digit(raw.high << 4 | raw.low >> 60)
        for index in 0..<12 { out[14 + index] = digit(raw.low >> UInt64(55 - 5 * index)) }
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> RawID? {
        var high: UInt64 = 0, low: UInt64 = 0
        guard bytes[0] <= UInt8(ascii: "7") else { return nil }
        for index in 0..<13 {
            guard let value = value(bytes[index]) else { return nil }
            high |= value << UInt64(61 - 5 * index)
        }
        guard let seam = value(bytes[13]) else { return nil }
        high |= seam >> 4
        low = seam << 60
        for index in 0..<12 {
            guard let value = value(bytes[14 + index]) else { return nil }
            low |= value << UInt64(55 - 5 * index)
        }
        return RawID(high: high, low: low)
    }

    /// `0123456789abcdefghjkmnpqrstvwxyz`: digits, then the alphabet without i, l, o and u.
    @inline(__always) private static func digit(_ bits: UInt64) -> UInt8 {
        let five = UInt8(truncatingIfNeeded: bits & 31)
        if five < 10 { return five + 48 }
        var letter = five + 87
        if five > 17 { letter += 1 }
        if five > 19 { letter += 1 }
        if five > 21 { letter += 1 }
        if five > 26 { letter += 1 }
        return letter
    }

    @inline(__always) private static func value(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 48...57: UInt64(byte - 48)
        case 97...104: UInt64(byte - 87)
        case 106, 107: UInt64(byte - 88)
        case 109, 110: UInt64(byte - 89)
        case 112...116: UInt64(byte - 90)
        case 118...122: UInt64(byte - 91)
        default: nil
        }
    }
}
