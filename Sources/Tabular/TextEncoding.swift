/// How the characters of a file are written as bytes.
public enum TextEncoding: String, CaseIterable, Sendable, Codable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"
    case latin1 = "iso-8859-1"
}

/// What the beginning of a file says about its encoding, and why.
public struct TextEncodingGuess: Sendable, Hashable {
    /// Why an encoding was taken.
    public enum Evidence: String, Sendable, Codable {
        /// The caller named it.
        case declared
        /// The file starts with a byte order mark.
        case byteOrderMark
        /// Every second byte is zero.
        case zeroPattern
        /// Non-ASCII characters form valid UTF-8.
        case validUTF8
        /// Non-ASCII bytes that are not UTF-8; Western European is assumed.
        case notUTF8
        /// Only ASCII so far: every encoding but UTF-16 reads it alike; the first other byte decides.
        case onlyASCII
    }

    /// The encoding used from here on; for `.onlyASCII` provisionally UTF-8.
    public let encoding: TextEncoding
    /// Why it was taken.
    public let evidence: Evidence
    /// Bytes of the byte order mark, to be skipped.
    public let markLength: Int

    /// States a guess.
    public init(encoding: TextEncoding, evidence: Evidence, markLength: Int = 0) {
        self.encoding = encoding
        self.evidence = evidence
        self.markLength = markLength
    }

    /// Judges the first bytes of a file (some kilobytes; more is better). A declared encoding wins, its mark is skipped.
    public static func from(
        _ head: UnsafeRawBufferPointer, declared: TextEncoding? = nil, isWhole: Bool = false
    ) -> TextEncodingGuess {
        let marked = byteOrderMark(head)
        if let declared {
            let length = marked?.encoding == declared ? marked?.markLength ?? 0 : 0
            return TextEncodingGuess(encoding: declared, evidence: .declared, markLength: length)
        }
        if let marked { return marked }
        if let wide = zeroPattern(head) { return TextEncodingGuess(encoding: wide, evidence: .zeroPattern) }
        return singleBytes(head, isLast: isWhole)
    }

    /// Decides between UTF-8 and Windows-1252 for bytes without a mark or zero pattern. A character that the end
    /// of the bytes cuts decides nothing while more is to come.
    static func singleBytes(_ bytes: UnsafeRawBufferPointer, isLast: Bool) -> TextEncodingGuess {
        let checked = UTF8Check.check(bytes)
        let good = bytes[0..<checked.validCount]
        let hasOther = good.contains { (byte: UInt8) -> Bool in byte >= 0x80 }
        let fits = checked.verdict != .invalid && !(checked.verdict == .incomplete && isLast)
        if !fits { return TextEncodingGuess(encoding: .windows1252, evidence: .notUTF8) }
        return TextEncodingGuess(encoding: .utf8, evidence: hasOther ? .validUTF8 : .onlyASCII)
    }

    private static func byteOrderMark(_ head: UnsafeRawBufferPointer) -> TextEncodingGuess? {
        if head.starts(with: [0xef, 0xbb, 0xbf]) {
            return TextEncodingGuess(encoding: .utf8, evidence: .byteOrderMark, markLength: 3)
        }
        if head.starts(with: [0xff, 0xfe]) {
            return TextEncodingGuess(encoding: .utf16LittleEndian, evidence: .byteOrderMark, markLength: 2)
        }
        if head.starts(with: [0xfe, 0xff]) {
            return TextEncodingGuess(encoding: .utf16BigEndian, evidence: .byteOrderMark, markLength: 2)
        }
        return nil
    }

    /// UTF-16 of mostly Western text has a zero in nearly every second byte, always on the same side.
    private static func zeroPattern(_ head: UnsafeRawBufferPointer) -> TextEncoding? {
        let pairs = min(head.count, 4096) / 2
        guard pairs >= 4 else { return nil }
        var evenZeros = 0
        var oddZeros = 0
        for pair in 0..<pairs {
            if head[2 * pair] == 0 { evenZeros += 1 }
            if head[2 * pair + 1] == 0 { oddZeros += 1 }
        }
        if oddZeros * 10 >= pairs * 7, evenZeros * 20 <= pairs { return .utf16LittleEndian }
        if evenZeros * 10 >= pairs * 7, oddZeros * 20 <= pairs { return .utf16BigEndian }
        return nil
    }
}
