/// A function, initialiser or subscript with a body.
struct FunctionBody: Sendable {
    let name: String
    let firstLine: Int
    let lastLine: Int
    /// How deep braces lie in each other inside the body; 0 when it has none.
    let nesting: Int
    let deepestLine: Int

    var length: Int { lastLine - firstLine + 1 }

    static func all(in text: SwiftText) -> [FunctionBody] {
        ["func", "init", "subscript"].flatMap { keyword in
            Cursor.occurrences(of: keyword, in: text.code).compactMap { read(keyword, at: $0, in: text) }
        }
        .sorted { $0.firstLine < $1.firstLine }
    }

    private static func read(_ keyword: String, at start: Int, in text: SwiftText) -> FunctionBody? {
        if start > 0, text.code[start - 1] == UInt8(ascii: ".") { return nil }  // a call of an initialiser
        var cursor = Cursor(text.code, at: start + keyword.utf8.count)
        cursor.skipBlanks(andNewlines: false)
        var name = keyword
        if keyword == "func" { name = cursor.word() ?? "operator" }
        while !cursor.isAtEnd, cursor.byte != Byte.open {  // generics, `?`, an operator's signs
            if cursor.byte == Byte.openBrace || cursor.byte == Byte.newline { return nil }
            cursor.at += 1
        }
        cursor.skipBrackets()
        guard let open = bodyStart(after: cursor) else { return nil }
        var body = Cursor(text.code, at: open)
        let close = body.skipBrackets()
        let depth = nesting(from: open, to: close, in: text)
        return FunctionBody(
            name: name, firstLine: text.line(at: start), lastLine: text.line(at: min(close, text.code.count - 1)),
            nesting: depth.levels, deepestLine: depth.line)
    }

    /// A declaration without a body (in a protocol) ends where the next one begins.
    private static func bodyStart(after signature: Cursor) -> Int? {
        var cursor = signature
        while !cursor.isAtEnd {
            switch cursor.byte {
            case Byte.openBrace: return cursor.at
            case Byte.closeBrace, Byte.close, UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "."): return nil
            case Byte.open, UInt8(ascii: "["): cursor.skipBrackets()
            default:
                guard Byte.isWord(cursor.byte) else {
                    cursor.at += 1
                    continue
                }
                if ["func", "var", "let", "static", "init", "case", "public", "mutating"].contains(cursor.word()) {
                    return nil
                }
            }
        }
        return nil
    }

    private static func nesting(from open: Int, to close: Int, in text: SwiftText) -> (levels: Int, line: Int) {
        var depth = -1
        var deepest = (levels: 0, at: open)
        for index in open..<min(close, text.code.count) {
            if text.code[index] == Byte.openBrace {
                depth += 1
                if depth > deepest.levels { deepest = (depth, index) }
            }
            if text.code[index] == Byte.closeBrace { depth -= 1 }
        }
        return (deepest.levels, text.line(at: deepest.at))
    }
}
