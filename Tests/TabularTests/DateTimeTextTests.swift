import Tabular
import Testing

@Suite struct DateTimeTextTests {
    private static func read(_ text: String, _ order: DateOrder = .dayMonthYear) -> String? {
        DateTimeText.parse(text, order: order)?.description
    }

    @Test(arguments: [
        ("2010-12-01 08:26:00", "2010-12-01T08:26:00"), ("2010-12-01T08:26:00Z", "2010-12-01T08:26:00"),
        ("2010/12/1", "2010-12-01T00:00:00"), ("1/12/2010 8:26", "2010-12-01T08:26:00"),
        ("01.12.2010", "2010-12-01T00:00:00"), ("01-12-10", "2010-12-01T00:00:00"), ("1/12/71", "1971-12-01T00:00:00"),
        ("1/12/2010 8:26 PM", "2010-12-01T20:26:00"), ("1/12/2010, 12:05 am", "2010-12-01T00:05:00"),
        ("1 Dec 2010", "2010-12-01T00:00:00"), ("Dec 1, 2010 8:26", "2010-12-01T08:26:00"),
        ("01-DEC-2010 08:26:30", "2010-12-01T08:26:30"), ("1. Dezember 2010", "2010-12-01T00:00:00"),
        ("1 décembre 2010", "2010-12-01T00:00:00"), ("3 März 2011", "2011-03-03T00:00:00"),
        ("20101201", "2010-12-01T00:00:00"), (" 29/02/2012 ", "2012-02-29T00:00:00"),
    ]) func commonForms(text: String, iso: String) {
        #expect(Self.read(text) == iso)
    }

    @Test(arguments: [
        "", "29/02/2011", "31/04/2011", "32/01/2011", "13/13/2011", "2011-00-10", "2010-12-01 24:00:00", "12/2010",
        "1/2/3/4", "1.2-2011", "1 2 2011", "536365", "85123A", "01/12/2010 8", "01/12/2010 13:00 PM", "1 Foo 2010",
        "2010-12-01 08:26:00 Mars", "12345678", "1/1/201",
    ]) func otherTextIsNoDate(text: String) {
        #expect(Self.read(text) == nil, "\(text)")
    }

    @Test func ordersGiveTheirDays() {
        #expect(Self.read("03/04/2011", .dayMonthYear) == "2011-04-03T00:00:00")
        #expect(Self.read("03/04/2011", .monthDayYear) == "2011-03-04T00:00:00")
        #expect(Self.read("03/04/11", .yearMonthDay) == "2003-04-11T00:00:00")
        #expect(Self.read("13/02/2011", .monthDayYear) == nil)
        #expect(Self.read("2011-04-03", .monthDayYear) == "2011-04-03T00:00:00")
    }

    @Test func fractionsAndOffsetsAreKept() {
        let parsed = DateTimeText.parse("2010-12-01T08:26:00.125+05:30", order: .yearMonthDay)
        #expect(parsed?.microsecond == 125_000 && parsed?.utcOffsetMinutes == 330)
        #expect(DateTimeText.parse("2010-12-01 08:26:00 -0800", order: .yearMonthDay)?.utcOffsetMinutes == -480)
        #expect(DateTimeText.parse("2010-12-01 08:26:00", order: .yearMonthDay)?.utcOffsetMinutes == nil)
    }

    @Test(arguments: 0..<200) func everyWrittenDateIsReadBack(seed: Int) {
        var numbers = SeededNumbers(seed)
        let date = LocalDateTime(
            year: Int.random(in: 1970...2069, using: &numbers), month: Int.random(in: 1...12, using: &numbers),
            day: Int.random(in: 1...28, using: &numbers), hour: Int.random(in: 0...23, using: &numbers),
            minute: Int.random(in: 0...59, using: &numbers), second: Int.random(in: 0...59, using: &numbers))
        let order = DateOrder.allCases.randomElement(using: &numbers) ?? .dayMonthYear
        let separator = ["/", "-", "."].randomElement(using: &numbers) ?? "/"
        let isShort = Bool.random(using: &numbers)
        let year = isShort ? String(String(date.year).suffix(2)) : String(date.year)
        let parts: [String]
        switch order {
        case .yearMonthDay: parts = [year, "\(date.month)", "\(date.day)"]
        case .dayMonthYear: parts = ["\(date.day)", "\(date.month)", year]
        case .monthDayYear: parts = ["\(date.month)", "\(date.day)", year]
        }
        let time = date.description.suffix(8)
        let text = parts.joined(separator: separator) + " " + time
        #expect(DateTimeText.parse(text, order: order) == date, "\(text) \(order)")
    }
}
