extension SQL {
    /// Marked text as an engine reads it: `?` for SQLite, `$1::int8` for PostgreSQL, and one side of every fork.
    /// It runs on statement-cache misses only.
    static func render(_ marked: String, for engine: Engine) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(marked.utf8.count + 32)
        var isSkipping = false
        var number = 0
        for byte in marked.utf8 {
            switch byte {
            case 0x02: isSkipping = engine != .sqlite
            case 0x03: isSkipping = engine != .postgres
            case 0x04: isSkipping = false
            case _ where isSkipping: continue
            case _:
                guard let kind = DBKind(mark: byte) else {
                    out.append(byte)
                    continue
                }
                number += 1
                out.append(contentsOf: placeholder(number, kind, engine).utf8)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func placeholder(_ number: Int, _ kind: DBKind, _ engine: Engine) -> String {
        switch engine {
        case .sqlite: "?"
        case .postgres: "$\(number)\(kind.postgresCast)"
        }
    }

    /// The text for people: parameters as `?`, no values, white space collapsed, at most 500 characters.
    static func printable(_ marked: String, for engine: Engine) -> String {
        let words = render(marked, for: engine).split { (character: Character) -> Bool in character.isWhitespace }
        let line = words.joined(separator: " ")
        return line.count <= 500 ? line : line.prefix(500) + "…"
    }
}
