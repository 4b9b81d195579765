import Kernel

/// Times that come again and again, in the five fields that cron reads: minute, hour, day of the month, month, day of the
/// week. A field is `*`, a number, a name (`jan`, `mon`), a range `1-5`, steps `*/15` or `8-18/2`, or several of these with
/// commas. Sunday is 0 and 7. Where both days are given, either of them will do.
///
/// Times are what the clocks of a zone show. One that the clocks skip falls on the moment they jump; one that they show
/// twice is the first.
public struct Cron: Hashable, Sendable {
    /// As it was written, with single spaces.
    public let text: String
    private let minutes: UInt64
    private let hours: UInt64
    private let days: UInt64
    private let months: UInt64
    private let weekdays: UInt64
    /// Whether a day of the month and a day of the week are given.
    private let isEitherDay: Bool

    /// Reads the five fields. Refuses with the field's name what cannot be read, and times that never come.
    public init(_ text: String, field: String = "cron") throws {
        let parts = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == 5, text.utf8.count <= 200 else {
            throw Self.refusal(field, "Write five fields: minute, hour, day, month, day of the week; '0 2 * * *'.")
        }
        self.text = parts.joined(separator: " ")
        minutes = try CronField.minute.mask(parts[0], field)
        hours = try CronField.hour.mask(parts[1], field)
        days = try CronField.day.mask(parts[2], field)
        months = try CronField.month.mask(parts[3], field)
        let week = try CronField.weekday.mask(parts[4], field)
        weekdays = week & 0x7F | (week >> 7 & 1)
        isEitherDay = !parts[2].hasPrefix("*") && !parts[4].hasPrefix("*")
        guard comesEver else { throw Self.refusal(field, "There is no such day in any year.") }
    }

    /// The first of its times after a moment, by the clocks of a zone.
    public func next(after moment: Instant, in calendar: ZonedCalendar) -> Instant? {
        let local = calendar.local(moment)
        var date = local.date
        var minute = local.hour * 60 + local.minute
        // A leap day comes again after eight years at the latest.
        for _ in 0..<3_000 {
            if has(date), let found = first(on: date, from: minute, after: moment, calendar) { return found }
            date = date.adding(days: 1)
            minute = 0
        }
        return nil
    }

    private func first(
        on date: CalendarDate, from start: Int, after moment: Instant, _ calendar: ZonedCalendar
    ) -> Instant? {
        for hour in (start / 60)..<24 where hours >> UInt64(hour) & 1 == 1 {
            let from = hour == start / 60 ? start % 60 : 0
            for minute in from..<60 where minutes >> UInt64(minute) & 1 == 1 {
                let instant = Self.instant(date, hour, minute, calendar)
                if instant > moment { return instant }
            }
        }
        return nil
    }

    /// When the clocks show a time; the moment they jump where they skip it.
    private static func instant(_ date: CalendarDate, _ hour: Int, _ minute: Int, _ calendar: ZonedCalendar) -> Instant
    {
        let found = calendar.instant(date, hour: hour, minute: minute)
        let shown = calendar.local(found)
        if shown.date == date, shown.hour == hour, shown.minute == minute { return found }
        // The clocks have jumped since: the last moment at which they went as before, to the second.
        let offset = calendar.offset(at: found)
        var (before, after) = (found.seconds - 86_400, found.seconds)
        while after - before > 1 {
            let middle = (before + after) / 2
            if calendar.offset(at: .seconds(middle)) == offset { after = middle } else { before = middle }
        }
        return .seconds(after)
    }

    private func has(_ date: CalendarDate) -> Bool {
        let (_, month, day) = date.components
        guard months >> UInt64(month) & 1 == 1 else { return false }
        let isDay = days >> UInt64(day) & 1 == 1
        let number = (Int(date.dayNumber) % 7 + 11) % 7  // day 0 was a Thursday; Sunday is 0
        let isWeekday = weekdays >> UInt64(number) & 1 == 1
        return isEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    private var comesEver: Bool {
        if isEitherDay { return true }
        return (1...12).contains { month in
            months >> UInt64(month) & 1 == 1
                && (1...YearMonth.longest(month)).contains { day in days >> UInt64(day) & 1 == 1 }
        }
    }

    fileprivate static func refusal(_ field: String, _ message: String) -> Problem {
        .validation([FieldError(field: field, code: "bad_cron", message: message)])
    }
}

extension YearMonth {
    /// How many days a month of the year has at most.
    fileprivate static func longest(_ month: Int) -> Int {
        switch month {
        case 2: 29
        case 4, 6, 9, 11: 30
        case _: 31
        }
    }
}

/// One of the five fields: its numbers and their names.
private enum CronField: String {
    case minute, hour, day, month, weekday

    private var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    private var names: [String] {
        switch self {
        case .minute, .hour, .day: []
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        }
    }

    private var label: String { self == .weekday ? "day of the week" : rawValue }

    /// The numbers a field names, as bits.
    func mask(_ text: String, _ field: String) throws -> UInt64 {
        var mask: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let numbers = numbers(part) else {
                throw Cron.refusal(
                    field, "'\(part)' is no \(label): numbers from \(range.lowerBound) to \(range.upperBound) are.")
            }
            for number in numbers { mask |= 1 << UInt64(number) }
        }
        return mask
    }

    private func numbers(_ part: Substring) -> [Int]? {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2, let span = span(halves[0], isStepped: halves.count == 2) else { return nil }
        guard halves.count == 2 else { return Array(span) }
        guard let step = Self.digits(halves[1]), step > 0 else { return nil }
        return Array(stride(from: span.lowerBound, through: span.upperBound, by: step))
    }

    /// `*`, `5`, `mon`, `1-5`; with steps a single number runs to the end.
    private func span(_ text: Substring, isStepped: Bool) -> ClosedRange<Int>? {
        if text == "*" { return self == .weekday ? 0...6 : range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let low = number(ends[0]) else { return nil }
        guard ends.count == 2 else { return isStepped ? low...max(low, range.upperBound) : low...low }
        guard let high = number(ends[1]), high >= low else { return nil }
        return low...high
    }

    private func number(_ text: Substring) -> Int? {
        if let index = names.firstIndex(of: String(text)) { return self == .month ? index + 1 : index }
        guard let number = Self.digits(text), range.contains(number) else { return nil }
        return number
    }

    private static func digits(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ byte in (48...57).contains(byte) }) else {
            return nil
        }
        return Int(text)
    }
}
