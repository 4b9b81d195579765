import Kernel
import Platform

/// A stretch of the shop's calendar, counted back from today.
enum ReportPeriod: String, Codable, Sendable, CaseIterable {
    /// Seven days up to and with today.
    case last7Days = "last_7_days"
    /// Four weeks up to and with today.
    case last28Days = "last_28_days"
    /// Ninety days up to and with today.
    case last90Days = "last_90_days"
    /// From the first of this month to today.
    case thisMonth = "this_month"
    /// The whole month before this one.
    case lastMonth = "last_month"
    /// From 1 January to today.
    case thisYear = "this_year"
    /// Eleven whole months and this one up to today.
    case last12Months = "last_12_months"

    func days(until today: CalendarDate) -> ClosedRange<CalendarDate> {
        switch self {
        case .last7Days: return today.adding(days: -6)...today
        case .last28Days: return today.adding(days: -27)...today
        case .last90Days: return today.adding(days: -89)...today
        case .thisMonth: return today.yearMonth.firstDay...today
        case .lastMonth:
            let month = today.yearMonth.adding(months: -1)
            return month.firstDay...month.lastDay
        case .thisYear: return today.yearMonth.adding(months: 1 - today.month).firstDay...today
        case .last12Months: return today.yearMonth.adding(months: -11).firstDay...today
        }
    }
}

/// The days a report is about: its own ends, or else a period, or else four weeks.
enum ReportDays {
    /// The longest stretch, about ten years.
    static let limit = 3_660

    static func resolved(
        _ period: ReportPeriod?, from: CalendarDate?, to: CalendarDate?, in db: Reader, limit: Int = limit
    ) throws -> ClosedRange<CalendarDate> {
        guard from != nil || to != nil else {
            let today = ZonedCalendar(try db.shop.timeZone).date(of: db.now)
            return (period ?? .last28Days).days(until: today)
        }
        var check = Validation()
        check.check(from != nil, "from", "required", "Give both ends of the range, or neither.")
        check.check(to != nil, "to", "required", "Give both ends of the range, or neither.")
        guard let from, let to else {
            try check.finish()
            return .init(uncheckedBounds: (.sample, .sample))
        }
        check.check(from <= to, "to", "out_of_range", "The range ends before it begins.")
        check.check(to.days(since: from) < limit, "to", "out_of_range", "At most \(limit) days at once.")
        try check.finish()
        return from...to
    }
}

extension ClosedRange<CalendarDate> {
    /// How many days.
    var length: Int { upperBound.days(since: lowerBound) + 1 }

    /// Each end moved by a rule.
    func moved(_ rule: (CalendarDate) -> CalendarDate) -> ClosedRange<CalendarDate> {
        rule(lowerBound)...Swift.max(rule(lowerBound), rule(upperBound))
    }
}

/// A part of a whole, exact: 1/3 is numerator 1, denominator 3. The denominator is greater than zero.
struct FigureRatio: Codable, Sendable, Hashable {
    let numerator: Int64
    let denominator: Int64

    /// How much of the whole a part is; absent where there is no whole.
    static func share(of part: Int64, in whole: Int64) -> FigureRatio? {
        whole > 0 ? FigureRatio(numerator: part, denominator: whole) : nil
    }

    /// By how much of the old value the new one differs; absent where there was nothing.
    static func change(from old: Int64, to new: Int64) -> FigureRatio? { share(of: new - old, in: old) }
}
