import Kernel
import Localisation
import Testing

@Suite struct ReadingTests {
    private func format(_ tag: String) throws -> LocaleFormat { .of(try #require(LocaleTag(tag)), home: .gbp) }

    @Test(
        arguments: [
            ("en", "1,234.50", 123_450), ("en", "1.234,50", 123_450), ("de", "1.234,50", 123_450),
            ("de", "1,234.50", 123_450),
            ("en", "1234.5", 123_450), ("en", "12,50", 1250), ("de", "12.50", 1250), ("en", "1,234", 123_400),
            ("de", "1.234", 123_400), ("en", "1,234,567", 123_456_700), ("fr", "1 234,50", 123_450),
            ("fr", "1\u{202F}234,50 £", 123_450), ("de-CH", "1’234.50", 123_450), ("de-CH", "1'234.50", 123_450),
            ("en", "£12", 1200), ("en", "GBP 12.5", 1250), ("en", "12.50gbp", 1250), ("en", "−£12", -1200),
            ("en", "-£ 12", -1200), ("en", "£-12", -1200), ("en", "+3", 300), ("en", " 7 ", 700), ("en", ".50", 50),
            ("en", "0", 0), ("en", "007", 700), ("en", "1234,56", 123_456), ("en", "1.234.567", 123_456_700),
        ] as [(String, String, Int64)])
    func amountsAreReadAsTheyAreTyped(_ locale: String, _ text: String, _ minor: Int64) throws {
        #expect(try format(locale).parseMoney(text, .gbp) == Money(minor, .gbp))
    }

    @Test(
        arguments: [
            ("en", "1.234", "ambiguous_number"), ("de", "1,234", "ambiguous_number"),
            ("fr", "1.234", "ambiguous_number"),
            ("en", "", "malformed_number"), ("en", "£", "malformed_number"), ("en", "twelve", "malformed_number"),
            ("en", "1,23,456.00", "malformed_number"), ("en", "12,34.567,8", "malformed_number"),
            ("en", "1.2.3", "malformed_number"),
            ("en", "12.", "malformed_number"), ("en", "--3", "malformed_number"), ("en", "1e3", "malformed_number"),
            ("en", "٣", "malformed_number"), ("en", "$3", "malformed_number"), ("en", "1 23", "malformed_number"),
            ("en", "0.125", "too_many_decimals"), ("en", "1,234.567", "too_many_decimals"),
            ("en", "99999999999999999999", "out_of_range"),
        ] as [(String, String, String)])
    func whatCouldMeanTwoThingsOrNoneIsRefused(_ locale: String, _ text: String, _ code: String) throws {
        let format = try format(locale)
        let problem = try #require(throws: Problem.self) { try format.parseMoney(text, .gbp) }
        #expect(problem.errors.map(\.code) == [code])
    }

    @Test func aRefusalSaysBothReadings() throws {
        let english = try format("en")
        let problem = try #require(throws: Problem.self) { try english.parseMoney("1.234", .gbp) }
        #expect(
            problem.errors.first?.message
                == "This can be read in two ways. Write 1234 for 1,234, or 2 decimals at most.")
    }

    @Test func currenciesWithThreeDecimalsAndWithNone() throws {
        let english = try format("en")
        #expect(try english.parseMoney("1.234", .kwd) == Money(1234, .kwd))
        #expect(try english.parseMoney("1,234", .kwd) == Money(1_234_000, .kwd))
        #expect(try english.parseMoney("1,234", .jpy) == Money(1234, .jpy))
        #expect(throws: Problem.self) { try english.parseMoney("1.5", .jpy) }
    }

    @Test func numbersAreReadToo() throws {
        let english = try format("en"), spanish = try format("es")
        #expect(try english.parseNumber("12,345") == 12_345)
        #expect(try spanish.parseNumber("12.345") == 12_345)
        #expect(try spanish.parseDecimal("-1.234,5", decimals: 6) == "-1234.5")
        #expect(try spanish.parseDecimal("1,234", decimals: 6) == "1.234")
        #expect(try english.parseDecimal("1,234", decimals: 6) == "1234")
        #expect(throws: Problem.self) { try english.parseNumber("1.5") }
        #expect(throws: Problem.self) { try english.parseNumber("1.234") }
        #expect(throws: Problem.self) { try english.parseNumber("99999999999999999999") }
    }

    /// What is written can be read back, in every locale, for amounts of every size.
    @Test func whatIsWrittenIsReadBack() throws {
        var random = SeededRandomness(41).generator
        for locale in LocaleFormat.available {
            let format = LocaleFormat.of(locale, home: .eur)
            for currency in [Currency.eur, .gbp, .jpy, .kwd] {
                for size in 1...17 {
                    let limit = (0..<size).reduce(Int64(1)) { (product: Int64, _: Int) -> Int64 in product * 10 }
                    let money = Money(Int64.random(in: -limit...limit, using: &random), currency)
                    #expect(try format.parseMoney(format.money(money), currency) == money, "\(locale) \(money)")
                    #expect(try format.parseMoney(format.amount(money), currency) == money, "\(locale) \(money)")
                }
            }
        }
    }
}
