import Kernel

/// When people buy: more in the evening and towards the weekend, most before Christmas and on the days of a campaign,
/// and a fifth more than a year ago.
struct DemoRhythm {
    let calendar: ZonedCalendar
    /// The last day there is.
    let today: CalendarDate

    /// Orders on an average day of the last year.
    static let average = 15.5
    private static let weekdays: [Double] = [0.95, 0.88, 0.92, 1.0, 1.12, 1.2, 1.05]
    private static let months: [Double] = [0.75, 0.85, 1.0, 0.9, 0.95, 0.9, 0.82, 0.85, 0.95, 1.0, 1.0, 1.0]
    private static let hours = WeightedChoice([
        2, 1, 0, 0, 0, 1, 3, 8, 14, 22, 28, 30, 32, 28, 26, 25, 26, 30, 34, 42, 48, 40, 22, 8,
    ])

    /// How many orders a day brings that come to something. `asked` is how many are placed for each of them.
    func orders(on date: CalendarDate, asked: Double, _ chance: inout RandomnessGenerator) -> Int {
        let weekday = Weekday.allCases.firstIndex(of: date.weekday) ?? 0
        let usual = Self.average * Self.weekdays[weekday] * season(date) * growth(date)
        let expected = isCampaign(date) ? usual * 2.3 : usual
        return max(1, Int((expected * asked * Double.random(in: 0.75...1.25, using: &chance)).rounded()))
    }

    /// From quiet in January to almost double in the weeks before Christmas, and quiet after it.
    func season(_ date: CalendarDate) -> Double {
        let usual = Self.months[date.month - 1]
        guard let christmas = CalendarDate(year: date.year, month: 12, day: 25) else { return usual }
        let left = christmas.days(since: date)
        if left < 0 { return 0.6 }
        return left < 60 ? usual * (1 + 0.75 * Double(60 - left) / 60) : usual
    }

    /// 1 today, five sixths a year ago, so that a year grows by a fifth.
    private func growth(_ date: CalendarDate) -> Double {
        max(0.5, 1 - Double(today.days(since: date)) / 365 / 6)
    }

    /// One day a quarter everything is cheaper: the second Saturday of March, June and September, and the last Friday of
    /// November.
    func isCampaign(_ date: CalendarDate) -> Bool {
        switch date.month {
        case 3, 6, 9: date.weekday == .saturday && (8...14).contains(date.day)
        case 11: date.weekday == .friday && date.day > 23
        case _: false
        }
    }

    /// A moment of a day, by the hours people buy at.
    func moment(of date: CalendarDate, _ chance: inout RandomnessGenerator) -> Instant {
        let hour = Self.hours.pick(&chance)
        let minute = Int.random(in: 0..<60, using: &chance)
        return calendar.instant(date, hour: hour, minute: minute, second: Int.random(in: 0..<60, using: &chance))
    }

    /// The moments of a day's orders, in order.
    func moments(of date: CalendarDate, asked: Double = 1, _ chance: inout RandomnessGenerator) -> [Instant] {
        let count = orders(on: date, asked: asked, &chance)
        return (0..<count).map { _ -> Instant in moment(of: date, &chance) }.sorted()
    }

    /// Whether the shop in the high street is open.
    func isShopOpen(_ instant: Instant) -> Bool {
        let hour = calendar.local(instant).hour
        return (9..<18).contains(hour) && calendar.date(of: instant).weekday != .sunday
    }

    /// When the workshop gets round to what was ordered: an hour of that working day or the next.
    func sending(of paid: Instant, _ chance: inout RandomnessGenerator) -> Instant {
        var date = calendar.date(of: paid + .hours(3))
        if calendar.local(paid + .hours(3)).hour >= 16 { date = date.adding(days: 1) }
        while date.weekday == .sunday { date = date.adding(days: 1) }
        let hour = Int.random(in: 9...16, using: &chance)
        let moment = calendar.instant(date, hour: hour, minute: Int.random(in: 0..<60, using: &chance))
        return max(moment, paid + .minutes(Int64.random(in: 100...300, using: &chance)))
    }
}

/// Draws an index, each as often as its weight says; made once for many draws.
struct WeightedChoice: Sendable {
    private let sums: [Int]

    init(_ weights: [Int]) {
        var sum = 0
        sums = weights.map { (weight: Int) -> Int in
            sum += weight
            return sum
        }
    }

    /// An index; the first when all weights are nothing.
    func pick(_ chance: inout RandomnessGenerator) -> Int {
        guard let total = sums.last, total > 0 else { return 0 }
        let drawn = Int.random(in: 0..<total, using: &chance)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
