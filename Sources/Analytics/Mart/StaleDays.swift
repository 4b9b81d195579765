import Kernel
import Platform
import Store

/// The days that have to be computed again.
enum StaleDays {
    static func mark(_ days: some Sequence<CalendarDate>, in tx: Transaction) throws {
        for day in days {
            try tx.send(
                """
                INSERT INTO analytics_stale_day (tenant, day) VALUES (\(tx.tenant), \(Int64(day.dayNumber)))
                ON CONFLICT DO NOTHING
                """)
        }
    }

    /// The latest first: what people look at is right soonest.
    static func first(_ count: Int, in db: Reader) throws -> [CalendarDate] {
        try db.rows(
            "SELECT day FROM analytics_stale_day WHERE tenant = \(db.tenant) ORDER BY day DESC LIMIT \(count)"
        ) { row in CalendarDate(dayNumber: try row.next()) }
    }

    /// How many days of a range wait.
    static func count(in days: ClosedRange<CalendarDate>, _ db: Reader) throws -> Int {
        try db.scalar(
            """
            SELECT count(*) FROM analytics_stale_day
            WHERE tenant = \(db.tenant) AND day BETWEEN \(Int64(days.lowerBound.dayNumber))
                AND \(Int64(days.upperBound.dayNumber))
            """) ?? 0
    }

    /// Every day with a document on it.
    static func markAll(_ calendar: ZonedCalendar, in tx: Transaction) throws {
        var days: Set<CalendarDate> = []
        // By quarter hours: every zone's days begin on one.
        let sql: SQL = "SELECT DISTINCT document_at / 900000000 FROM trade_line_fact WHERE tenant = \(tx.tenant)"
        try tx.each(sql) { row in
            days.insert(calendar.date(of: Instant(microseconds: try row.next(Int64.self) * 900_000_000)))
        }
        try mark(days.sorted(), in: tx)
    }
}

/// The time zone whose days the mart is made of. When the shop's changes, every day is computed again.
enum MartZone {
    /// Whether the mart still has days of another zone.
    static func isOutdated(in db: Reader) throws -> Bool {
        let zone = try stored(in: db)
        return try zone != nil && zone != db.shop.timeZone.rawValue
    }

    /// Starts over when the shop's zone is not the mart's.
    static func follow(in tx: Transaction) throws {
        let zone = try tx.shop.timeZone
        let before = try stored(in: tx)
        if before == zone.rawValue { return }
        if before != nil {
            for table in tables { try tx.execute("DELETE FROM \(table) WHERE tenant = \(tx.tenant)") }
            try StaleDays.markAll(ZonedCalendar(zone), in: tx)
        }
        try tx.execute(
            """
            INSERT INTO analytics_calendar (tenant, time_zone) VALUES (\(tx.tenant), \(zone))
            ON CONFLICT (tenant) DO UPDATE SET time_zone = excluded.time_zone
            """)
    }

    private static let tables: [SQL] = [
        "analytics_stale_day", "analytics_daily_metric", "analytics_customer_day", "analytics_slice_day",
        "analytics_slice_month", "analytics_cohort",
    ]

    private static func stored(in db: Reader) throws -> String? {
        try db.scalar("SELECT time_zone FROM analytics_calendar WHERE tenant = \(db.tenant)")
    }
}
