/// What must be written down, and what must not be left lying about.
enum DocumentRules {
    /// Targets whose every public declaration says what it promises. The others have a number that may only fall.
    static let fullyDocumented: Set<String> = ["Kernel", "Store", "Platform"]

    /// Members of the standard library's protocols: their promise is written there.
    private static let inherited: Set<String> = [
        "description", "debugDescription", "hash", "encode", "rawValue", "allCases", "id", "next", "makeIterator",
        "body",
    ]

    static func undocumented(_ tree: SourceTree) -> [Finding] {
        let promised = inherited.union(tree.sources.flatMap { protocolMembers(of: $0.text) })
        return tree.sources.flatMap { file in
            let documented = docLines(file.text)
            return (1...max(file.text.lineCount, 1)).compactMap { number -> Finding? in
                guard let (kind, name) = publicDeclaration(file.text, number), !promised.contains(name),
                    !isDocumented(file.text, number, documented)
                else { return nil }
                return Finding(
                    rule: .docComment, subject: fullyDocumented.contains(file.folder) ? file.path : file.folder,
                    path: file.path, line: number, message: "public \(kind) \(name) has no doc comment")
            }
        }
    }

    /// What a line declares publicly, if it promises anything.
    private static func publicDeclaration(_ text: SwiftText, _ number: Int) -> (kind: String, name: String)? {
        let line = text.codeLine(number)
        guard let (kind, name) = declaration(line) else { return nil }
        if kind == "func", isOperator(line) { return nil }  // of a well-known protocol
        if kind == "init", !line.contains("throws") || line.contains("init(from") { return nil }  // only takes values
        return (kind, name ?? kind)
    }

    /// The members that protocols of ours ask for; whoever conforms need not repeat what they promise.
    private static func protocolMembers(of text: SwiftText) -> Set<String> {
        var names: Set<String> = []
        for offset in Cursor.occurrences(of: "protocol", in: text.code) {
            var cursor = Cursor(text.code, at: offset)
            while !cursor.isAtEnd, cursor.byte != Byte.openBrace { cursor.at += 1 }
            let open = cursor.at
            let body = Array(text.code[open..<cursor.skipBrackets()])
            for keyword in ["func", "var", "associatedtype"] {
                for member in Cursor.occurrences(of: keyword, in: body) {
                    var cursor = Cursor(body, at: member + keyword.utf8.count)
                    cursor.skipBlanks()
                    if let name = cursor.word() { names.insert(name) }
                }
            }
        }
        return names
    }

    private static let modifiers: Set<String> = [
        "static", "final", "mutating", "nonmutating", "override", "indirect", "nonisolated", "convenience", "required",
        "lazy",
        "consuming", "borrowing", "private", "internal", "package", "set", "unsafe", "weak",
    ]
    private static let kinds: Set<String> = [
        "struct", "enum", "class", "protocol", "func", "var", "let", "init", "subscript", "typealias", "actor",
    ]

    /// `public static func allocated` is a func called allocated; a line that declares nothing publicly is nil.
    private static func declaration(_ line: String) -> (kind: String, name: String?)? {
        guard line.contains("public") || line.contains("open") else { return nil }
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "@" }.map(String.init)
        guard let at = words.firstIndex(where: { $0 == "public" || $0 == "open" }) else { return nil }
        guard words[..<at].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) }) || line.contains("@") else {
            return nil
        }
        let rest = words[(at + 1)...].drop {
            modifiers.contains($0) || ($0 == "class" && words.count > at + 2 && kinds.contains(words[at + 2]))
        }
        guard let kind = rest.first, kinds.contains(kind) else { return nil }
        return (kind, rest.dropFirst().first)
    }

    private static func isOperator(_ line: String) -> Bool {
        guard let after = line.firstRange(of: "func ")?.upperBound else { return false }
        return line[after...].first.map { !$0.isLetter && $0 != "_" && $0 != "`" } ?? false
    }

    private static func isDocumented(_ text: SwiftText, _ number: Int, _ documented: Set<Int>) -> Bool {
        var above = number - 1
        while above >= 1 {
            let line = text.codeLine(above)
            if documented.contains(above) { return true }
            guard line.contains("@"), line.drop(while: \.isWhitespace).hasPrefix("@") else { return false }
            above -= 1
        }
        return false
    }

    private static func docLines(_ text: SwiftText) -> Set<Int> {
        Set(text.comments.filter { $0.text.hasPrefix("///") }.map(\.line))
            .union(text.comments.filter { $0.text.hasPrefix("/**") }.map { $0.line + $0.text.count { $0 == "\n" } })
    }

    static func readmes(_ tree: SourceTree) -> [Finding] {
        Set(tree.sources.map(\.folder)).sorted().compactMap { folder in
            let path = "Sources/\(folder)/README.md"
            let lines = (tree.documents[path] ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") }
            guard lines.reduce(0, { $0 + $1.count }) < 150 else { return nil }
            return Finding(
                rule: .readme, subject: path, path: path, line: 1,
                message: "half a page, please: what it owns, its invariants, how to use it")
        }
    }

    /// `docs/coverage.md`: a table whose first cell is a requirement id and whose row names tests in backticks.
    static func requirements(_ tree: SourceTree) -> [Finding] {
        let path = "docs/coverage.md"
        let known = testNames(tree)
        var seen: Set<String> = []
        var findings: [Finding] = []
        func object(_ id: String, _ line: Int, _ message: String) {
            findings.append(
                Finding(rule: .requirement, subject: id, path: path, line: line, message: "\(id): \(message)"))
        }
        for (index, row) in (tree.documents[path] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            guard let id = row.firstMatch(of: /^\|\s*`?([A-Z]{2,4}-\d+)`?\s*\|/).map({ String($0.1) }) else { continue }
            if !seen.insert(id).inserted { object(id, index + 1, "has a second row") }
            let named = row.matches(of: /`([^`]+)`/).map { String($0.1) }.filter { $0 != id }
            let missing = named.filter { $0.wholeMatch(of: /[\w.]+(\(.*\))?/) != nil && !known.contains(lastPart($0)) }
            for test in missing { object(id, index + 1, "there is no test or suite `\(test)`") }
            if named.allSatisfy({ !known.contains(lastPart($0)) }) { object(id, index + 1, "names no existing test") }
        }
        return findings
    }

    private static func lastPart(_ test: String) -> String {
        String(test.prefix { $0 != "(" }.split(separator: ".").last ?? "")
    }

    private static func testNames(_ tree: SourceTree) -> Set<String> {
        var names: Set<String> = []
        for file in tree.files where file.isTest {
            for keyword in ["func", "struct", "enum", "class"] {
                for offset in Cursor.occurrences(of: keyword, in: file.text.code) {
                    var cursor = Cursor(file.text.code, at: offset + keyword.utf8.count)
                    cursor.skipBlanks()
                    if let name = cursor.word() { names.insert(name) }
                }
            }
        }
        return names
    }

    static func leftovers(_ tree: SourceTree) -> [Finding] {
        tree.files.flatMap { file in
            file.text.comments.compactMap { comment in
                guard let mark = comment.text.firstMatch(of: /\b(TODO|FIXME|XXX|HACK)\b/) else { return nil }
                return Finding(
                    rule: .leftover, subject: file.path, path: file.path, line: comment.line,
                    message: "\(mark.1): do it, or open an issue")
            }
        }
    }
}
