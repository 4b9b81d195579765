import Kernel

/// Migration statements for one engine.
enum DDL {
    /// The statement as the engine reads it; nil when it is for the other engine.
    static func render(_ statement: String, for engine: Engine, in migration: String) throws -> String? {
        var text = Substring(statement).drop { (character: Character) -> Bool in character.isWhitespace }
        for other in Engine.allCases where text.hasPrefix(other.rawValue + ":") {
            if other != engine { return nil }
            text = text.dropFirst(other.rawValue.count + 1)
        }
        return try replaceWords(text, engine, migration)
    }

    private static func replaceWords(_ text: Substring, _ engine: Engine, _ migration: String) throws -> String {
        var out = ""
        var rest = text
        var isQuoted = false
        while let character = rest.popFirst() {
            if character == "-", rest.first == "-", !isQuoted {
                // A comment may hold an apostrophe; it is left out.
                rest = rest.drop { (character: Character) -> Bool in character != "\n" }
                continue
            }
            if character == "'" { isQuoted.toggle() }
            guard character == "@", !isQuoted, rest.first?.isLetter == true else {
                out.append(character)
                continue
            }
            let word = rest.prefix { (character: Character) -> Bool in character.isLetter }
            rest = rest.dropFirst(word.count)
            guard let meaning = words[String(word)] else {
                throw Problem(
                    .internal, "store.unknown_ddl_word", "Migration \(migration) uses the unknown word @\(word).",
                    remedy: "Use one of \(words.keys.sorted().map { "@" + $0 }.joined(separator: ", ")).")
            }
            switch engine {
            case .sqlite: out += meaning.sqlite
            case .postgres: out += meaning.postgres
            }
        }
        return trimmed(out)
    }

    private static let words: [String: (sqlite: String, postgres: String)] = [
        "id": ("BLOB", "UUID"),
        "int": ("INTEGER", "BIGINT"),
        "text": ("TEXT", "TEXT COLLATE \"C\""),
        "json": ("TEXT", "JSONB"),
        "bool": ("INTEGER", "SMALLINT"),
        "blob": ("BLOB", "BYTEA"),
        "real": ("REAL", "DOUBLE PRECISION"),
        "strict": ("STRICT, WITHOUT ROWID", ""),
        "rowid": ("STRICT", ""),
    ]

    private static func trimmed(_ text: String) -> String {
        var slice = Substring(text)
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace || last == ";" { slice.removeLast() }
        return String(slice)
    }

    // MARK: Which tables a statement touches

    /// What a statement does to a table, as far as its first words tell.
    enum Effect: Hashable {
        case creates(String)
        case drops(String)
        case renames(String, to: String)
        case touches(String)
    }

    /// Reads `CREATE [VIRTUAL] TABLE`, `DROP TABLE`, `ALTER TABLE`, `CREATE INDEX … ON`, `INSERT INTO`, `UPDATE`, `DELETE FROM`.
    static func effect(of statement: String) -> Effect? {
        let words = statement.split { (c: Character) -> Bool in c.isWhitespace || c == "(" || c == ")" || c == "," }
            .map { (word: Substring) -> String in String(word.filter { (c: Character) -> Bool in c != "\"" }) }
        let upper = words.map { (word: String) -> String in word.uppercased() }
        guard let verb = upper.first else { return nil }
        func name(after marker: String) -> String? {
            guard var index = upper.firstIndex(of: marker) else { return nil }
            index += 1
            while index < upper.count, ["IF", "NOT", "EXISTS", "ONLY"].contains(upper[index]) { index += 1 }
            return index < words.count ? words[index] : nil
        }
        switch verb {
        case "CREATE":
            if upper.prefix(4).contains("INDEX") { return name(after: "ON").map(Effect.touches) }
            return upper.prefix(4).contains("TABLE") ? name(after: "TABLE").map(Effect.creates) : nil
        case "DROP": return upper.dropFirst().first == "TABLE" ? name(after: "TABLE").map(Effect.drops) : nil
        case "ALTER":
            guard let table = name(after: "TABLE") else { return nil }
            if let rename = upper.firstIndex(of: "RENAME"), rename + 2 < upper.count, upper[rename + 1] == "TO" {
                return .renames(table, to: words[rename + 2])
            }
            return .touches(table)
        case "INSERT": return name(after: "INTO").map(Effect.touches)
        case "UPDATE": return name(after: "UPDATE").map(Effect.touches)
        case "DELETE": return name(after: "FROM").map(Effect.touches)
        case _: return nil
        }
    }
}
