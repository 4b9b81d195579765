/// SQL as it stands in string literals: enough of it to see which tables a statement names.
struct SQLText: Sendable {
    /// A table that some `CREATE TABLE` makes.
    struct Table: Sendable {
        let name: String
        let path: String
        let line: Int
        let folder: String
        let hasTenant: Bool
        /// The columns of the primary key, in order; empty when there is none.
        let primaryKey: [String]
    }

    /// A table named after FROM, JOIN, INTO or UPDATE.
    struct Mention: Sendable {
        let table: String
        /// Lines below the literal's first.
        let lineOffset: Int
    }

    let words: [(text: String, line: Int)]
    /// Whether the first word is a table, because the literal stands where a table is asked for.
    let beginsWithTable: Bool

    /// Words and signs, without quoted values. `before` is the code in front of the literal: what follows `from:` or
    /// `Table(` begins with a table.
    init(_ literal: String, after before: String = "") {
        beginsWithTable = Self.asksForTable(before)
        var words: [(text: String, line: Int)] = []
        var word = ""
        var line = 0
        var quoted = false
        for character in literal.unicodeScalars {
            if character == "'" { quoted.toggle() }
            let isWord =
                character.properties.isAlphabetic || ("0"..."9").contains(character)
                || "_@\"".unicodeScalars.contains(character)
            if isWord, !quoted {
                if character != "\"" { word.unicodeScalars.append(character) }
                continue
            }
            if !word.isEmpty { words.append((word, line)) }
            word = ""
            if character == "\n" { line += 1 }
            if !quoted, "(),.;\u{1}".unicodeScalars.contains(character) { words.append((String(character), line)) }
        }
        if !word.isEmpty { words.append((word, line)) }
        self.words = words
    }

    static func asksForTable(_ before: String) -> Bool { before == "from:" || before == "Table(" }

    /// Prose can hold the word "from"; SQL begins with a verb or shouts.
    static func looksLikeSQL(_ literal: String) -> Bool {
        let first = literal.prefix { !$0.isWhitespace }.uppercased()
        if ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE"].contains(first) { return true }
        let start = literal.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }.uppercased()
        if ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE"].contains(start) { return true }
        return ["FROM ", "JOIN ", "INTO ", "UPDATE "].contains { literal.contains($0) }
    }

    var mentions: [Mention] {
        let first = words.first.map { [Mention(table: $0.text, lineOffset: $0.line)] } ?? []
        return (beginsWithTable ? first : [])
            + words.indices.dropLast().compactMap { index in
                guard ["FROM", "JOIN", "INTO", "UPDATE"].contains(words[index].text.uppercased()) else { return nil }
                let next = words[index + 1]
                if next.text == "(" || next.text.uppercased() == "SET" || next.text.uppercased() == "SELECT" {
                    return nil
                }
                return Mention(table: next.text, lineOffset: next.line)
            }
    }

    /// Whether conditions made elsewhere are spliced in: `WHERE \(conditions)`.
    var splicesConditions: Bool {
        words.indices.dropLast().contains { index in
            ["WHERE", "AND"].contains(words[index].text.uppercased()) && words[index + 1].text == "\u{1}"
        }
    }

    func count(of word: String) -> Int { words.count { $0.text == word } }

    /// Every `CREATE TABLE name (…)` of a text.
    func tables(path: String, line: Int, folder: String) -> [Table] {
        words.indices.compactMap { index in
            guard words[index].text.uppercased() == "TABLE", index > 0, index + 1 < words.count else { return nil }
            guard ["CREATE", "VIRTUAL"].contains(words[index - 1].text.uppercased()) else { return nil }
            var at = index + 1
            while at < words.count, ["IF", "NOT", "EXISTS"].contains(words[at].text.uppercased()) { at += 1 }
            // `USING fts5` makes a shadow of a table, not a table
            guard at + 1 < words.count, words[at + 1].text == "(" else { return nil }
            let columns = Self.columns(words[(at + 1)...].map(\.text))
            return Table(
                name: words[at].text, path: path, line: line + words[at].line, folder: folder,
                hasTenant: columns.contains { $0.first == "tenant" }, primaryKey: Self.primaryKey(columns))
        }
    }

    /// The comma-separated parts between a bracket and the one that closes it.
    private static func columns(_ words: [String]) -> [[String]] {
        var depth = 0
        var parts: [[String]] = [[]]
        for word in words {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            if depth == 0 { break }
            if word == ",", depth == 1 {
                parts.append([])
            } else if !(word == "(" && depth == 1) {
                parts[parts.count - 1].append(word)
            }
        }
        return parts
    }

    private static func primaryKey(_ columns: [[String]]) -> [String] {
        for column in columns {
            guard let at = column.indices.first(where: { column[$0].uppercased() == "PRIMARY" }) else { continue }
            if at == 0 || column[0].uppercased() == "CONSTRAINT" {
                return column[at...].drop { $0 != "(" }.filter { !["(", ")", ","].contains($0) }
            }
            return [column[0]]
        }
        return []
    }
}
