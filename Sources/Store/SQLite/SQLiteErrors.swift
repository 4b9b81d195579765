import CSQLite

/// SQLite's result codes in our vocabulary.
enum SQLiteErrors {
    static func kind(_ code: Int32, message: String) -> DBError.Kind {
        // The extended codes are macros with arithmetic, which Swift does not import.
        switch code {
        case 1555, 2067, 2579: .unique(constraint: constraint(message))
        case 787: .foreignKey
        case 275: .check
        case 1299: .notNull
        case _: primary(code & 0xFF)
        }
    }

    private static func primary(_ code: Int32) -> DBError.Kind {
        switch code {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_IOERR, SQLITE_CANTOPEN: .io
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case _: .other
        }
    }

    /// `UNIQUE constraint failed: t.a, t.b` → `t.a, t.b`; `… failed: index 'name'` → `name`.
    private static func constraint(_ message: String) -> String? {
        guard let colon = message.firstIndex(of: ":") else { return nil }
        let rest = message[message.index(after: colon)...].drop { (character: Character) -> Bool in character == " " }
        guard rest.hasPrefix("index '") else { return String(rest) }
        return String(rest.dropFirst(7).dropLast())
    }
}
