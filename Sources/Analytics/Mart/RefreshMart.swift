import Kernel
import Platform
import Store

/// Computes days of the mart again from the documents: those of a range, or else the stale ones, at most 31 at once so
/// that other writes do not wait long. Computing a day twice gives the same figures.
public struct RefreshMart: Action {
    /// `analytics.refresh_mart`
    public static let name: ActionName = "analytics.refresh_mart"
    /// Who may.
    public static let permission = Permission.analyticsRefresh
    /// What it promises.
    public static let summary = "Computes up to 31 days of the mart again: those of a range, or the stale ones."
    /// An address that others rely on.
    public static let aliases = [(method: "POST", path: "/v1/analytics/mart/refresh")]
    static let limit = 31

    var from: CalendarDate?
    var to: CalendarDate?

    /// What was computed.
    public struct Outcome: Codable, Sendable {
        /// How many days.
        public let days: Int
        /// How many days still wait.
        public let staleDaysLeft: Int
    }

    /// A range of days; without one, the stale days.
    public init(from: CalendarDate? = nil, to: CalendarDate? = nil) {
        self.from = from
        self.to = to
    }

    /// Computes them.
    public func perform(in tx: Transaction) throws -> Outcome {
        try checkRange()
        try MartZone.follow(in: tx)
        let days = try chosen(in: tx)
        let calendar = ZonedCalendar(try tx.shop.timeZone)
        for day in days { try refresh(day, calendar, in: tx) }
        try CustomerDay.renew(days, calendar, in: tx)
        for month in Set(days.map(\.yearMonth)).sorted() { try MonthSlices.rebuild(month, in: tx) }
        let left: Int? = try tx.scalar("SELECT count(*) FROM analytics_stale_day WHERE tenant = \(tx.tenant)")
        return Outcome(days: days.count, staleDaysLeft: left ?? 0)
    }

    private func checkRange() throws {
        guard from != nil || to != nil else { return }
        var check = Validation()
        check.check(from != nil, "from", "required", "Give both ends of the range, or neither.")
        check.check(to != nil, "to", "required", "Give both ends of the range, or neither.")
        if let from, let to {
            check.check(from <= to, "to", "out_of_range", "The range ends before it begins.")
            check.check(to.days(since: from) < Self.limit, "to", "out_of_range", "At most \(Self.limit) days at once.")
        }
        try check.finish()
    }

    private func chosen(in tx: Transaction) throws -> [CalendarDate] {
        guard let from, let to else { return try StaleDays.first(Self.limit, in: tx) }
        return Array(from...to)
    }

    private func refresh(_ day: CalendarDate, _ calendar: ZonedCalendar, in tx: Transaction) throws {
        let range = calendar.day(day)
        let number = Int64(day.dayNumber)
        for table in Self.tables {
            try tx.execute("DELETE FROM \(table) WHERE tenant = \(tx.tenant) AND day = \(number)")
        }
        try DaySlices(range, in: tx).replace(day, in: tx)
        let figures = try DayFigures(range, in: tx)
        if figures == DayFigures() { return }
        let values = SQL.joined(figures.values.map { value -> SQL in "\(value)" }, separator: ", ")
        try tx.execute(
            """
            INSERT INTO analytics_daily_metric (tenant, day, \(DayFigures.columns))
            VALUES (\(tx.tenant), \(number), \(values))
            """)
    }

    private static let tables: [SQL] = ["analytics_stale_day", "analytics_daily_metric"]

    /// Months are stored as year × 12 + month − 1.
    static func index(of month: YearMonth) -> Int64 { Int64(month.year * 12 + month.month - 1) }
}
