/// One step of the schema. Released migrations are never edited; new ones are appended.
///
/// Statements are SQL with a few words that stand for what differs:
///
/// | word | SQLite | PostgreSQL |
/// | --- | --- | --- |
/// | `@id` | `BLOB` | `UUID` |
/// | `@int` | `INTEGER` | `BIGINT` |
/// | `@text` | `TEXT` | `TEXT COLLATE "C"` |
/// | `@json` | `TEXT` | `JSONB` |
/// | `@bool` | `INTEGER` | `SMALLINT` |
/// | `@blob` | `BLOB` | `BYTEA` |
/// | `@real` | `REAL` | `DOUBLE PRECISION` |
/// | `@strict`, after the table's `)` | `STRICT, WITHOUT ROWID` | |
/// | `@rowid`, after the table's `)` | `STRICT` | |
///
/// A statement that starts with `sqlite:` or `postgres:` runs on that engine only.
public struct Migration: Sendable, Hashable {
    /// A name that never changes: `orders.001`.
    public var id: String
    /// What it does, for people.
    public var summary: String
    /// The statements, one each.
    public var up: [String]
    /// The statements that undo it; empty when it cannot be undone.
    public var down: [String]
    /// A statement that fills existing rows a batch at a time. It is run, each time in a transaction of its own, until it
    /// changes nothing.
    public var backfill: String?

    public init(id: String, summary: String, up: [String], down: [String] = [], backfill: String? = nil) {
        self.id = id
        self.summary = summary
        self.up = up
        self.down = down
        self.backfill = backfill
    }

    /// The fingerprint of what it does; white space does not count.
    var checksum: String {
        let parts = up + [backfill ?? ""]
        let text = parts.map { (part: String) -> String in
            part.split { (character: Character) -> Bool in character.isWhitespace }.joined(separator: " ")
        }.joined(separator: "\n;\n")
        return "fnv1a:" + String(Checksum.fnv1a(text), radix: 16)
    }
}
