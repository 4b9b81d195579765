import Kernel
import Platform
import Store

/// What can be checked about the mart.
enum AnalyticsChecks {
    static let all = [
        Check("analytics.mart_equals_documents", "For every day that is not stale, the mart says what the documents say.") {
            db in
            let calendar = ZonedCalendar(try db.shop.timeZone)
            var documents: [Int64: [Int64]] = [:]
            // Quarter hours: every zone's days begin on one.
            let sql: SQL = """
                SELECT document_at / 900000000, kind, sum(amount_minor), sum(quantity)
                FROM trade_line_fact WHERE tenant = \(db.tenant) GROUP BY document_at / 900000000, kind
                """
            try db.each(sql) { row in
                let day = Int64(calendar.date(of: Instant(microseconds: try row.next(Int64.self) * 900_000_000)).dayNumber)
                let kind: String = try row.next()
                guard let index = ["sale", "return", "adjustment"].firstIndex(of: kind) else { return }
                var sums = documents[day] ?? [0, 0, 0, 0, 0]
                sums[index] += try row.next(Int64.self)
                if index < 2 { sums[3 + index] += try row.next(Int64.self) }
                documents[day] = sums
            }
            let stale = Set(try StaleDays.first(1_000_000, in: db).map { Int64($0.dayNumber) })
            var findings: [String] = []
            let mart: SQL = """
                SELECT day, gross_minor, returned_minor, adjusted_minor, units, returned_units
                FROM analytics_daily_metric WHERE tenant = \(db.tenant)
                """
            try db.each(mart) { row in
                let day: Int64 = try row.next()
                let sums: [Int64] = [try row.next(), try row.next(), try row.next(), try row.next(), try row.next()]
                let said = documents.removeValue(forKey: day) ?? [0, 0, 0, 0, 0]
                if sums != said && !stale.contains(day) && findings.count < 100 {
                    findings.append("\(CalendarDate(dayNumber: Int(day))): the mart has \(sums), the documents say \(said)")
                }
            }
            for (day, sums) in documents where !stale.contains(day) && sums.contains(where: { $0 != 0 }) {
                findings.append("\(CalendarDate(dayNumber: Int(day))): missing in the mart")
            }
            return Array(findings.sorted().prefix(100))
        }
    ]
}
