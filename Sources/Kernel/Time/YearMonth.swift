/// A month of a year, in the years 1 to 9999. Its text is ISO 8601: `2026-11`.
public struct YearMonth: Hashable, Comparable, Sendable {
    /// Months since January of year 0.
    let index: Int

    init(index: Int) { self.index = Swift.min(Swift.max(index, 12), 9999 * 12 + 11) }

    /// The month of a year; nil when there is no such month.
    public init?(year: Int, month: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        self.init(index: year * 12 + month - 1)
    }

    /// The year.
    public var year: Int { index / 12 }
    /// The month, 1 to 12.
    public var month: Int { index % 12 + 1 }
    /// How many days it has.
    public var length: Int { CivilDay.length(ofMonth: month, year: year) }
    /// Its first day.
    public var firstDay: CalendarDate { CalendarDate(dayNumber: CivilDay.number(year: year, month: month, day: 1)) }
    /// Its last day.
    public var lastDay: CalendarDate { firstDay.adding(days: length - 1) }

    /// The month so many months later, or earlier for a negative count.
    public func adding(months: Int) -> YearMonth {
        YearMonth(index: index + Swift.min(Swift.max(months, -200_000), 200_000))
    }

    /// How many months after the other this one is.
    public func months(since other: YearMonth) -> Int { index - other.index }

    /// The earlier month is less.
    public static func < (a: YearMonth, b: YearMonth) -> Bool { a.index < b.index }
}

extension YearMonth: LosslessStringConvertible, Codable, JSONWritable, SchemaDescribed {
    /// ISO 8601, `2026-11`.
    public var description: String { String(firstDay.description.prefix(7)) }

    /// Reads `2026-11`; nil for anything else.
    public init?(_ description: String) {
        guard let date = CalendarDate(description + "-01") else { return nil }
        self = date.yearMonth
    }

    /// Reads `2026-11`, or says what was expected.
    public init(parsing text: String) throws {
        guard let month = YearMonth(text) else {
            throw Problem.wrongValue("malformed_month", "Expected a month such as 2026-03.")
        }
        self = month
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Writes the text form.
    public func write(to writer: inout JSONWriter) { writer.string(description) }

    /// A month.
    public static var schema: Schema { .text("year-month", pattern: "^[0-9]{4}-(0[1-9]|1[0-2])$", example: "2026-03") }
    /// A month in spring.
    public static var sample: YearMonth { CalendarDate.sample.yearMonth }
}
