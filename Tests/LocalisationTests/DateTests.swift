import Kernel
import Localisation
import Testing

@Suite struct DateTests {
    private let day = CalendarDate(year: 2026, month: 11, day: 22)
    private let london = TimeZoneID(rawValue: "Europe/London")

    private func format(_ tag: String) throws -> LocaleFormat { .of(try #require(LocaleTag(tag))) }

    @Test(
        arguments: [
            ("en", "22 Nov", "22 Nov 2026", "Sunday 22 November 2026", "November 2026"),
            ("en-GB", "22 Nov", "22 Nov 2026", "Sunday 22 November 2026", "November 2026"),
            ("en-US", "Nov 22", "Nov 22, 2026", "Sunday, November 22, 2026", "November 2026"),
            ("es", "22 nov", "22 nov 2026", "domingo, 22 de noviembre de 2026", "noviembre de 2026"),
            ("fr", "22 nov.", "22 nov. 2026", "dimanche 22 novembre 2026", "novembre 2026"),
            ("de", "22. Nov.", "22. Nov. 2026", "Sonntag, 22. November 2026", "November 2026"),
        ] as [(String, String, String, String, String)])
    func daysAreWrittenAsTheLocaleDoes(
        _ locale: String, _ short: String, _ medium: String, _ long: String, _ month: String
    ) throws {
        let format = try format(locale), day = try #require(day)
        #expect(format.date(day, .short(today: day)) == short)
        #expect(format.date(day, .short(today: day.adding(days: 365))) == medium)
        #expect(format.date(day, .medium) == medium)
        #expect(format.date(day, .long) == long)
        #expect(format.month(day.yearMonth) == month)
    }

    @Test func everyDayOfAYearHasItsNumberAndItsNames() throws {
        let first = try #require(CalendarDate(year: 2028, month: 1, day: 1))
        for locale in LocaleFormat.available {
            let format = LocaleFormat.of(locale)
            for offset in 0..<366 {
                let day = first.adding(days: offset), long = format.date(day, .long)
                #expect(long.contains(format.monthName(day.month)), "\(locale) \(day)")
                #expect(long.contains(format.weekdayName(day.weekday)), "\(locale) \(day)")
                #expect(long.contains("\(day.day)") && long.contains("2028"), "\(locale) \(day)")
            }
            #expect(Set((1...12).map { format.monthName($0) }).count == 12)
            #expect(Set(Weekday.allCases.map { format.weekdayName($0, short: true) }).count == 7)
        }
    }

    @Test func namesStandAlone() throws {
        #expect(try format("en").monthName(9) == "September")
        #expect(try format("fr").monthName(2, short: true) == "févr.")
        #expect(try format("de").weekdayName(.saturday) == "Samstag")
        #expect(try format("en").monthName(13).isEmpty)
    }

    @Test func momentsAreOfTheZoneTheyAreReadIn() throws {
        let london = try #require(london), now = try #require(Instant("2026-11-22T12:00:00Z"))
        let english = try format("en")
        let winter = try #require(Instant("2026-11-22T09:38:07Z")),
            summer = try #require(Instant("2025-06-30T23:30:00Z"))
        #expect(english.moment(winter, in: london, now: now) == "22 Nov, 09:38")
        #expect(english.moment(summer, in: london, now: now) == "1 Jul 2025, 00:30")
        #expect(english.time(summer, in: .utc) == "23:30")
        #expect(english.full(summer, in: london) == "Tuesday 1 July 2025, 00:30:00 UTC+01:00")
        let johns = try #require(TimeZoneID(rawValue: "America/St_Johns"))
        #expect(english.full(winter, in: johns) == "Sunday 22 November 2026, 06:08:07 UTC−03:30")
        let american = try format("en-US").time(winter + .hours(5), in: .utc)
        #expect(american.replacing("\u{202F}", with: " ") == "2:38 PM")
        #expect(try format("en-US").time(winter - .hours(9), in: .utc).hasPrefix("12:38"))
    }

    @Test(
        arguments: [
            (30, "now"), (60, "1 min"), (3599, "59 min"), (3 * 3600, "3 h"), (47 * 3600, "47 h"), (3 * 86_400, "3 d"),
            (61 * 86_400, "2 mo"), (800 * 86_400, "2 y"), (-7200, "in 2 h"), (-30, "now"),
        ] as [(Int64, String)])
    func agesAreInTheirLargestUnit(_ seconds: Int64, _ text: String) throws {
        let now = Instant.seconds(1_800_000_000)
        let written = try format("en").relative(now - .seconds(seconds), now: now)
        #expect(written.replacing("\u{A0}", with: " ") == text)
    }

    @Test func spansHaveSecondsToo() throws {
        let spans: [TimeSpan] = [.seconds(0), .seconds(59), .minutes(2), .days(90), .days(-800)]
        let english = try format("en"), spanish = try format("es")
        #expect(
            spans.map { english.age($0).replacing("\u{A0}", with: " ") } == ["0 s", "59 s", "2 min", "3 mo", "2 y"])
        #expect(spanish.age(.days(90)).replacing("\u{A0}", with: " ") == "3 meses")
    }
}
