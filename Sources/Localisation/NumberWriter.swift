/// Writes exact numbers with the separators of a locale. No Foundation: a page writes hundreds of them.
struct NumberWriter: Sendable {
    private let decimal: [UInt8]
    private let grouping: [UInt8]
    private let minimumGroupingDigits: Int

    /// What stands around the digits.
    struct Affix: Sendable {
        let prefix: [UInt8]
        let suffix: [UInt8]

        init(prefix: String = "", suffix: String = "") {
            self.prefix = Array(prefix.utf8)
            self.suffix = Array(suffix.utf8)
        }

        static let none = Affix()
    }

    /// What is written before a number.
    enum Sign: Sendable {
        case none, minus, plus
    }

    init(_ data: LocaleData) {
        decimal = Array(data.decimalSeparator.utf8)
        grouping = Array(data.groupingSeparator.utf8)
        minimumGroupingDigits = data.minimumGroupingDigits
    }

    /// A number scaled by ten to the power `scale`, with trailing zeros dropped down to `minimum` decimals.
    func text(
        _ scaled: Int64, scale: Int = 0, minimum: Int = 0, affix: Affix = .none, signed: Bool = false
    ) -> String {
        let sign: Sign = scaled < 0 ? .minus : signed && scaled > 0 ? .plus : .none
        return text(scaled.magnitude, scale: scale, minimum: minimum, sign: sign, affix: affix)
    }

    /// The same for numbers beyond 64 bits.
    func text(wide scaled: Int128, scale: Int, minimum: Int, affix: Affix = .none, signed: Bool = false) -> String {
        if let narrow = Int64(exactly: scaled) {
            return text(narrow, scale: scale, minimum: minimum, affix: affix, signed: signed)
        }
        let sign: Sign = scaled < 0 ? .minus : signed ? .plus : .none
        return text(scaled.magnitude, scale: scale, minimum: minimum, sign: sign, affix: affix)
    }

    private func text<Number: FixedWidthInteger & UnsignedInteger>(
        _ magnitude: Number, scale: Int, minimum: Int, sign: Sign, affix: Affix
    ) -> String {
        // 40 digits and a separator for every third of them, a sign of three bytes, and what stands around.
        let room = 96 + affix.prefix.count + affix.suffix.count
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) {
            (buffer: UnsafeMutableBufferPointer<UInt8>) -> String in
            var out = Backwards(buffer: buffer, at: room)
            out.put(affix.suffix)
            var rest = magnitude
            decimals(&rest, scale, minimum, to: &out)
            whole(rest, to: &out)
            out.put(affix.prefix)
            switch sign {
            case .none: break
            case .minus: out.put(Self.minus)
            case .plus: out.put(43)
            }
            return String(decoding: buffer[out.at...], as: UTF8.self)
        }
    }

    private func decimals<Number: FixedWidthInteger & UnsignedInteger>(
        _ rest: inout Number, _ scale: Int, _ minimum: Int, to out: inout Backwards
    ) {
        var place = scale, started = false
        while place > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            rest = quotient
            started = started || digit != 0 || place <= minimum
            if started { out.put(UInt8(truncatingIfNeeded: digit) + 48) }
            place -= 1
        }
        if started { out.put(decimal) }
    }

    private func whole<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number, to out: inout Backwards) {
        var rest = number, written = 0
        // 1000 with as many more digits as the locale wants before its first separator.
        let isGrouped = number >= (minimumGroupingDigits == 1 ? 1000 : 10_000)
        repeat {
            if isGrouped, written > 0, written % 3 == 0 { out.put(grouping) }
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            rest = quotient
            out.put(UInt8(truncatingIfNeeded: digit) + 48)
            written += 1
        } while rest != 0
    }

    /// U+2212, as wide as a plus.
    private static let minus: [UInt8] = [0xE2, 0x88, 0x92]

    /// Fills a buffer from its end.
    private struct Backwards {
        let buffer: UnsafeMutableBufferPointer<UInt8>
        var at: Int

        @inline(__always) mutating func put(_ byte: UInt8) {
            at -= 1
            buffer[at] = byte
        }

        @inline(__always) mutating func put(_ bytes: [UInt8]) {
            var index = bytes.count
            while index > 0 {
                index -= 1
                put(bytes[index])
            }
        }
    }
}
