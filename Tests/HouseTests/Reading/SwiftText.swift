/// A Swift file taken apart as far as the house rules need it: code, comments and string literals kept separate.
///
/// `code` has as many bytes and lines as the file; comments and the insides of strings are blanks in it, so that a word
/// found there is really code. Code inside an interpolation is code.
struct SwiftText: Sendable {
    struct Piece: Sendable {
        let line: Int
        let text: String
    }

    struct Literal: Sendable {
        let line: Int
        let text: String
        /// The code right before it: `from:` or `Table(`.
        let before: String
    }

    let code: [UInt8]
    /// Comments with their marks, in order of appearance.
    let comments: [Piece]
    /// What string literals say, with `\u{1}` in place of every interpolation.
    let strings: [Literal]
    /// Where each line begins in `code`.
    let lineStarts: [Int]

    init(_ text: String) {
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        code = lexer.code
        comments = lexer.comments
        strings = lexer.strings
        let code = lexer.code
        lineStarts = [0] + code.indices.filter { code[$0] == Byte.newline }.map { $0 + 1 }
    }

    var lineCount: Int { code.last == Byte.newline ? lineStarts.count - 1 : lineStarts.count }

    /// The line, counted from 1, that holds the byte.
    func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The code of a line counted from 1.
    func codeLine(_ number: Int) -> String {
        let end = number < lineStarts.count ? lineStarts[number] - 1 : code.count
        return String(decoding: code[lineStarts[number - 1]..<max(end, lineStarts[number - 1])], as: UTF8.self)
    }
}

enum Byte {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let slash = UInt8(ascii: "/")
    static let star = UInt8(ascii: "*")
    static let backslash = UInt8(ascii: "\\")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}

private struct Lexer {
    let bytes: [UInt8]
    var code: [UInt8]
    var comments: [SwiftText.Piece] = []
    var strings: [SwiftText.Literal] = []
    private var at = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code = bytes
    }

    mutating func run() {
        while at < bytes.count { readCode(untilClose: false) }
    }

    /// Code up to the end, or up to the parenthesis that closes an interpolation.
    private mutating func readCode(untilClose: Bool) {
        var depth = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == Byte.slash, peek(1) == Byte.slash {
                readLineComment()
            } else if byte == Byte.slash, peek(1) == Byte.star {
                readBlockComment()
            } else if byte == Byte.quote {
                readString(hashes: 0)
            } else if byte == Byte.hash {
                readHash()
            } else {
                if byte == Byte.open { depth += 1 }
                if byte == Byte.close { depth -= 1 }
                if untilClose, depth < 0 { return }
                step()
            }
        }
    }

    private func peek(_ distance: Int) -> UInt8 { at + distance < bytes.count ? bytes[at + distance] : 0 }

    private mutating func step() {
        if bytes[at] == Byte.newline { line += 1 }
        at += 1
    }

    /// Steps over a byte that is not code.
    private mutating func blank() {
        if bytes[at] != Byte.newline { code[at] = Byte.space }
        step()
    }

    private mutating func readLineComment() {
        let start = at
        while at < bytes.count, bytes[at] != Byte.newline { blank() }
        comments.append(.init(line: line, text: String(decoding: bytes[start..<at], as: UTF8.self)))
    }

    private mutating func readBlockComment() {
        let start = at
        let first = line
        var depth = 0
        repeat {
            if bytes[at] == Byte.slash, peek(1) == Byte.star {
                depth += 1
                blank()
            } else if bytes[at] == Byte.star, peek(1) == Byte.slash {
                depth -= 1
                blank()
            }
            blank()
        } while depth > 0 && at < bytes.count
        comments.append(.init(line: first, text: String(decoding: bytes[start..<at], as: UTF8.self)))
    }

    /// `#"…"#`, `#/…/#`, or an ordinary `#if`.
    private mutating func readHash() {
        var hashes = 0
        while peek(hashes) == Byte.hash { hashes += 1 }
        if peek(hashes) == Byte.quote {
            at += hashes
            readString(hashes: hashes)
        } else if peek(hashes) == Byte.slash {
            at += hashes
            repeat { blank() } while at < bytes.count && !(bytes[at] == Byte.slash && isHashed(hashes, after: 1))
        } else {
            at += hashes
        }
    }

    private func isHashed(_ hashes: Int, after distance: Int) -> Bool {
        (0..<hashes).allSatisfy { peek(distance + $0) == Byte.hash }
    }

    private mutating func readString(hashes: Int) {
        let quotes = peek(1) == Byte.quote && peek(2) == Byte.quote ? 3 : 1
        let first = line
        let before = wordBefore()
        var said: [UInt8] = []
        at += quotes
        while at < bytes.count {
            if bytes[at] == Byte.quote, quotes == 1 || (peek(1) == Byte.quote && peek(2) == Byte.quote),
                isHashed(hashes, after: quotes)
            {
                at += quotes + hashes
                break
            }
            if bytes[at] == Byte.backslash, isHashed(hashes, after: 1) {
                readEscape(hashes: hashes, into: &said)
            } else if quotes == 1, bytes[at] == Byte.newline {
                break  // not a string after all: go on as code
            } else {
                said.append(bytes[at])
                blank()
            }
        }
        strings.append(.init(line: first, text: String(decoding: said, as: UTF8.self), before: before))
    }

    /// `from:` in `from: "…"`, `Table(` in `Table("…"`.
    private func wordBefore() -> String {
        var end = at
        while end > 0, code[end - 1] == Byte.space || code[end - 1] == Byte.newline || code[end - 1] == Byte.hash {
            end -= 1
        }
        var start = max(end - 1, 0)
        while start > 0, Byte.isWord(code[start - 1]) { start -= 1 }
        return String(decoding: code[start..<end], as: UTF8.self)
    }

    private mutating func readEscape(hashes: Int, into said: inout [UInt8]) {
        for _ in 0...hashes { blank() }
        guard at < bytes.count else { return }
        if bytes[at] == Byte.open {
            said.append(1)
            step()
            readCode(untilClose: true)
            if at < bytes.count { step() }
        } else {
            said.append(bytes[at])
            blank()
        }
    }
}
