/// Steps through masked code, word by word and bracket by bracket.
struct Cursor {
    let code: [UInt8]
    var at: Int

    init(_ code: [UInt8], at: Int = 0) {
        self.code = code
        self.at = at
    }

    var isAtEnd: Bool { at >= code.count }
    var byte: UInt8 { isAtEnd ? 0 : code[at] }

    mutating func skipBlanks(andNewlines: Bool = true) {
        while !isAtEnd, byte == Byte.space || byte == 9 || byte == 13 || (andNewlines && byte == Byte.newline) {
            at += 1
        }
    }

    /// The word that begins here, if one does; steps over it.
    mutating func word() -> String? {
        let start = at
        while !isAtEnd, Byte.isWord(byte) { at += 1 }
        return at > start ? String(decoding: code[start..<at], as: UTF8.self) : nil
    }

    /// Steps over a bracket that opens here and everything in it. Returns where the closing one is.
    @discardableResult
    mutating func skipBrackets() -> Int {
        var depth = 0
        while !isAtEnd {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            at += 1
            if depth == 0 { return at - 1 }
        }
        return code.count
    }

    /// Where a whole word occurs.
    static func occurrences(of word: String, in code: [UInt8]) -> [Int] {
        let needle = Array(word.utf8)
        guard let first = needle.first, code.count >= needle.count else { return [] }
        let wordBefore = Byte.isWord(first)
        let wordAfter = Byte.isWord(needle[needle.count - 1])
        var found: [Int] = []
        code.withUnsafeBufferPointer { code in
            var at = 0
            while at + needle.count <= code.count {
                if code[at] == first, Self.matches(needle, code, at),
                    !wordBefore || at == 0 || !Byte.isWord(code[at - 1]),
                    !wordAfter || at + needle.count == code.count || !Byte.isWord(code[at + needle.count])
                {
                    found.append(at)
                }
                at += 1
            }
        }
        return found
    }

    private static func matches(_ needle: [UInt8], _ code: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        for offset in 1..<max(needle.count, 1) where code[at + offset] != needle[offset] { return false }
        return true
    }
}
