/// What the upper half of the single-byte encodings stands for, and writing characters as UTF-8.
enum SingleByteText {
    static let latin1: [UInt16] = (0x80...0xff).map { (code: Int) -> UInt16 in UInt16(code) }

    /// As web browsers read it: the five unassigned bytes are the control characters of Latin-1.
    static let windows1252: [UInt16] =
        [
            0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
            0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
            0x0153, 0x9d, 0x017e, 0x0178,
        ] + (0xa0...0xff).map { (code: Int) -> UInt16 in UInt16(code) }
}

/// Writes characters as UTF-8 into memory somebody else owns.
struct UTF8Output {
    private let target: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ target: UnsafeMutableRawBufferPointer) { self.target = target }

    /// Whether any one character still fits.
    var hasRoom: Bool { count + 4 <= target.count }

    mutating func append(ascii byte: UInt8) {
        target[count] = byte
        count += 1
    }

    /// Appends a Unicode scalar value; the caller has made sure that it is one.
    mutating func append(_ code: UInt32) {
        switch code {
        case 0..<0x80: append(ascii: UInt8(code))
        case 0x80..<0x800:
            append(ascii: UInt8(0xc0 | code >> 6))
            append(ascii: UInt8(0x80 | code & 0x3f))
        case 0x800..<0x10000:
            append(ascii: UInt8(0xe0 | code >> 12))
            append(ascii: UInt8(0x80 | code >> 6 & 0x3f))
            append(ascii: UInt8(0x80 | code & 0x3f))
        default:
            append(ascii: UInt8(0xf0 | code >> 18))
            append(ascii: UInt8(0x80 | code >> 12 & 0x3f))
            append(ascii: UInt8(0x80 | code >> 6 & 0x3f))
            append(ascii: UInt8(0x80 | code & 0x3f))
        }
    }
}
