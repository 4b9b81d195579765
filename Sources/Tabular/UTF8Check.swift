/// Checks UTF-8 at memory speed and stops at zero bytes, which no text file has.
enum UTF8Check {
    enum Verdict: Equatable {
        /// Every byte belongs to a complete character.
        case complete
        /// The last one to three bytes begin a character that the next chunk may finish.
        case incomplete
        /// The byte at `validCount` cannot stand there.
        case invalid
        /// The byte at `validCount` is zero.
        case zero
    }

    /// How many leading bytes are good, and what stopped the check.
    static func check(_ bytes: UnsafeRawBufferPointer) -> (validCount: Int, verdict: Verdict) {
        let highBits: UInt64 = 0x8080_8080_8080_8080
        let ones: UInt64 = 0x0101_0101_0101_0101
        let count = bytes.count
        var index = 0
        while index < count {
            while index + 8 <= count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if (word | (word &- ones)) & highBits != 0 { break }
                index += 8
            }
            guard index < count else { break }
            let byte = bytes[index]
            if byte == 0 { return (index, .zero) }
            if byte < 0x80 {
                index += 1
                continue
            }
            switch sequence(bytes, at: index) {
            case .some(0): return (index, .incomplete)
            case .some(let length): index += length
            case .none: return (index, .invalid)
            }
        }
        return (count, .complete)
    }

    /// The length of the character that begins at `index`; 0 when the bytes end inside it; nil when it is wrong.
    private static func sequence(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        let first = bytes[index]
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xbf
        switch first {
        case 0xc2...0xdf: length = 2
        case 0xe0...0xef:
            length = 3
            if first == 0xe0 { low = 0xa0 }
            if first == 0xed { high = 0x9f }
        case 0xf0...0xf4:
            length = 4
            if first == 0xf0 { low = 0x90 }
            if first == 0xf4 { high = 0x8f }
        default: return nil
        }
        for offset in 1..<length {
            guard index + offset < bytes.count else { return 0 }
            let byte = bytes[index + offset]
            guard byte >= low, byte <= high else { return nil }
            low = 0x80
            high = 0xbf
        }
        return length
    }
}
