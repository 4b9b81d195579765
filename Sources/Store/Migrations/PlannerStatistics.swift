import Kernel

/// Tells SQLite's planner what the tables will look like.
///
/// Every key begins with the tenant. Without statistics SQLite takes any first column to match ten rows, so it would walk
/// a whole shop by the primary key instead of using a secondary index; and `ANALYZE` on a small database says the same.
/// So after migrating, `sqlite_stat1` is written for a shop with a million rows: the tenant tells nothing apart, ids and
/// moments nearly everything, words like a status little. PostgreSQL gathers its own statistics.
enum PlannerStatistics {
    static let rows = 1_000_000

    static func write(_ connection: Connection) throws {
        guard connection.engine == .sqlite else { return }
        try connection.transaction { () throws -> Void in
            try connection.define("ANALYZE sqlite_schema")
            try connection.execute("DELETE FROM sqlite_stat1")
            for index in try indexes(connection) {
                let statistics = try estimate(index, connection)
                try connection.execute(
                    """
                    INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (\(index.table), \(index.statisticsName), \(statistics))
                    """)
            }
        }
        try connection.define("ANALYZE sqlite_schema")
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
