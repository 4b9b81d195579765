/// A day of the Gregorian calendar, without a time zone, in the years 1 to 9999. Its text is ISO 8601: `2026-11-21`.
public struct CalendarDate: Hashable, Sendable {
    /// Days since 1970-01-01.
    public let dayNumber: Int32

    /// The day so many days after 1970-01-01; days outside the years 1 to 9999 become the nearest inside.
    public init(dayNumber: Int) { self.dayNumber = Int32(Swift.min(Swift.max(dayNumber, -719_162), 2_932_896)) }

    /// The day of a year, month and day of month; nil when the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDay.length(ofMonth: month, year: year)
        else { return nil }
        self.init(dayNumber: CivilDay.number(year: year, month: month, day: day))
    }

    /// Year, month and day of month.
    public var components: (year: Int, month: Int, day: Int) { CivilDay.date(Int(dayNumber)) }
    /// The year.
    public var year: Int { components.year }
    /// The month, 1 to 12.
    public var month: Int { components.month }
    /// The day of the month, 1 to 31.
    public var day: Int { components.day }
    /// The month the day lies in.
    public var yearMonth: YearMonth { YearMonth(index: components.year * 12 + components.month - 1) }

    /// The day of the week.
    public var weekday: Weekday {
        // Day 0 was a Thursday.
        let fromMonday = (Int(dayNumber) % 7 + 10) % 7
        return Weekday.allCases[fromMonday]
    }

    /// The day so many days later, or earlier for a negative count.
    public func adding(days: Int) -> CalendarDate {
        CalendarDate(dayNumber: Int(dayNumber) + Swift.min(Swift.max(days, -4_000_000), 4_000_000))
    }

    /// The same day of a later month, or that month's last day when it is shorter: 31 January + 1 is 28 February.
    public func adding(months: Int) -> CalendarDate {
        let target = yearMonth.adding(months: months)
        return target.firstDay.adding(days: Swift.min(day, target.length) - 1)
    }

    /// How many days after the other day this one is.
    public func days(since other: CalendarDate) -> Int { Int(dayNumber) - Int(other.dayNumber) }
}

extension CalendarDate: Strideable {
    /// The earlier day is less.
    public static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.dayNumber < b.dayNumber }
    /// How many days lie between.
    public func distance(to other: CalendarDate) -> Int { other.days(since: self) }
    /// The day so many days later.
    public func advanced(by days: Int) -> CalendarDate { adding(days: days) }
}

/// The days of the week in the order of ISO 8601.
public enum Weekday: String, Codable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// Whether it is Saturday or Sunday.
    public var isWeekend: Bool { self == .saturday || self == .sunday }
}

extension CalendarDate: LosslessStringConvertible {
    /// ISO 8601, `2026-11-21`.
    public var description: String {
        String(unsafeUninitializedCapacity: 10) { (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            out.baseAddress.map { (start: UnsafeMutablePointer<UInt8>) -> Int in writeText(to: start) } ?? 0
        }
    }

    func writeText(to out: UnsafeMutablePointer<UInt8>) -> Int {
        let (year, month, day) = components
        InstantText.write(year, 4, to: out)
        out[4] = 45
        InstantText.write(month, 2, to: out + 5)
        out[7] = 45
        InstantText.write(day, 2, to: out + 8)
        return 10
    }

    /// Reads `2026-11-21`; nil for anything else.
    public init?(_ description: String) {
        var copy = description
        let date = copy.withUTF8 { (b: UnsafeBufferPointer<UInt8>) -> CalendarDate? in
            guard b.count == 10, b[4] == 45, b[7] == 45, let year = InstantText.digits(b, 0, 4),
                let month = InstantText.digits(b, 5, 2), let day = InstantText.digits(b, 8, 2)
            else { return nil }
            return CalendarDate(year: year, month: month, day: day)
        }
        guard let date else { return nil }
        self = date
    }

    /// Reads `2026-11-21`, or says what was expected.
    public init(parsing text: String) throws {
        guard let date = CalendarDate(text) else {
            throw Problem.wrongValue("malformed_date", "Expected a day such as 2026-03-01.")
        }
        self = date
    }
}

extension CalendarDate: Codable, JSONWritable, SchemaDescribed {
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
    public func write(to writer: inout JSONWriter) {
        writer.plainText(capacity: 10) { (out: UnsafeMutablePointer<UInt8>) -> Int in writeText(to: out) }
    }

    /// An ISO 8601 day.
    public static var schema: Schema { .text("date", example: sample.description) }
    /// A day in spring.
    public static var sample: CalendarDate { CalendarDate(dayNumber: 20_513) }
}
