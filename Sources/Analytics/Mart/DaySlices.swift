import Kernel
import Platform
import Store

/// A day's trade by product, country, channel and hour: one pass over the day's lines.
struct DaySlices {
    private(set) var slices: [SliceKey: SliceFigures] = [:]
    private var documents: [SliceKey: Set<RawID>] = [:]

    /// Computes a day: one statement.
    init(_ range: Range<Instant>, in db: Reader) throws {
        let sql: SQL = """
            SELECT \(SliceLine.columns) FROM trade_line_fact
            WHERE tenant = \(db.tenant) AND document_at >= \(range.lowerBound) AND document_at < \(range.upperBound)
                AND kind IN ('sale', 'return')
            """
        try db.each(sql) { row in
            let line = try SliceLine(row: &row)
            add(line, .product, line.code, label: line.title)
            add(line, .country, line.country ?? "", label: line.country ?? "")
            add(line, .channel, line.channel ?? "", label: line.channel ?? "")
            let hour = Self.hour(of: line.at, since: range.lowerBound)
            add(line, .hour, hour, label: hour)
        }
        documents = [:]
    }

    /// Whole hours since a day began, as two digits.
    static func hour(of instant: Instant, since start: Instant) -> String {
        let hours = (instant.microseconds - start.microseconds) / 3_600_000_000
        return hours < 10 ? "0\(hours)" : "\(hours)"
    }

    private mutating func add(_ line: SliceLine, _ dimension: SliceDimension, _ value: String, label: String) {
        let key = SliceKey(dimension: dimension, value: value)
        let isNew = documents[key, default: []].insert(line.document).inserted
        slices[key, default: SliceFigures()].add(line, label: label, isNew: isNew)
    }

    /// Writes the day's rows in place of what the mart had, in the order of their keys. The dimensions are named, for the
    /// key begins with them: by the day alone every day of the shop would be read.
    func replace(_ day: CalendarDate, in tx: Transaction) throws {
        try tx.execute(
            """
            DELETE FROM analytics_slice_day
            WHERE tenant = \(tx.tenant) AND dimension IN \(list: SliceDimension.allCases)
                AND day = \(Int64(day.dayNumber))
            """)
        let number = DBValue.int(Int64(day.dayNumber))
        let keys = slices.keys.sorted { a, b in
            (a.dimension.rawValue, a.value) < (b.dimension.rawValue, b.value)
        }
        let rows = keys.map { (key: SliceKey) -> [DBValue] in
            let head: [DBValue] = [.int(tx.tenant), .text(key.dimension.rawValue), number, .text(key.value)]
            return head + (slices[key]?.values ?? [])
        }
        try tx.insertMany(into: "analytics_slice_day", columns: SliceFigures.names, rows: rows)
    }

    /// What the mart says of a day.
    static func stored(_ day: CalendarDate, in db: Reader) throws -> [SliceKey: SliceFigures] {
        var stored: [SliceKey: SliceFigures] = [:]
        let sql: SQL = """
            SELECT dimension, value, \(SliceFigures.columns) FROM analytics_slice_day
            WHERE tenant = \(db.tenant) AND dimension IN \(list: SliceDimension.allCases)
                AND day = \(Int64(day.dayNumber))
            """
        try db.each(sql) { row in
            let key = SliceKey(dimension: try row.next(), value: try row.next())
            stored[key] = try SliceFigures(row: &row)
        }
        return stored
    }
}

/// The sums of a month's days, so that a year is read in twelve parts.
enum MonthSlices {
    /// Sums a month up again from its days.
    static func rebuild(_ month: YearMonth, in tx: Transaction) throws {
        let index = RefreshMart.index(of: month)
        try tx.execute(
            """
            DELETE FROM analytics_slice_month
            WHERE tenant = \(tx.tenant) AND dimension IN \(list: SliceDimension.allCases) AND month = \(index)
            """)
        try tx.execute(
            """
            INSERT INTO analytics_slice_month (tenant, dimension, month, value, \(SliceFigures.columns))
            SELECT tenant, dimension, CAST(\(index) AS BIGINT), value, \(SliceFigures.sums)
            FROM analytics_slice_day
            WHERE tenant = \(tx.tenant) AND dimension IN \(list: SliceDimension.allCases)
                AND day BETWEEN \(Int64(month.firstDay.dayNumber)) AND \(Int64(month.lastDay.dayNumber))
            GROUP BY tenant, dimension, value
            """)
    }
}
