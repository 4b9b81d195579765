import Kernel
import Platform
import Store

/// Computes days of the mart again from the documents: those of a range, or else the stale ones, at most 31 at once so
/// that other writes do not wait long. Computing a day twice gives the same figures.
struct RefreshMart: Action {
    static let name: ActionName = "analytics.refresh_mart"
    static let permission = Permission.analyticsRefresh
    static let summary = "Computes up to 31 days of the mart again: those of a range, or the stale ones."
    static let aliases = [(method: "POST", path: "/v1/analytics/mart/refresh")]
    static let limit = 31

    var from: CalendarDate?
    var to: CalendarDate?

    /// What was computed.
    struct Outcome: Codable, Sendable {
        let days: Int
        let staleDaysLeft: Int
    }

    func perform(in tx: Transaction) throws -> Outcome {
        let days = try chosen(in: tx)
        let calendar = ZonedCalendar(try tx.shop.timeZone)
        for day in days { try refresh(day, calendar, in: tx) }
        let left: Int? = try tx.scalar("SELECT count(*) FROM analytics_stale_day WHERE tenant = \(tx.tenant)")
        return Outcome(days: days.count, staleDaysLeft: left ?? 0)
    }

    private func chosen(in tx: Transaction) throws -> [CalendarDate] {
        guard from != nil || to != nil else { return try StaleDays.first(Self.limit, in: tx) }
        var check = Validation()
        check.check(from != nil, "from", "required", "Give both ends of the range, or neither.")
        check.check(to != nil, "to", "required", "Give both ends of the range, or neither.")
        if let from, let to {
            check.check(from <= to, "to", "out_of_range", "The range ends before it begins.")
            check.check(to.days(since: from) < Self.limit, "to", "out_of_range", "At most \(Self.limit) days at once.")
        }
        try check.finish()
        guard let from, let to else { return [] }
        return Array(from...to)
    }

    private func refresh(_ day: CalendarDate, _ calendar: ZonedCalendar, in tx: Transaction) throws {
        let range = calendar.day(day)
        let number = Int64(day.dayNumber)
        for table in Self.tables {
            try tx.execute("DELETE FROM \(table) WHERE tenant = \(tx.tenant) AND day = \(number)")
        }
        let figures = try DayFigures(range, in: tx)
        if !figures.isEmpty {
            try tx.execute(
                """
                INSERT INTO analytics_daily_metric (tenant, day, orders, customers, units, gross_minor, discount_minor,
                    credit_notes, returned_units, returned_minor, adjusted_minor)
                VALUES (\(tx.tenant), \(number), \(figures.orders), \(figures.customers), \(figures.units),
                    \(figures.gross), \(figures.discount), \(figures.creditNotes), \(figures.returnedUnits),
                    \(figures.returned), \(figures.adjusted))
                """)
        }
        try tx.execute(
            """
            INSERT INTO analytics_customer_day (tenant, day, customer_id, month, orders, gross_minor)
            SELECT tenant, CAST(\(number) AS BIGINT), customer_id, CAST(\(Self.index(of: day.yearMonth)) AS BIGINT),
                count(DISTINCT document_id), sum(amount_minor)
            FROM trade_line_fact
            WHERE tenant = \(tx.tenant) AND document_at >= \(range.lowerBound) AND document_at < \(range.upperBound)
                AND kind = 'sale' AND customer_id IS NOT NULL
            GROUP BY tenant, customer_id
            """)
    }

    private static let tables: [SQL] = ["analytics_stale_day", "analytics_daily_metric", "analytics_customer_day"]

    /// Months are stored as year × 12 + month − 1.
    static func index(of month: YearMonth) -> Int64 { Int64(month.year * 12 + month.month - 1) }
}

/// What the documents of one day say.
struct DayFigures {
    private(set) var orders: Int64 = 0
    private(set) var customers: Int64 = 0
    private(set) var units: Int64 = 0
    private(set) var gross: Int64 = 0
    private(set) var discount: Int64 = 0
    private(set) var creditNotes: Int64 = 0
    private(set) var returnedUnits: Int64 = 0
    private(set) var returned: Int64 = 0
    private(set) var adjusted: Int64 = 0

    var isEmpty: Bool { orders == 0 && creditNotes == 0 && adjusted == 0 }

    init(_ range: Range<Instant>, in db: Reader) throws {
        let sql: SQL = """
            SELECT kind, count(DISTINCT document_id), count(DISTINCT customer_id), sum(quantity), sum(amount_minor),
                sum(discount_minor)
            FROM trade_line_fact
            WHERE tenant = \(db.tenant) AND document_at >= \(range.lowerBound) AND document_at < \(range.upperBound)
            GROUP BY kind
            """
        try db.each(sql) { row in
            let kind: String = try row.next()
            let documents: Int64 = try row.next()
            let customers: Int64 = try row.next()
            let quantity: Int64 = try row.next()
            let amount: Int64 = try row.next()
            let discount: Int64 = try row.next()
            switch kind {
            case "sale": (self.orders, self.customers, self.units, self.gross, self.discount) = (documents, customers, quantity, amount, discount)
            case "return": (self.creditNotes, self.returnedUnits, self.returned) = (documents, quantity, amount)
            case "adjustment": self.adjusted = amount
            case _: break
            }
        }
    }
}
