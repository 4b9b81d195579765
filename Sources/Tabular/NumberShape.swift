/// What stands around the digits of a number: sign, parentheses, currency.
struct NumberShape {
    /// From the first digit or separator to the last digit; nil when this is no number.
    private(set) var digits: CellBytes?
    private(set) var isNegative = false
    private(set) var isBlank = false
    /// The currency sign or code, as written.
    private(set) var currency: String?

    private static let signs = [
        "US$", "CA$", "C$", "A$", "R$", "£", "$", "€", "¥", "₹", "₽", "₺", "zł", "Kč", "Ft", "kr.", "kr", "Fr.",
    ]
    private static let codes = [
        "GBP", "EUR", "USD", "CAD", "AUD", "NZD", "JPY", "CNY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
        "BRL", "INR", "ZAR", "MXN", "SGD", "HKD", "TRY", "ILS", "AED", "SAR", "KRW", "THB",
    ]
    private static let tokens: [[UInt8]] = (signs + codes).map { (text: String) -> [UInt8] in Array(text.utf8) }
    private static let minusSign: [UInt8] = [0xe2, 0x88, 0x92]

    init(_ cell: CellBytes) {
        var rest = CellText.trimmed(cell)
        guard let first = rest.first, let last = rest.last else {
            isBlank = true
            return
        }
        if first == UInt8(ascii: "("), last == UInt8(ascii: ")") {
            isNegative = true
            rest = CellText.trimmed(CellBytes(rebasing: rest[1..<(rest.count - 1)]))
        }
        takeSign(&rest)
        takeCurrency(&rest)
        takeSign(&rest)
        guard let start = rest.first, let end = rest.last, CellText.isDigit(end) else { return }
        guard CellText.isDigit(start) || start == UInt8(ascii: ".") || start == UInt8(ascii: ",") else { return }
        digits = rest
    }

    /// Takes one sign from either end; a second one stays and makes the text no number.
    private mutating func takeSign(_ rest: inout CellBytes) {
        guard !isNegative, let first = rest.first, let last = rest.last else { return }
        let minus = UInt8(ascii: "-")
        if first == minus {
            isNegative = true
            rest = CellBytes(rebasing: rest[1...])
        } else if rest.starts(with: Self.minusSign) {
            isNegative = true
            rest = CellBytes(rebasing: rest[3...])
        } else if first == UInt8(ascii: "+") {
            rest = CellBytes(rebasing: rest[1...])
        } else if last == minus {
            isNegative = true
            rest = CellBytes(rebasing: rest[..<(rest.count - 1)])
        }
        rest = CellText.trimmed(rest)
    }

    private mutating func takeCurrency(_ rest: inout CellBytes) {
        guard let first = rest.first, let last = rest.last else { return }
        if CellText.isDigit(first), CellText.isDigit(last) { return }
        for token in Self.tokens where rest.count > token.count {
            if rest.starts(with: token) {
                rest = CellText.trimmed(CellBytes(rebasing: rest[token.count...]))
            } else if rest[(rest.count - token.count)...].elementsEqual(token) {
                rest = CellText.trimmed(CellBytes(rebasing: rest[..<(rest.count - token.count)]))
            } else {
                continue
            }
            currency = String(decoding: token, as: UTF8.self)
            return
        }
    }
}
