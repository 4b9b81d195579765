import Foundation

/// What a locale says about writing: separators, names, patterns and the symbols of currencies, as ICU has them.
/// Read once; nothing here is asked for while something is written.
struct LocaleData: Sendable {
    let decimalSeparator: String
    let groupingSeparator: String
    /// How many digits must stand before the first separator for it to be written: 2 in Spanish, where it is 1234.
    let minimumGroupingDigits: Int
    /// What follows a percentage, with its space.
    let percentSuffix: String
    /// Whether a currency stands before the number.
    let currencyLeads: Bool
    /// What stands between currency and number.
    let currencySpace: String
    /// By code: the symbol that readers of the locale tell apart from all others.
    let symbols: [String: String]
    /// By code: the short symbol, which several currencies may share.
    let narrowSymbols: [String: String]
    let months: [String]
    let shortMonths: [String]
    /// Sunday first.
    let weekdays: [String]
    let shortWeekdays: [String]
    let beforeNoon: String
    let afterNoon: String
    /// Patterns of Unicode date formats.
    let patterns: Patterns

    struct Patterns: Sendable {
        let dayMonth: String
        let dayMonthYear: String
        let weekdayDate: String
        let monthYear: String
        let shortMonthYear: String
        let time: String
    }

    /// The data of an ICU locale, with the symbols of some currencies.
    init(icu identifier: String, currencies: [String]) {
        let locale = Locale(identifier: identifier)
        let money = NumberFormatter()
        money.locale = locale
        money.numberStyle = .currency
        let pattern = money.positiveFormat ?? "¤#,##0.00"
        decimalSeparator = money.currencyDecimalSeparator ?? "."
        groupingSeparator = money.currencyGroupingSeparator ?? ","
        minimumGroupingDigits = 1234.formatted(.number.locale(locale)).count > 4 ? 1 : 2
        currencyLeads = pattern.hasPrefix("¤")
        currencySpace = pattern.contains("¤\u{A0}") || pattern.contains("\u{A0}¤") ? "\u{A0}" : ""
        let percent = NumberFormatter()
        percent.locale = locale
        percent.numberStyle = .percent
        let space = percent.positiveFormat?.contains("\u{A0}%") == true ? "\u{A0}" : "\u{202F}"
        percentSuffix = space + "%"
        symbols = Self.symbols(of: currencies, .standard, locale)
        narrowSymbols = Self.symbols(of: currencies, .narrow, locale)
        let dates = DateFormatter()
        dates.locale = locale
        months = dates.standaloneMonthSymbols
        shortMonths = dates.shortMonthSymbols
        weekdays = dates.weekdaySymbols
        shortWeekdays = dates.shortWeekdaySymbols
        beforeNoon = dates.amSymbol
        afterNoon = dates.pmSymbol
        patterns = Patterns(
            dayMonth: Self.pattern("dMMM", locale), dayMonthYear: Self.pattern("yMMMd", locale),
            weekdayDate: Self.pattern("yMMMMEEEEd", locale), monthYear: Self.pattern("yMMMM", locale),
            shortMonthYear: Self.pattern("yMMM", locale), time: Self.pattern("jmm", locale))
    }

    private static func pattern(_ template: String, _ locale: Locale) -> String {
        DateFormatter.dateFormat(fromTemplate: template, options: 0, locale: locale) ?? template
    }

    /// What stands beside the digits when one unit of each currency is written.
    private static func symbols(
        of codes: [String], _ presentation: CurrencyFormatStyleConfiguration.Presentation, _ locale: Locale
    ) -> [String: String] {
        var symbols: [String: String] = [:]
        for code in codes {
            let style = Decimal.FormatStyle.Currency(code: code, locale: locale)
            let text = style.presentation(presentation).precision(.fractionLength(0)).format(1)
            symbols[code] = text.replacing("1", with: "").trimmingCharacters(in: .whitespaces)
        }
        return symbols
    }
}
