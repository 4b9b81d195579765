import Kernel

/// When people buy: more at the weekend and in the evening, and more the nearer Christmas is.
struct DemoRhythm {
    let calendar: ZonedCalendar

    /// Orders on an average day.
    static let average = 15.5
    private static let weekdays: [Double] = [0.95, 0.88, 0.92, 1.0, 1.12, 1.2, 1.05]
    private static let hours: [Int] = [
        2, 1, 0, 0, 0, 1, 3, 8, 14, 22, 28, 30, 32, 28, 26, 25, 26, 30, 34, 42, 48, 40, 22, 8,
    ]

    /// How many orders a day brings.
    func orders(on date: CalendarDate, _ chance: inout RandomnessGenerator) -> Int {
        let weekday = Weekday.allCases.firstIndex(of: date.weekday) ?? 0
        let expected = Self.average * Self.weekdays[weekday] * season(date)
        return max(1, Int((expected * Double.random(in: 0.75...1.25, using: &chance)).rounded()))
    }

    /// From 1 in most of the year to 1.6 in the weeks before Christmas, and quiet after it.
    func season(_ date: CalendarDate) -> Double {
        guard let christmas = CalendarDate(year: date.year, month: 12, day: 25) else { return 1 }
        let left = christmas.days(since: date)
        if left < 0 { return 0.7 }
        return left < 60 ? 1 + 0.6 * Double(60 - left) / 60 : 1
    }

    /// A moment of a day, by the hours people buy at.
    func moment(of date: CalendarDate, _ chance: inout RandomnessGenerator) -> Instant {
        let hour = Self.hours.weightedIndex(&chance)
        let minute = Int.random(in: 0..<60, using: &chance)
        return calendar.instant(date, hour: hour, minute: minute, second: Int.random(in: 0..<60, using: &chance))
    }

    /// When the warehouse gets round to what was ordered: an hour of that working day or the next.
    func sending(of placed: Instant, _ chance: inout RandomnessGenerator) -> Instant {
        var date = calendar.date(of: placed + .hours(3))
        if calendar.local(placed + .hours(3)).hour >= 16 { date = date.adding(days: 1) }
        while date.weekday.isWeekend { date = date.adding(days: 1) }
        let hour = Int.random(in: 9...16, using: &chance)
        let moment = calendar.instant(date, hour: hour, minute: Int.random(in: 0..<60, using: &chance))
        return max(moment, placed + .minutes(Int64.random(in: 100...300, using: &chance)))
    }
}

extension Array where Element == Int {
    /// An index, each as often as its weight says.
    func weightedIndex(_ chance: inout RandomnessGenerator) -> Int {
        let total = reduce(0, +)
        var left = Int.random(in: 0..<Swift.max(1, total), using: &chance)
        for (index, weight) in enumerated() {
            if left < weight { return index }
            left -= weight
        }
        return Swift.max(0, count - 1)
    }
}
