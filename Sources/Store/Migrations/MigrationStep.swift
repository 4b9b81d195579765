/// One migration that would be applied.
public struct MigrationStep: Sendable, Hashable, CustomStringConvertible {
    /// The migration.
    public let id: String
    /// What it does.
    public let summary: String
    /// The statements for this engine; empty when only the backfill is left.
    public let statements: [String]
    /// The statement that fills existing rows, if any.
    public let backfill: String?
    /// How many rows the existing tables that it touches have, by table.
    public let rows: [String: Int64]

    public init(id: String, summary: String, statements: [String], backfill: String?, rows: [String: Int64]) {
        self.id = id
        self.summary = summary
        self.statements = statements
        self.backfill = backfill
        self.rows = rows
    }

    /// A line for the migration, one for each table it touches, and the statements.
    public var description: String {
        var lines = ["\(id): \(summary)"]
        for (table, count) in rows.sorted(by: {
            (a: (key: String, value: Int64), b: (key: String, value: Int64)) -> Bool in
            a.key < b.key
        }) {
            lines.append("  touches \(table), about \(count) rows")
        }
        lines += statements.map { (statement: String) -> String in "  " + Self.line(statement) }
        if let backfill { lines.append("  then, in batches: " + Self.line(backfill)) }
        return lines.joined(separator: "\n")
    }

    private static func line(_ statement: String) -> String {
        statement.split { (character: Character) -> Bool in character.isWhitespace }.joined(separator: " ") + ";"
    }
}
