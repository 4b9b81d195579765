import Kernel

/// PostgreSQL's text format for the types we store, read without going through `String`.
enum PostgresText {
    /// A C string, if there is one.
    static func string(_ start: UnsafePointer<CChar>?) -> String? { start.map { String(cString: $0) } }

    /// `-12`, `t`, `f`.
    static func integer(_ start: UnsafePointer<CChar>, _ count: Int) -> Int64? {
        guard count > 0 else { return nil }
        if count == 1 {
            if start[0] == 0x74 { return 1 }
            if start[0] == 0x66 { return 0 }
        }
        let isNegative = start[0] == 0x2D
        var index = isNegative ? 1 : 0
        guard index < count else { return nil }
        var value: Int64 = 0
        while index < count {
            let digit = Int64(start[index]) - 0x30
            guard digit >= 0, digit <= 9 else { return nil }
            let (scaled, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) =
                isNegative
                ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            guard !tooBig, !overflow else { return nil }
            value = sum
            index += 1
        }
        return value
    }

    /// `0189d2f0-…`, 36 characters.
    static func uuid(_ start: UnsafePointer<CChar>, _ count: Int) -> RawID? {
        guard count == 36 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        var digits = 0
        for index in 0..<36 where start[index] != 0x2D {
            guard let nibble = nibble(start[index]) else { return nil }
            if digits < 16 { high = high << 4 | UInt64(nibble) } else { low = low << 4 | UInt64(nibble) }
            digits += 1
        }
        return digits == 32 ? RawID(high: high, low: low) : nil
    }

    /// `\x00ff…`.
    static func bytes(_ start: UnsafePointer<CChar>, _ count: Int) -> [UInt8]? {
        guard count >= 2, count % 2 == 0, start[0] == 0x5C, start[1] == 0x78 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count / 2 - 1)
        for index in stride(from: 2, to: count, by: 2) {
            guard let upper = nibble(start[index]), let lower = nibble(start[index + 1]) else { return nil }
            bytes.append(upper << 4 | lower)
        }
        return bytes
    }

    private static func nibble(_ character: CChar) -> UInt8? {
        let byte = UInt8(bitPattern: character)
        switch byte {
        case 0x30...0x39: return byte - 0x30
        case 0x61...0x66: return byte - 0x61 + 10
        case 0x41...0x46: return byte - 0x41 + 10
        case _: return nil
        }
    }
}
