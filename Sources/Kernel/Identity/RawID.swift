/// Sixteen bytes that name one thing. The order of ids is the order of their bytes, which for
/// version 7 is the order of creation.
public struct RawID: Hashable, Comparable, Sendable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// The id with these two halves.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id of sixteen bytes in network order; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0, low: UInt64 = 0, position = 0
        for byte in bytes {
            if position < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
            position += 1
        }
        self.init(high: high, low: low)
    }

    /// The id at these sixteen bytes of memory; nil for any other count.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// Calls `body` with the sixteen bytes in network order, without allocating.
    @inlinable public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let pair = (high.bigEndian, low.bigEndian)
        return try withUnsafeBytes(of: pair, body)
    }

    /// The sixteen bytes in network order.
    public var bytes: [UInt8] { withBytes { (raw: UnsafeRawBufferPointer) -> [UInt8] in [UInt8](raw) } }

    /// Orders by bytes.
    @inlinable public static func < (a: RawID, b: RawID) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }

    /// A UUID of version 7: the millisecond, its fraction in 1/4096, and 62 random bits.
    public static func v7(at instant: Instant, random: inout some RandomNumberGenerator) -> RawID {
        RawID(high: v7High(instant), low: v7Low(random.next() as UInt64))
    }

    /// The instant a version 7 id carries, to the millisecond; nil for other versions.
    public var v7Instant: Instant? {
        guard high >> 12 & 0xF == 7 else { return nil }
        return Instant(microseconds: Int64(high >> 16) * 1000)
    }

    static func v7High(_ instant: Instant) -> UInt64 {
        let micros = UInt64(max(0, instant.microseconds))
        let fraction = micros % 1000 * 4096 / 1000
        return (micros / 1000) << 16 | 0x7000 | fraction
    }

    static func v7Low(_ random: UInt64) -> UInt64 { random >> 2 | 0x8000_0000_0000_0000 }
}

extension RawID: CustomStringConvertible {
    /// The lower-case UUID text, `0190…-…`.
    public var uuidString: String {
        String(unsafeUninitializedCapacity: 36) { (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            var at = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    out[at] = UInt8(ascii: "-")
                    at += 1
                }
                let half = index < 16 ? high : low
                let nibble = UInt8(truncatingIfNeeded: half >> UInt64(60 - index % 16 * 4) & 0xF)
                out[at] = nibble < 10 ? nibble + 48 : nibble + 87
                at += 1
            }
            return at
        }
    }

    /// Reads UUID text of either case, with its four hyphens or with none.
    public init?(uuidString: String) {
        var high: UInt64 = 0, low: UInt64 = 0, digits = 0, position = 0
        let hyphenated = uuidString.utf8.count == 36
        guard hyphenated || uuidString.utf8.count == 32 else { return nil }
        for byte in uuidString.utf8 {
            defer { position += 1 }
            if hyphenated, position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let nibble = Self.hexValue(byte) else { return nil }
            if digits < 16 { high = high << 4 | nibble } else { low = low << 4 | nibble }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: high, low: low)
    }

    /// The UUID text.
    public var description: String { uuidString }

    private static func hexValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 48...57: UInt64(byte - 48)
        case 97...102: UInt64(byte - 87)
        case 65...70: UInt64(byte - 55)
        default: nil
        }
    }
}
