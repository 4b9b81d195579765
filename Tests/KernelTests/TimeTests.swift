import Foundation
import Kernel
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("2026-11-21T10:38:25Z", "2026-11-21T10:38:25Z"), ("2026-11-21T10:38:25.500Z", "2026-11-21T10:38:25.5Z"),
        ("2026-11-21t10:38:25.1234569z", "2026-11-21T10:38:25.123456Z"),
        ("2026-11-21 12:38:25+02:00", "2026-11-21T10:38:25Z"),
        ("2026-11-21T00:00:00-05:30", "2026-11-21T05:30:00Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ])
    func reads(_ text: String, _ normal: String) { #expect(Instant(text)?.description == normal) }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T10:38:25", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T23:59:60Z", "2026-11-21T10:38:25.Z",
        "2026-11-21T10:38:25+0200", "2026-11-21T10:38:25ZZ", "0000-01-01T00:00:00Z", "2026-11-21T10:38:25+2:000",
    ])
    func refuses(_ text: String) { #expect(Instant(text) == nil) }

    @Test func agreesWithFoundation() throws {
        var chance = seeded(11)
        let style = Date.ISO8601FormatStyle()
        // From 1583 on: before, Foundation counts by the Julian calendar, RFC 3339 does not.
        for _ in 0..<500 {
            let seconds = Int64.random(in: -12_200_000_000...200_000_000_000, using: &chance)
            let text = Instant.seconds(seconds).description
            #expect(text == style.format(Date(timeIntervalSince1970: Double(seconds))))
            #expect(Instant(text)?.seconds == seconds)
        }
        for _ in 0..<2000 {
            let instant = Instant(
                microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &chance))
            #expect(Instant(instant.description) == instant)
        }
    }

    @Test func arithmeticStopsAtTheEnds() {
        #expect(Instant.latest + .days(1) == .latest)
        #expect(Instant.earliest - .days(1) == .earliest)
        #expect(TimeSpan.days(.max) == TimeSpan(microseconds: .max))
        #expect(TimeSpan.days(-1) * .max == TimeSpan(microseconds: .min))
        #expect(-TimeSpan(microseconds: .min) == TimeSpan(microseconds: .max))
        #expect(Instant.seconds(100) - Instant.seconds(40) == .minutes(1))
        #expect(Instant(microseconds: -1).floored(to: .hours(1)) == .seconds(-3600))
    }

    @Test func clocks() {
        let clock = ManualClock(.seconds(5))
        clock.advance(by: .minutes(1))
        #expect(clock.now == .seconds(65))
        clock.set(.epoch)
        #expect(clock.now == .epoch)
        #expect(SystemClock().now > .seconds(1_700_000_000))
    }
}

@Suite struct CalendarDateTests {
    @Test func everyDayOfFourHundredYears() throws {
        var day = try #require(CalendarDate(year: 1900, month: 1, day: 1))
        var weekday = 0  // a Monday
        for year in 1900..<2300 {
            for month in 1...12 {
                let first = try #require(YearMonth(year: year, month: month))
                for number in 1...first.length {
                    #expect(day.components == (year, month, number))
                    #expect(day.weekday == Weekday.allCases[weekday % 7])
                    day = day.adding(days: 1)
                    weekday += 1
                }
            }
        }
    }

    @Test func texts() throws {
        #expect(CalendarDate("2026-11-21")?.description == "2026-11-21")
        #expect(CalendarDate("2026-11-21")?.weekday == .saturday)
        for bad in ["2026-11-31", "2026-2-3", "21-11-2026", "", "2025-02-29", "0000-01-01"] {
            #expect(CalendarDate(bad) == nil)
        }
        #expect(YearMonth("2026-02")?.description == "2026-02")
        #expect(YearMonth("2026-13") == nil)
        #expect(YearMonth("2024-02")?.lastDay.description == "2024-02-29")
        let january = try CalendarDate(parsing: "2026-01-31")
        #expect(january.adding(months: 1).description == "2026-02-28")
        #expect(january.adding(months: -2).description == "2025-11-30")
        #expect(january.adding(days: 1).days(since: january) == 1)
        #expect(Array(january...january.adding(days: 2)).count == 3)
        #expect(try YearMonth(parsing: "2026-01").adding(months: 13).description == "2027-02")
    }
}

@Suite struct ZonedCalendarTests {
    static let zones = [
        "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu",
        "America/Santiago", "Pacific/Apia", "UTC", "Europe/Moscow", "America/Sao_Paulo",
    ]

    @Test(arguments: zones)
    func agreesWithFoundation(name: String) throws {
        let calendar = ZonedCalendar(try TimeZoneID(parsing: name))
        let zone = try #require(TimeZone(identifier: name))
        var gregorian = Calendar(identifier: .gregorian)
        gregorian.timeZone = zone
        var chance = seeded(17)
        for _ in 0..<3000 {
            let seconds = Int64.random(in: -500_000_000...4_300_000_000, using: &chance)
            let instant = Instant.seconds(seconds), date = Date(timeIntervalSince1970: Double(seconds))
            #expect(calendar.offset(at: instant) == zone.secondsFromGMT(for: date))
            let local = calendar.local(instant)
            let parts = gregorian.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            #expect(local.date == CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0))
            #expect(local.hour == parts.hour && local.minute == parts.minute && local.second == parts.second)
            #expect(calendar.date(of: instant) == local.date)
            // Reading the local time gives the instant back, or the earlier one that showed the same time.
            let back = calendar.instant(local)
            #expect(back <= instant && calendar.local(back) == local)
        }
    }

    @Test(arguments: zones)
    func daysStartWhereTheDateChanges(name: String) throws {
        let calendar = ZonedCalendar(try TimeZoneID(parsing: name))
        var date = try CalendarDate(parsing: "1971-01-01")
        let end = try CalendarDate(parsing: "2037-12-31")
        while date < end {
            let start = calendar.startOfDay(date)
            // Samoa skipped 30 December 2011: that day has no instant of its own.
            if name == "Pacific/Apia", date.description == "2011-12-30" {
                #expect(calendar.day(date).isEmpty)
            } else {
                #expect(calendar.date(of: start) == date)
                #expect(calendar.date(of: start - .microseconds(1)) < date)
            }
            date = date.adding(days: 1)
        }
    }

    @Test func summerTimeInLondonAndNewYork() throws {
        let london = ZonedCalendar(try TimeZoneID(parsing: "Europe/London"))
        let spring = try CalendarDate(parsing: "2026-03-29"), autumn = try CalendarDate(parsing: "2026-10-25")
        #expect(london.instant(spring, hour: 1, minute: 30).description == "2026-03-29T01:30:00Z")
        #expect(london.local(london.instant(spring, hour: 1, minute: 30)).hour == 2)
        #expect(london.instant(autumn, hour: 1, minute: 30).description == "2026-10-25T00:30:00Z")
        #expect(london.instant(autumn, hour: 2).description == "2026-10-25T02:00:00Z")
        #expect(london.day(spring).upperBound - london.day(spring).lowerBound == .hours(23))
        #expect(london.day(autumn).upperBound - london.day(autumn).lowerBound == .hours(25))
        let york = ZonedCalendar(try TimeZoneID(parsing: "America/New_York"))
        #expect(
            york.instant(try CalendarDate(parsing: "2026-03-08"), hour: 2, minute: 30).description
                == "2026-03-08T07:30:00Z")
        #expect(
            york.instant(try CalendarDate(parsing: "2026-11-01"), hour: 1, minute: 30).description
                == "2026-11-01T05:30:00Z")
        #expect(york.startOfDay(try CalendarDate(parsing: "2026-11-01")).description == "2026-11-01T04:00:00Z")
        let month = york.month(try YearMonth(parsing: "2026-03"))
        #expect(month.lowerBound.description == "2026-03-01T05:00:00Z")
        #expect(month.upperBound.description == "2026-04-01T04:00:00Z")
    }

    @Test func namesOfZones() {
        for good in ["Europe/London", "UTC", "Asia/Kathmandu"] { #expect(TimeZoneID(rawValue: good) != nil) }
        for bad in ["BST", "GMT+3", "Mars/Olympus", "", "europe"] { #expect(TimeZoneID(rawValue: bad) == nil) }
        #expect(TimeZoneID.all.count > 300)
    }
}
