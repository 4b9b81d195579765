/// A date and time of day as written, without a zone: what clocks on the wall showed.
public struct LocalDateTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The year, 1...9999.
    public var year: Int
    /// The month, 1...12.
    public var month: Int
    /// The day of the month, from 1.
    public var day: Int
    /// The hour, 0...23.
    public var hour: Int
    /// The minute, 0...59.
    public var minute: Int
    /// The second, 0...59.
    public var second: Int
    /// The fraction of the second, in millionths.
    public var microsecond: Int
    /// Minutes east of UTC, when the text itself names its offset.
    public var utcOffsetMinutes: Int?

    /// States the parts; they are not checked here.
    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0,
        utcOffsetMinutes: Int? = nil
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.utcOffsetMinutes = utcOffsetMinutes
    }

    /// Orders by what is written; offsets are not considered.
    public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        (left.year, left.month, left.day, left.hour, left.minute, left.second)
            < (right.year, right.month, right.day, right.hour, right.minute, right.second)
            || ((left.year, left.month, left.day, left.hour, left.minute, left.second)
                == (right.year, right.month, right.day, right.hour, right.minute, right.second)
                && left.microsecond < right.microsecond)
    }

    /// ISO 8601 without fractions: `2011-04-03T10:05:00`.
    public var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T" + padded(hour, 2) + ":"
            + padded(minute, 2) + ":" + padded(second, 2)
    }

    /// Whether the day exists in the Gregorian calendar and the time on a clock.
    var isReal: Bool {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(month, of: year) else {
            return false
        }
        return (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second)
    }

    static func days(_ month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }
}
