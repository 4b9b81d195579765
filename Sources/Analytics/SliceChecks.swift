import Kernel
import Platform
import Store

/// What can be checked about the parts of trade and what is summed up from days.
enum SliceChecks {
    static let all = [
        Check(
            "analytics.slices_equal_documents",
            "For every day that does not wait, its parts by product, country, channel and hour are what the lines say.",
            repair: { db, _ in RefreshMart.proposed(for: try wrongDays(in: db).keys) },
            findings: { db in Array(try wrongDays(in: db).sorted { $0.key < $1.key }.flatMap(\.value).prefix(100)) }),
        Check(
            "analytics.sums_equal_days",
            "The parts of every month are the sums of its days, and cohorts are what customers bought.",
            repair: { db, _ in
                let first = try months(in: db).first { month in try !wrong(in: month, db).isEmpty }
                return first.map { month in RefreshMart(from: month.firstDay, to: month.lastDay) }
            },
            findings: { db in
                let findings = try months(in: db).flatMap { month in try wrong(in: month, db) } + wrongCohorts(in: db)
                return Array(findings.prefix(100))
            }),
    ]

    /// What is wrong, by day, until enough was found.
    private static func wrongDays(in db: Reader) throws -> [CalendarDate: [String]] {
        if try MartZone.isOutdated(in: db) { return [:] }  // every day waits
        let calendar = ZonedCalendar(try db.shop.timeZone)
        let waiting = try WaitingDays(calendar, in: db).numbers
        var (found, count): ([CalendarDate: [String]], Int) = ([:], 0)
        for day in try days(in: db) where count < 100 && !waiting.contains(Int64(day.dayNumber)) {
            let texts = try wrong(on: day, calendar, in: db)
            if texts.isEmpty { continue }
            found[day] = texts
            count += texts.count
        }
        return found
    }

    private static func days(in db: Reader) throws -> [CalendarDate] {
        try db.rows(
            """
            SELECT day FROM analytics_daily_metric WHERE tenant = \(db.tenant)
            UNION SELECT day FROM analytics_slice_day WHERE tenant = \(db.tenant) ORDER BY 1
            """
        ) { row in CalendarDate(dayNumber: try row.next()) }
    }

    private static func wrong(on day: CalendarDate, _ calendar: ZonedCalendar, in db: Reader) throws -> [String] {
        let said = try DaySlices(calendar.day(day), in: db).slices
        let kept = try DaySlices.stored(day, in: db)
        if said == kept { return [] }
        let keys = Set(said.keys).union(kept.keys).filter { key in said[key] != kept[key] }
        return keys.map { key in "\(day): \(key.dimension.rawValue) '\(key.value)' is not what the lines say" }.sorted()
    }

    private static func months(in db: Reader) throws -> [YearMonth] {
        let days = try days(in: db).map(\.yearMonth)
        let sums: [YearMonth] = try db.rows(
            "SELECT DISTINCT month FROM analytics_slice_month WHERE tenant = \(db.tenant)"
        ) { row in
            let index: Int = try row.next()
            return YearMonth(year: index / 12, month: index % 12 + 1) ?? .sample
        }
        return Set(days + sums).sorted()
    }

    private static func wrong(in month: YearMonth, _ db: Reader) throws -> [String] {
        let days: SQL = """
            SELECT dimension, value, \(SliceFigures.sums) FROM analytics_slice_day
            WHERE tenant = \(db.tenant) AND dimension IN \(list: SliceDimension.allCases)
                AND day BETWEEN \(Int64(month.firstDay.dayNumber)) AND \(Int64(month.lastDay.dayNumber))
            GROUP BY dimension, value
            """
        let sums: SQL = """
            SELECT dimension, value, \(SliceFigures.columns) FROM analytics_slice_month
            WHERE tenant = \(db.tenant) AND dimension IN \(list: SliceDimension.allCases)
                AND month = \(RefreshMart.index(of: month))
            """
        let (expected, found) = (try slices(days, in: db), try slices(sums, in: db))
        if expected == found { return [] }
        let keys = Set(expected.keys).union(found.keys).filter { key in expected[key] != found[key] }
        return keys.map { key in
            "\(month): \(key.dimension.rawValue) '\(key.value)' is not the sum of its days"
        }.sorted()
    }

    private static func slices(_ sql: SQL, in db: Reader) throws -> [SliceKey: SliceFigures] {
        var slices: [SliceKey: SliceFigures] = [:]
        try db.each(sql) { row in
            let key = SliceKey(dimension: try row.next(), value: try row.next())
            slices[key] = try SliceFigures(row: &row)
        }
        return slices
    }

    private static func wrongCohorts(in db: Reader) throws -> [String] {
        let kept = try CohortCounts(
            "SELECT first_month, month, customers, repeated FROM analytics_cohort WHERE tenant = \(db.tenant)", in: db)
        let bought = try CohortCounts(
            """
            SELECT f.first_month, c.month, count(DISTINCT c.customer_id),
                count(DISTINCT CASE WHEN f.orders >= 2 AND c.month = f.first_month THEN c.customer_id END)
            FROM analytics_customer_day c
            JOIN (SELECT customer_id, min(month) AS first_month, sum(orders) AS orders FROM analytics_customer_day
                  WHERE tenant = \(db.tenant) GROUP BY customer_id) f ON f.customer_id = c.customer_id
            WHERE c.tenant = \(db.tenant) GROUP BY f.first_month, c.month
            """, in: db)
        if kept == bought { return [] }
        return ["the cohorts are not what customers bought"]
    }
}
