import CPostgres

/// PostgreSQL's SQLSTATEs in our vocabulary.
enum PostgresErrors {
    static func error(_ result: OpaquePointer, marked: String) -> DBError {
        let state = field(result, "C") ?? ""
        let message = field(result, "M") ?? PostgresText.string(PQresultErrorMessage(result)) ?? "unknown error"
        let sql = SQL.printable(marked, for: .postgres)
        return DBError(kind(state, result), state.isEmpty ? message : "\(message) (\(state))", sql: sql)
    }

    /// A statement prepared before a migration no longer fits: prepare again and run the body again.
    static func isStalePlan(_ result: OpaquePointer) -> Bool {
        guard let state = field(result, "C") else { return false }
        return state == "26000" || (state == "0A000" && field(result, "M")?.contains("cached plan") == true)
    }

    private static func kind(_ state: String, _ result: OpaquePointer) -> DBError.Kind {
        switch state {
        case "23505": .unique(constraint: constraint(result))
        case "23503": .foreignKey
        case "23514": .check
        case "23502": .notNull
        case "40001", "40P01": .serialization
        case "55P03": .busy
        case "53100": .full
        case "58030": .io
        case "XX001", "XX002": .corrupt
        case "57P01", "57P02", "57P03", "53300", "": .connection
        case _: state.hasPrefix("08") ? .connection : .other
        }
    }

    /// `Key (a, b)=(1, 2) already exists.` → `table.a, table.b`, as SQLite says it; the constraint's name where the
    /// key is an expression.
    private static func constraint(_ result: OpaquePointer) -> String? {
        let name = field(result, "n")
        guard let table = field(result, "t"), let detail = field(result, "D"),
            let open = detail.firstIndex(of: "("), let equals = detail.firstRange(of: ")=(")
        else { return name }
        let columns = detail[detail.index(after: open)..<equals.lowerBound]
        guard !columns.contains("(") else { return name }
        return columns.split(separator: ",").map { (column: Substring) -> String in
            "\(table)." + column.drop { (character: Character) -> Bool in character == " " }
        }.joined(separator: ", ")
    }

    private static func field(_ result: OpaquePointer, _ code: Unicode.Scalar) -> String? {
        PostgresText.string(PQresultErrorField(result, Int32(code.value)))
    }
}
