import Kernel
import Synchronization

/// Writes values as a locale does. Made once for each locale and home currency, and shared.
public final class LocaleFormat: Sendable {
    /// The locale it writes for, one of `available`.
    public let locale: LocaleTag
    /// The currency that has its short symbol: the shop's own.
    public let home: Currency?
    let data: LocaleData
    let writer: NumberWriter
    let dates: Dates
    let units: UnitNames
    private let affixes: [Currency: NumberWriter.Affix]
    private let percentAffix: NumberWriter.Affix

    /// The patterns of a locale, taken apart.
    struct Dates: Sendable {
        let dayMonth, dayMonthYear, weekdayDate, monthYear, shortMonthYear, time: DatePattern
    }

    /// The locales there are, and what ICU calls them. Plain and British English have the dates of Irish English, which
    /// puts no comma behind the day of the week.
    private static let sources: [(tag: String, icu: String)] = [
        ("en", "en_IE"), ("en-GB", "en_IE"), ("en-IE", "en_IE"), ("en-US", "en_US"), ("es", "es"), ("es-MX", "es_MX"),
        ("fr", "fr"), ("fr-CA", "fr_CA"), ("de", "de"), ("de-AT", "de_AT"), ("de-CH", "de_CH"),
    ]

    /// The locales that values can be written for, English first.
    public static let available: [LocaleTag] = sources.compactMap {
        (source: (tag: String, icu: String)) -> LocaleTag? in
        LocaleTag(source.tag)
    }

    /// The format for a locale, or for the nearest there is: its language, else English. `home` is the shop's currency.
    public static func of(_ locale: LocaleTag, home: Currency? = nil) -> LocaleFormat {
        let tag = locale.match(in: available) ?? .english
        return cache.withLock { (cache: inout Cache) -> LocaleFormat in
            let key = Key(tag: tag, home: home)
            if let format = cache.formats[key] { return format }
            let data = cache.data[tag] ?? read(tag)
            let format = LocaleFormat(tag, home, data)
            cache.data[tag] = data
            cache.formats[key] = format
            return format
        }
    }

    private struct Key: Hashable {
        let tag: LocaleTag
        let home: Currency?
    }

    /// What was made so far. The data of a locale is the same for all currencies.
    private struct Cache {
        var data: [LocaleTag: LocaleData] = [:]
        var formats: [Key: LocaleFormat] = [:]
    }

    private static let cache = Mutex(Cache())

    private static func read(_ tag: LocaleTag) -> LocaleData {
        let source = sources.first { (source: (tag: String, icu: String)) -> Bool in source.tag == tag.description }
        let codes = Currency.active.map { (currency: Currency) -> String in currency.code }
        return LocaleData(icu: source?.icu ?? "en_IE", currencies: codes)
    }

    private init(_ locale: LocaleTag, _ home: Currency?, _ data: LocaleData) {
        self.locale = locale
        self.home = home
        self.data = data
        writer = NumberWriter(data)
        units = UnitNames(locale)
        let patterns = data.patterns
        dates = Dates(
            dayMonth: DatePattern(patterns.dayMonth), dayMonthYear: DatePattern(patterns.dayMonthYear),
            weekdayDate: DatePattern(patterns.weekdayDate), monthYear: DatePattern(patterns.monthYear),
            shortMonthYear: DatePattern(patterns.shortMonthYear), time: DatePattern(patterns.time))
        var affixes: [Currency: NumberWriter.Affix] = [:]
        for currency in Currency.active {
            affixes[currency] = Self.affix(Self.symbol(currency, home, data), data)
        }
        self.affixes = affixes
        percentAffix = NumberWriter.Affix(suffix: data.percentSuffix)
    }

    /// The short symbol for the shop's own currency. Another has its symbol where that has no letters and is not the
    /// shop's; else its code.
    private static func symbol(_ currency: Currency, _ home: Currency?, _ data: LocaleData) -> String {
        let own = home.flatMap { (home: Currency) -> String? in data.narrowSymbols[home.code] }
        if currency == home { return own ?? currency.code }
        guard let symbol = data.symbols[currency.code], symbol != own else { return currency.code }
        return symbol.contains(where: \.isLetter) ? currency.code : symbol
    }

    private static func affix(_ symbol: String, _ data: LocaleData) -> NumberWriter.Affix {
        if !data.currencyLeads { return NumberWriter.Affix(suffix: data.currencySpace + symbol) }
        let needsSpace = symbol.last?.isLetter ?? false
        return NumberWriter.Affix(prefix: symbol + (needsSpace ? "\u{A0}" : data.currencySpace))
    }

    func affix(_ currency: Currency) -> NumberWriter.Affix {
        affixes[currency] ?? Self.affix(currency.code, data)
    }

    /// An amount with its currency: `£1,106.40`, `1.106,40 €`, `−£2.00`; `signed` puts a plus before what is more than
    /// nothing.
    public func money(_ money: Money, signed: Bool = false) -> String {
        let exponent = money.currency.exponent
        return writer.text(
            money.minorUnits, scale: exponent, minimum: exponent, affix: affix(money.currency), signed: signed)
    }

    /// An amount rounded to whole units of its currency: `£1,106`.
    public func whole(_ money: Money) -> String {
        let major = Rounding.halfAwayFromZero.divide(money.minorUnits, by: money.currency.minorUnitsPerMajor)
        return writer.text(major, scale: 0, minimum: 0, affix: affix(money.currency))
    }

    /// An amount without its currency, for columns that name it in their head: `1,106.40`.
    public func amount(_ money: Money) -> String {
        writer.text(money.minorUnits, scale: money.currency.exponent, minimum: money.currency.exponent)
    }

    /// The sign of a currency as `money` writes it: `£`, `CAD`.
    public func symbol(_ currency: Currency) -> String { Self.symbol(currency, home, data) }

    /// A price with the decimals that it needs, the currency's at least: `£0.125`.
    public func price(_ price: UnitPrice) -> String {
        writer.text(price.micros, scale: 6, minimum: price.currency.exponent, affix: affix(price.currency))
    }

    /// A whole number: `12,345`.
    public func number(_ value: some BinaryInteger, signed: Bool = false) -> String {
        writer.text(wide: Int128(clamping: value), scale: 0, minimum: 0, signed: signed)
    }

    /// A quantity with the decimals that it needs: `2.5`.
    public func quantity(_ quantity: Quantity) -> String { writer.text(quantity.micros, scale: 6) }

    /// An exact decimal text such as `-1234.5`, rounded to so many decimals, or with those it has. What is no decimal text
    /// stays as it is.
    public func decimal(_ text: String, digits: Int? = nil) -> String {
        guard let value = try? ExactAmount(parsing: text) else { return text }
        let point = text.utf8.firstIndex(of: 46)
        let own = point.map { (point: String.Index) -> Int in
            text.utf8.distance(from: point, to: text.utf8.endIndex) - 1
        }
        let wanted = min(max(digits ?? own ?? 0, 0), 12)
        return writer.text(wide: Self.rounded(value.trillionths, 12, to: wanted), scale: wanted, minimum: wanted)
    }

    /// A part of a whole: `22.2 %`. A dash where there is no whole.
    public func percent(_ part: Int64, of whole: Int64, digits: Int = 1, signed: Bool = false) -> String {
        guard whole != 0 else { return "–" }
        let wanted = min(max(digits, 0), 6)
        let product = Int128(part) * 100 * Self.powers[wanted] * (whole < 0 ? -1 : 1)
        let scaled = Rounding.halfAwayFromZero.divide(product, by: Int128(whole.magnitude))
        return writer.text(wide: scaled, scale: wanted, minimum: wanted, affix: percentAffix, signed: signed)
    }

    /// A ratio as exact decimal text: `0.222` is `22.2 %`. What is no decimal text stays as it is.
    public func percent(_ ratio: String, digits: Int = 1, signed: Bool = false) -> String {
        guard let value = try? ExactAmount(parsing: ratio) else { return ratio }
        let wanted = min(max(digits, 0), 6)
        let scaled = Self.rounded(value.trillionths, 10, to: wanted)
        return writer.text(wide: scaled, scale: wanted, minimum: wanted, affix: percentAffix, signed: signed)
    }

    /// A number for the words of an axis: `950`, `2.5k`, `40k`, `1.2M`.
    public func compact(_ value: Int64) -> String { compact(value, .none) }

    /// An amount for the words of an axis, without its minor units: `£40k`.
    public func compact(_ money: Money) -> String {
        let major = Rounding.halfAwayFromZero.divide(money.minorUnits, by: money.currency.minorUnitsPerMajor)
        return compact(major, affix(money.currency))
    }

    private func compact(_ value: Int64, _ affix: NumberWriter.Affix) -> String {
        var size: Int128 = 1
        var name = ""
        for (power, unit) in units.thousands {
            // 999,950 and more is called a million, as it would read 1000.0 thousands.
            if Int128(value.magnitude) * 20 >= power * 20 - power / 1000 { (size, name) = (power, unit) }
        }
        if size == 1 { return writer.text(value, affix: affix) }
        let tenths = Rounding.halfAwayFromZero.divide(Int128(value) * 10, by: size)
        let scaled: NumberWriter.Affix = affix.behindNumber(name)
        return writer.text(wide: tenths, scale: 1, minimum: 0, affix: scaled)
    }

    /// A number scaled by ten to the power `scale`, rounded to fewer decimals.
    private static func rounded(_ value: Int128, _ scale: Int, to digits: Int) -> Int128 {
        Rounding.halfAwayFromZero.divide(value, by: powers[max(scale - digits, 0)])
    }

    private static let powers: [Int128] = (0...12).map { (power: Int) -> Int128 in
        (0..<power).reduce(1) { (product: Int128, _: Int) -> Int128 in product * 10 }
    }
}
