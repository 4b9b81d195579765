import Kernel
import Localisation
import Testing

@Suite struct LocaleFormatTests {
    private func format(_ tag: String, _ home: Currency? = .gbp) throws -> LocaleFormat {
        .of(try #require(LocaleTag(tag)), home: home)
    }

    /// Spaces that do not break, written visibly: `_` for U+00A0, `~` for U+202F.
    private func visible(_ text: String) -> String {
        text.replacing("\u{A0}", with: "_").replacing("\u{202F}", with: "~")
    }

    @Test(
        arguments: [
            ("en", "£1,106.40"), ("en-GB", "£1,106.40"), ("en-US", "£1,106.40"), ("de", "1.106,40_£"),
            ("es", "1106,40_£"),
            ("fr", "1~106,40_£"), ("de-CH", "£_1’106.40"), ("es-MX", "£1,106.40"), ("xx", "£1,106.40"),
            ("de-LU", "1.106,40_£"),
        ] as [(String, String)])
    func theShopsOwnCurrencyHasItsShortSymbol(_ locale: String, _ text: String) throws {
        #expect(visible(try format(locale).money(Money(110_640, .gbp))) == text)
    }

    @Test func otherCurrenciesHaveASymbolOnlyWhereItIsUnmistakable() throws {
        let british = try format("en"), american = try format("en-US", .usd), canadian = try format("en", .cad)
        #expect(british.money(Money(194_200, .eur)) == "€1,942.00")
        #expect(visible(british.money(Money(100, .usd))) == "USD_1.00")
        #expect(american.money(Money(100, .usd)) == "$1.00")
        #expect(visible(american.money(Money(100, .cad))) == "CAD_1.00")
        #expect(canadian.money(Money(100, .cad)) == "$1.00")
        #expect(visible(canadian.money(Money(100, .usd))) == "USD_1.00")
        #expect(visible(try format("en-US", .cad).money(Money(100, .usd))) == "USD_1.00")
        #expect(visible(try format("fr").money(Money(100, .usd))) == "1,00_USD")
        #expect(visible(try format("es").money(Money(123_456_789, .eur))) == "1.234.567,89_€")
    }

    @Test func decimalsAreTheCurrencys() throws {
        let english = try format("en")
        #expect(try format("en", .jpy).money(Money(1_234_567, .jpy)) == "¥1,234,567")
        #expect(visible(english.money(Money(1_234_567, .kwd))) == "KWD_1,234.567")
        #expect(english.money(Money(5, .gbp)) == "£0.05")
        #expect(english.money(Money(0, .gbp)) == "£0.00")
    }

    @Test func aMinusIsATrueMinusBeforeEverything() throws {
        #expect(try format("en").money(Money(-21_490, .gbp)) == "−£214.90")
        #expect(visible(try format("de").money(Money(-21_490, .eur))) == "−214,90_€")
        #expect(try format("en").money(Money(1_470, .gbp), signed: true) == "+£14.70")
        #expect(try format("en").money(Money(0, .gbp), signed: true) == "£0.00")
        #expect(try format("en").money(Money(.min, .gbp)) == "−£92,233,720,368,547,758.08")
        #expect(try format("en").amount(Money(-110_640, .gbp)) == "−1,106.40")
    }

    @Test func everyCurrencyIsWrittenInEveryLocaleWithItsOwnSign() throws {
        for locale in LocaleFormat.available {
            let format = LocaleFormat.of(locale, home: .usd)
            let signs = Currency.active.map { format.symbol($0) }
            #expect(Set(signs).count == signs.count, "\(locale): two currencies have one sign")
            for currency in Currency.active {
                let money = Money(-123_456_789, currency)
                #expect(try format.parseMoney(format.money(money), currency) == money, "\(locale) \(currency)")
            }
        }
    }

    @Test func numbersAreGroupedAsTheLocaleDoes() throws {
        #expect(try format("en").number(1_234_567) == "1,234,567")
        #expect(try format("en").number(-999) == "−999")
        #expect(try format("en").number(12, signed: true) == "+12")
        #expect(try format("es").number(1234) == "1234")
        #expect(try format("es").number(12_345) == "12.345")
        #expect(visible(try format("fr").number(1234)) == "1~234")
        #expect(try format("en").number(UInt64.max) == "18,446,744,073,709,551,615")
    }

    @Test func decimalsAreExact() throws {
        let english = try format("en"), german = try format("de")
        #expect(english.decimal("-1234.5") == "−1,234.5")
        #expect(english.decimal("1234.50") == "1,234.50")
        #expect(english.decimal("0.125", digits: 2) == "0.13")
        #expect(english.decimal("2", digits: 2) == "2.00")
        #expect(english.decimal("about 3") == "about 3")
        #expect(german.quantity(Quantity(micros: 2_500_000)) == "2,5")
        #expect(english.price(UnitPrice(micros: 125_000, .gbp)) == "£0.125")
        #expect(english.price(UnitPrice(micros: 4_000_000, .gbp)) == "£4.00")
    }

    @Test func percentagesStandBeforeASpace() throws {
        let english = try format("en")
        #expect(visible(english.percent(222, of: 1000)) == "22.2~%")
        #expect(visible(try format("de").percent(222, of: 1000)) == "22,2_%")
        #expect(visible(try format("fr").percent(1, of: 3, digits: 0)) == "33_%")
        #expect(visible(english.percent(-1, of: 4, digits: 0, signed: true)) == "−25~%")
        #expect(visible(english.percent(182, of: 1000, signed: true)) == "+18.2~%")
        #expect(visible(english.percent(1, of: -4, digits: 0)) == "−25~%")
        #expect(english.percent(3, of: 0) == "–")
        #expect(visible(english.percent("0.2215")) == "22.2~%")
        #expect(visible(english.percent("-1.5", digits: 0)) == "−150~%")
        #expect(visible(english.percent(.max, of: 1, digits: 2)) == "922,337,203,685,477,580,700.00~%")
    }

    @Test(
        arguments: [
            (0, "0"), (950, "950"), (1000, "1k"), (2500, "2.5k"), (40_000, "40k"), (-40_000, "−40k"),
            (999_949, "999.9k"),
            (999_950, "1M"), (1_200_000, "1.2M"), (3_000_000_000, "3bn"),
        ] as [(Int64, String)])
    func axesHaveShortNumbers(_ value: Int64, _ text: String) throws {
        #expect(try format("en").compact(value) == text)
    }

    @Test func axesHaveShortAmounts() throws {
        #expect(try format("en").compact(Money(4_000_000, .gbp)) == "£40k")
        #expect(try format("en").compact(Money(0, .gbp)) == "£0")
        #expect(try format("en").whole(Money(-1_234_550, .gbp)) == "−£12,346")
        #expect(try format("en", .jpy).whole(Money(12_345, .jpy)) == "¥12,345")
        #expect(try format("en", .jpy).compact(Money(40_000, .jpy)) == "¥40k")
        #expect(visible(try format("de", .eur).compact(Money(4_000_000, .eur))) == "40_Tsd._€")
        #expect(visible(try format("fr").compact(1_200_000)) == "1,2_M")
    }
}
