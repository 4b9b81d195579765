import Kernel

/// Tells SQLite's planner what the tables will look like.
///
/// Every key begins with the tenant. Without statistics SQLite takes any first column to match ten rows, so it would walk
/// a whole shop by the primary key instead of using a secondary index; and `ANALYZE` on a small database says the same.
/// So `sqlite_stat1` is written for a shop with a million rows: the tenant tells nothing apart, ids and
/// moments nearly everything, words like a status little. PostgreSQL gathers its own statistics.
enum PlannerStatistics {
    static let rows = 1_000_000

    /// Writes them where they are missing or say something else, which most databases find in a few milliseconds. True
    /// when something was written.
    @discardableResult static func ensure(_ connection: Connection) throws -> Bool {
        guard connection.engine == .sqlite else { return false }
        let wanted = try indexes(connection).map { (index: Index) throws -> Entry in
            Entry(table: index.table, index: index.statisticsName, statistics: try estimate(index, connection))
        }
        if Set(try stored(connection)) == Set(wanted) { return false }
        try connection.transaction { () throws -> Void in try write(wanted, connection) }
        try connection.define("ANALYZE sqlite_schema")
        return true
    }

    private struct Entry: Hashable {
        let table: String
        let index: String
        let statistics: String
    }

    private static func stored(_ connection: Connection) throws -> [Entry] {
        let isThere: Int? = try connection.scalar("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        if isThere == nil { return [] }
        return try connection.rows(
            "SELECT coalesce(tbl, ''), coalesce(idx, ''), coalesce(stat, '') FROM sqlite_stat1"
        ) { (row: inout Row) throws -> Entry in
            Entry(table: try row.next(), index: try row.next(), statistics: try row.next())
        }
    }

    /// The table is made anew, so that the other connections of this process notice.
    private static func write(_ entries: [Entry], _ connection: Connection) throws {
        try connection.define("DROP TABLE IF EXISTS sqlite_stat1")
        try connection.define("ANALYZE sqlite_schema")
        try connection.execute("DELETE FROM sqlite_stat1")
        for entry in entries {
            try connection.execute(
                """
                INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (\(entry.table), \(entry.index), \(entry.statistics))
                """)
        }
    }

    private struct Index {
        let table: String
        let name: String
        let isUnique: Bool
        let isSparse: Bool
        let isPrimaryKey: Bool

        /// The primary key of a table without rowids goes by the table's name.
        var statisticsName: String { isPrimaryKey ? table : name }
    }

    private static func indexes(_ connection: Connection) throws -> [Index] {
        try connection.rows(
            """
            SELECT t.name, i.name, i."unique", i.partial AND s.sql NOT LIKE '% IS NULL', i.origin
            FROM sqlite_schema t, pragma_index_list(t.name) i LEFT JOIN sqlite_schema s ON s.name = i.name
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, i.name
            """
        ) { (row: inout Row) throws -> Index in
            Index(
                table: try row.next(), name: try row.next(), isUnique: try row.next(), isSparse: try row.next(),
                isPrimaryKey: try row.next(String.self) == "pk")
        }
    }

    /// `1000000 1000000 10 1`: the rows, then how many rows share the first, the first two … columns.
    private static func estimate(_ index: Index, _ connection: Connection) throws -> String {
        let columns: [(name: String, type: String)] = try connection.rows(
            """
            SELECT c.name, coalesce(t.type, '')
            FROM pragma_index_info(\(index.name)) c LEFT JOIN pragma_table_info(\(index.table)) t ON t.name = c.name
            ORDER BY c.seqno
            """
        ) { (row: inout Row) throws -> (name: String, type: String) in
            (try row.next(String?.self) ?? "", try row.next())
        }
        // A partial index holds few of the rows, unless it is of those to which something has not happened.
        let total = index.isSparse ? rows / 10 : rows
        var left = total
        var numbers = [String(total)]
        for (place, column) in columns.enumerated() {
            left = min(left, sharing(column.name, column.type, of: left))
            if index.isUnique && place == columns.count - 1 { left = 1 }
            numbers.append(String(left))
        }
        return numbers.joined(separator: " ")
    }

    /// How many of `rows` rows share one value of a column.
    private static func sharing(_ name: String, _ type: String, of rows: Int) -> Int {
        if name == "tenant" || name == "lane" { return rows }
        if fewValues.contains(name) || name.hasSuffix("_state") || name.hasSuffix("_kind") || name.hasSuffix("_place")
            || name.hasPrefix("is_")
        {
            return max(1, rows / 5)
        }
        switch type {
        case "BLOB": return min(rows, 10)
        case "INTEGER": return min(rows, name.hasSuffix("at") || name == "seq" ? 2 : 100)
        case _: return min(rows, 20)
        }
    }

    private static let fewValues: Set<String> = [
        "status", "state", "kind", "channel", "name", "action", "principal", "subscriber", "role", "currency", "source",
    ]
}
