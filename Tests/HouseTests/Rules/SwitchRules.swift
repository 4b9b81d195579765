/// A `default:` over an enum of ours hides the case that is added tomorrow.
enum SwitchRules {
    struct Switch {
        let cases: Set<String>
        let defaultLine: Int?
    }

    static func defaults(_ tree: SourceTree) -> [Finding] {
        let enums = tree.sources.flatMap { enumCases(in: $0.text) }
        return tree.sources.flatMap { file in
            switches(in: file.text).compactMap { found in
                guard let line = found.defaultLine, !found.cases.isEmpty,
                    let owner = enums.first(where: { $0.cases.isSuperset(of: found.cases) })
                else { return nil }
                return Finding(
                    rule: .defaultCase, subject: file.path, path: file.path, line: line,
                    message: "default: over \(owner.name) (by its cases): name the cases that are left")
            }
        }
    }

    static func enumCases(in text: SwiftText) -> [(name: String, cases: Set<String>)] {
        Cursor.occurrences(of: "enum", in: text.code).compactMap { offset in
            var cursor = Cursor(text.code, at: offset + 4)
            cursor.skipBlanks()
            guard let name = cursor.word() else { return nil }
            while !cursor.isAtEnd, cursor.byte != Byte.openBrace { cursor.at += 1 }
            let open = cursor.at
            let close = cursor.skipBrackets()
            return (name, caseNames(in: text.code, from: open + 1, to: close))
        }
    }

    /// The names after `case` that lie directly in an enum's braces.
    private static func caseNames(in code: [UInt8], from start: Int, to end: Int) -> Set<String> {
        var names: Set<String> = []
        var cursor = Cursor(code, at: start)
        var isNaming = false
        while cursor.at < end {
            if cursor.byte == Byte.openBrace || cursor.byte == Byte.open || cursor.byte == UInt8(ascii: "[") {
                cursor.skipBrackets()
            } else if let word = cursor.word() {
                if isNaming { names.insert(word) }
                isNaming = word == "case"
            } else {
                if cursor.byte == UInt8(ascii: ","), !names.isEmpty { isNaming = true }
                if cursor.byte == UInt8(ascii: "=") || cursor.byte == UInt8(ascii: ":") { isNaming = false }
                cursor.at += 1
            }
        }
        return names
    }

    static func switches(in text: SwiftText) -> [Switch] {
        Cursor.occurrences(of: "switch", in: text.code).compactMap { offset in
            var cursor = Cursor(text.code, at: offset + 6)
            while !cursor.isAtEnd, cursor.byte != Byte.openBrace {
                if cursor.byte == Byte.open || cursor.byte == UInt8(ascii: "[") {
                    cursor.skipBrackets()
                } else {
                    cursor.at += 1
                }
            }
            let open = cursor.at
            let close = cursor.skipBrackets()
            return read(text, from: open + 1, to: close)
        }
    }

    private static func read(_ text: SwiftText, from start: Int, to end: Int) -> Switch {
        var cursor = Cursor(text.code, at: start)
        var names: Set<String> = []
        var isOverCases = true
        var defaultLine: Int?
        while cursor.at < end {
            if [Byte.openBrace, Byte.open, UInt8(ascii: "[")].contains(cursor.byte) {
                cursor.skipBrackets()
            } else if Byte.isWord(cursor.byte) {
                let at = cursor.at
                let word = cursor.word()
                if word == "case", !follows("if", at, text.code), !follows("guard", at, text.code),
                    !follows("for", at, text.code)
                {
                    if let found = pattern(&cursor, before: end) { names.formUnion(found) } else { isOverCases = false }
                }
                if word == "default", !follows("@unknown", at, text.code), cursor.byte == UInt8(ascii: ":") {
                    defaultLine = text.line(at: at)
                }
            } else {
                cursor.at += 1
            }
        }
        return Switch(cases: isOverCases ? names : [], defaultLine: defaultLine)
    }

    /// The names in `.a, .b(let x) where …:`; nil when the pattern is something else.
    private static func pattern(_ cursor: inout Cursor, before end: Int) -> Set<String>? {
        var names: Set<String> = []
        var expectsName = true
        while cursor.at < end, cursor.byte != UInt8(ascii: ":") {
            cursor.skipBlanks()
            if [Byte.openBrace, Byte.open, UInt8(ascii: "[")].contains(cursor.byte) {
                if expectsName { return nil }
                cursor.skipBrackets()
            } else if expectsName, cursor.byte == UInt8(ascii: ".") {
                cursor.at += 1
                if let name = cursor.word() { names.insert(name) }
                expectsName = false
            } else if let word = cursor.word() {
                if expectsName, word != "let", word != "var" { return nil }
            } else {
                if cursor.byte == Byte.quote, expectsName { return nil }
                if cursor.byte == UInt8(ascii: ",") { expectsName = true }
                cursor.at += 1
            }
        }
        return names
    }

    private static func follows(_ word: String, _ at: Int, _ code: [UInt8]) -> Bool {
        code[..<at].suffix(word.utf8.count + 1).dropLast().elementsEqual(word.utf8)
    }
}
