import Kernel
import Testing

@Suite struct FilterTests {
    enum Colour: String, Codable, CaseIterable, FilterValue { case red, green, blue }

    struct Thing: Identified {
        static let idPrefix = "thing"
    }

    @Test(arguments: [
        ("red", "red"), ("red,blue", "red,blue"), ("!green", "!green"), (" red , blue ", "red,blue"),
        ("red,red", "red"),
    ])
    func valuesAreRead(text: String, written: String) throws {
        #expect(try AnyOf<Colour>(parsing: text).description == written)
    }

    @Test(arguments: ["", "!", "pink", "red,", "red;blue", "empty", "!empty", "Red"])
    func otherValuesAreRefused(text: String) {
        #expect(AnyOf<Colour>(text) == nil)
        #expect(throws: Problem.self) { _ = try AnyOf<Colour>(parsing: text) }
    }

    @Test func theRefusalNamesFieldAndChoices() throws {
        struct Query: Codable {
            var colour: AnyOf<Colour>?
        }
        let problem = #expect(throws: Problem.self) {
            _ = try Wire.decode(Query.self, from: Array(#"{"colour":"pink"}"#.utf8))
        }
        let error = try #require(problem?.errors.first)
        #expect(error.field == "colour" && error.code == "unknown_value")
        #expect(error.message.contains("'pink'") && error.message.contains("red, green, blue"))
    }

    @Test func valuesAreAskedForOrLeftOut() {
        let two: AnyOf<Colour> = [.red, .blue]
        #expect(two.contains(.red) && !two.contains(.green) && two.included == [.red, .blue])
        let others = AnyOf<Colour>.noneOf(.red)
        #expect(!others.contains(.red) && others.contains(.green) && others.included == [.green, .blue])
        #expect(AnyOf<String>.noneOf("a").included == nil)
    }

    @Test func emptyIsAValueOfOptionals() throws {
        #expect(try AnyOf<Colour?>(parsing: "empty").values == [nil])
        #expect(try AnyOf<Colour?>(parsing: "!empty").included == [.red, .green, .blue])
        #expect(try AnyOf<Colour?>(parsing: "red,empty").description == "red,empty")
        #expect(AnyOf<ID<Thing>?>.schema.format == "any-of-or-empty")
        #expect(AnyOf<ID<Thing>?>.schema.entity == "thing")
    }

    @Test(arguments: ["Web, UK", "!important", "a\\b", "plain", "a,b,!c"])
    func anyTextCanBeAValue(text: String) throws {
        let filter: AnyOf<String> = [text, "other"]
        #expect(try AnyOf<String>(parsing: filter.description) == filter)
    }

    @Test func schemasNameTheChoices() throws {
        #expect(AnyOf<Colour>.schema.choices == ["red", "green", "blue"])
        #expect(AnyOf<Colour?>.schema.choices == ["red", "green", "blue", "empty"])
        #expect(DayRange.schema.choices?.contains("last-28-days") == true)
        #expect(AnyOf<Colour>.schema.json()["pattern"] == "^!?(red|green|blue)(,(red|green|blue))*$")
        #expect(try AnyOf<Colour>(parsing: AnyOf<Colour>.sample.description) == AnyOf<Colour>.sample)
    }

    /// 2026-11-18 is a Wednesday.
    @Test(arguments: [
        ("today", "2026-11-18", "2026-11-18"), ("yesterday", "2026-11-17", "2026-11-17"),
        ("last-7-days", "2026-11-12", "2026-11-18"), ("last-28-days", "2026-10-22", "2026-11-18"),
        ("last-90-days", "2026-08-21", "2026-11-18"), ("this-week", "2026-11-16", "2026-11-22"),
        ("this-month", "2026-11-01", "2026-11-30"), ("last-month", "2026-10-01", "2026-10-31"),
        ("this-year", "2026-01-01", "2026-12-31"), ("2026-11-01..2026-11-20", "2026-11-01", "2026-11-20"),
        ("2026-11-01..", "2026-11-01", ""), ("..2026-11-20", "", "2026-11-20"),
        ("2026-11-01", "2026-11-01", "2026-11-01"),
    ])
    func daysAreRead(text: String, from: String, to: String) throws {
        let range = try DayRange(parsing: text)
        let days = range.days(today: try CalendarDate(parsing: "2026-11-18"))
        #expect((days.from?.description ?? "") == from && (days.to?.description ?? "") == to)
        #expect(range.description == text)
    }

    @Test(arguments: ["", "..", "2026-11-20..2026-11-01", "2026-13-01", "tomorrow", "2026-11-01...", "20..30"])
    func otherDaysAreRefused(text: String) { #expect(DayRange(text) == nil) }

    @Test(
        arguments: [
            ("100..500", 10_000, 50_000), ("99.50..", 9950, nil), ("..20", nil, 2000), ("7", 700, 700),
            ("0.001..0.019", 1, 1), ("-1.005..-0.001", -100, -1),
        ] as [(String, Int64?, Int64?)])
    func amountsAreRead(text: String, from: Int64?, to: Int64?) throws {
        let ends = try AmountRange(parsing: text).minorUnits(in: .gbp)
        #expect(ends.from == from && ends.to == to)
        #expect(try AmountRange(parsing: text).description == text)
    }

    @Test func amountsFollowTheCurrency() throws {
        let yen = try AmountRange(parsing: "100.5..200").minorUnits(in: Currency(parsing: "JPY"))
        #expect(yen.from == 101 && yen.to == 200)
    }

    @Test(arguments: ["", "..", "5..1", "1,000", "ten", "1...2", "1e3"])
    func otherAmountsAreRefused(text: String) { #expect(AmountRange(text) == nil) }

    @Test(
        arguments: [("1..5", 1, 5), ("10..", 10, nil), ("..3", nil, 3), ("7", 7, 7), ("-2..2", -2, 2)]
            as [(String, Int64?, Int64?)])
    func numbersAreRead(text: String, from: Int64?, to: Int64?) throws {
        let range = try NumberRange(parsing: text)
        #expect(range.from == from && range.to == to && range.description == text)
    }

    @Test(arguments: ["", "..", "5..1", "1.5", "x..2", "1..x"])
    func otherNumbersAreRefused(text: String) { #expect(NumberRange(text) == nil) }
}
