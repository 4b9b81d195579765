/// A filter by days of the shop's calendar: `2026-11-01..2026-11-20` with both ends included, `2026-11-01..` and
/// `..2026-11-20` open at one end, one day `2026-11-20`, or a period by its name, which moves on with the days.
public enum DayRange: Hashable, Sendable {
    /// From a day, up to and with a day; at least one of them is there.
    case days(from: CalendarDate?, to: CalendarDate?)
    /// A period that depends on today.
    case period(Period)

    /// The periods with names. Weeks begin on Monday.
    public enum Period: String, Codable, Sendable, CaseIterable {
        case today, yesterday
        case last7Days = "last-7-days"
        case last28Days = "last-28-days"
        case last90Days = "last-90-days"
        case thisWeek = "this-week"
        case thisMonth = "this-month"
        case lastMonth = "last-month"
        case thisYear = "this-year"

        /// The first and the last day, as it is on a day.
        public func days(today: CalendarDate) -> ClosedRange<CalendarDate> {
            switch self {
            case .today: today...today
            case .yesterday: today.adding(days: -1)...today.adding(days: -1)
            case .last7Days: today.adding(days: -6)...today
            case .last28Days: today.adding(days: -27)...today
            case .last90Days: today.adding(days: -89)...today
            case .thisWeek: Self.monday(of: today)...Self.monday(of: today).adding(days: 6)
            case .thisMonth: Self.month(today.yearMonth)
            case .lastMonth: Self.month(today.yearMonth.adding(months: -1))
            case .thisYear: Self.year(today.year, today)
            }
        }

        private static func monday(of day: CalendarDate) -> CalendarDate {
            day.adding(days: -(Weekday.allCases.firstIndex(of: day.weekday) ?? 0))
        }

        private static func month(_ month: YearMonth) -> ClosedRange<CalendarDate> {
            month.firstDay...month.firstDay.adding(days: month.length - 1)
        }

        private static func year(_ year: Int, _ today: CalendarDate) -> ClosedRange<CalendarDate> {
            let first = CalendarDate(year: year, month: 1, day: 1) ?? today
            let last = CalendarDate(year: year, month: 12, day: 31) ?? today
            return first...last
        }
    }

    /// The ends, as they are on a day; an open end is nil.
    public func days(today: CalendarDate) -> (from: CalendarDate?, to: CalendarDate?) {
        switch self {
        case .days(let from, let to): return (from, to)
        case .period(let period):
            let days = period.days(today: today)
            return (days.lowerBound, days.upperBound)
        }
    }
}

extension DayRange: LosslessStringConvertible {
    /// The text in addresses.
    public var description: String {
        switch self {
        case .period(let period): period.rawValue
        case .days(let from?, let to) where from == to: from.description
        case .days(let from, let to): (from?.description ?? "") + ".." + (to?.description ?? "")
        }
    }

    /// Reads the text; nil for anything else, also for days in the wrong order.
    public init?(_ description: String) {
        if let period = Period(rawValue: description) {
            self = .period(period)
            return
        }
        guard let ends = RangeText.ends(of: description), let from = Self.end(ends.from), let to = Self.end(ends.to)
        else { return nil }
        if let from, let to, from > to { return nil }
        self = .days(from: from, to: to)
    }

    /// Reads the text, or says what was expected.
    public init(parsing text: String) throws {
        guard let range = DayRange(text) else {
            let periods = Period.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.wrongValue(
                "malformed_days", "Expected days such as 2026-03-01..2026-03-31, 2026-03-01.., one day, or \(periods).")
        }
        self = range
    }

    private static func end(_ text: String?) -> CalendarDate?? {
        guard let text else { return .some(nil) }
        return CalendarDate(text).map { .some($0) }
    }
}

extension DayRange: Codable, SchemaDescribed {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// A text of the format `day-range`; `choices` are the periods with names, days are accepted besides.
    public static var schema: Schema {
        var schema = Schema.text(
            "day-range", summary: "Days of the shop's calendar, both ends included, or a period by its name.",
            example: sample.description)
        schema.choices = Period.allCases.map(\.rawValue)
        return schema
    }

    /// A day in spring.
    public static var sample: DayRange { .days(from: CalendarDate.sample, to: CalendarDate.sample) }
}

/// Text with two ends: `a..b`, `a..`, `..b`, and `a` for `a..a`.
enum RangeText {
    /// The ends, nil where open; nil altogether when neither end is there.
    static func ends(of text: String) -> (from: String?, to: String?)? {
        guard let dots = text.firstRange(of: "..") else { return text.isEmpty ? nil : (text, text) }
        let from = String(text[..<dots.lowerBound]).nilIfEmpty
        let to = String(text[dots.upperBound...]).nilIfEmpty
        return from == nil && to == nil ? nil : (from, to)
    }
}
