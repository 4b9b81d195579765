import Kernel

extension LocaleFormat {
    /// An amount as people type it, with or without the currency: `1,234.50`, `£1234.5`, `1.234,50 €`, `-3`. Refused when
    /// it could mean two amounts, such as `1.234` pounds.
    public func parseMoney(_ text: String, _ currency: Currency) throws -> Money {
        var rest = Substring(text)
        for sign in [currency.code, symbol(currency), data.narrowSymbols[currency.code] ?? currency.code] {
            rest = Self.without(sign, rest)
        }
        let read = try canonical(rest, decimals: currency.exponent, example: Money(123_450, currency))
        return try Money(read, currency)
    }

    /// A whole number as people type it: `1,234`.
    public func parseNumber(_ text: String) throws -> Int64 {
        let read = try canonical(Substring(text), decimals: 0, example: nil)
        guard !read.contains(".") else {
            throw Problem.wrongValue("not_whole", "Expected a whole number, without decimals.")
        }
        guard let number = Int64(read) else {
            throw Problem.wrongValue("out_of_range", "This number is too large.")
        }
        return number
    }

    /// A number as people type it, with up to so many decimals, as exact decimal text: `1,5` is `1.5` in Spanish.
    public func parseDecimal(_ text: String, decimals: Int) throws -> String {
        try canonical(Substring(text), decimals: decimals, example: nil)
    }

    /// Typed text as digits with at most one point and an optional minus.
    private func canonical(_ text: Substring, decimals: Int, example: Money?) throws -> String {
        var typed = TypedNumber(text)
        do throws(TypedNumber.Fault) {
            let read = try typed.read(decimal: data.decimalSeparator, grouping: data.groupingSeparator, decimals)
            return read
        } catch {
            throw refusal(error, typed, decimals, example)
        }
    }

    private func refusal(_ fault: TypedNumber.Fault, _ typed: TypedNumber, _ decimals: Int, _ example: Money?)
        -> Problem
    {
        let sample = example.map(amount) ?? (decimals == 0 ? number(1234) : decimal("1234.5"))
        switch fault {
        case .malformed:
            return Problem.wrongValue("malformed_number", "Expected a number such as \(sample).")
        case .ambiguous:
            let whole = writer.text(wide: Int128(typed.digits) ?? 0, scale: 0, minimum: 0)
            let least = max(decimals, 1)
            return Problem.wrongValue(
                "ambiguous_number",
                "This can be read in two ways. Write \(typed.digits) for \(whole), or \(least) "
                    + "\(least == 1 ? "decimal" : "decimals") at most.")
        }
    }

    /// The text without a sign of the currency at its beginning or end.
    private static func without(_ sign: String, _ text: Substring) -> Substring {
        var rest = text.trimmed
        let minus = rest.first.flatMap { (c: Character) -> Character? in c == "-" || c == "−" ? c : nil }
        if minus != nil { rest = rest.dropFirst().trimmed }
        if rest.count > sign.count {
            if rest.lowercased().hasPrefix(sign.lowercased()) {
                rest = rest.dropFirst(sign.count).trimmed
            } else if rest.lowercased().hasSuffix(sign.lowercased()) {
                rest = rest.dropLast(sign.count).trimmed
            }
        }
        return minus == nil ? rest : Substring("-\(rest)")
    }
}

/// A number somebody typed.
struct TypedNumber {
    enum Fault: Error { case malformed, ambiguous }

    private let characters: [Character]
    private let isNegative: Bool

    init(_ text: Substring) {
        var rest = text.trimmed
        let sign = rest.first
        isNegative = sign == "-" || sign == "−"
        if isNegative || sign == "+" { rest = rest.dropFirst().trimmed }
        // All sorts of spaces and of apostrophes separate thousands alike.
        characters = rest.map { (c: Character) -> Character in c.isWhitespace ? " " : c == "’" ? "'" : c }
    }

    /// Its digits alone.
    var digits: String { String(characters.filter(\.isTypedDigit)) }

    /// The number as digits with at most one point. `decimals` is how many it may have: what can only be one of the two
    /// readings is read that way, whichever convention it follows.
    mutating func read(decimal: String, grouping: String, _ decimals: Int) throws(Fault) -> String {
        let separators = characters.filter { (c: Character) -> Bool in !c.isTypedDigit }
        guard !digits.isEmpty, digits.utf8.count <= 30, characters.last?.isTypedDigit == true,
            separators.allSatisfy({ (c: Character) -> Bool in c == "." || c == "," || c == " " || c == "'" })
        else { throw .malformed }
        guard let last = separators.last else { return number(digits, "") }
        let kinds = Set(separators)
        let place = characters.lastIndex(of: last) ?? 0
        let before = Array(characters[..<place]), after = String(characters[(place + 1)...])
        let mayBeDecimal = last == "." || last == ","
        if kinds.count > 1 || !mayBeDecimal || separators.count > 1 {
            // Two kinds: the last one is the decimal sign. One kind several times, or a space: thousands.
            let isDecimal = kinds.count == 2 && mayBeDecimal && separators.count(where: { $0 == last }) == 1
            guard kinds.count <= 2, isDecimal || kinds.count == 1,
                Self.isGrouped(isDecimal ? before : characters)
            else { throw .malformed }
            return isDecimal ? number(Self.digits(before), after) : number(digits, "")
        }
        let mayBeGrouping = after.count == 3 && Self.isGrouped(characters)
        guard mayBeGrouping else { return number(Self.digits(before), after) }
        if String(last) == grouping { return number(digits, "") }
        guard String(last) == decimal, decimals >= 3 else { throw .ambiguous }
        return number(Self.digits(before), after)
    }

    private func number(_ whole: String, _ decimals: String) -> String {
        let trimmed = whole.drop { (c: Character) -> Bool in c == "0" }
        let text = (trimmed.isEmpty ? "0" : String(trimmed)) + (decimals.isEmpty ? "" : "." + decimals)
        return isNegative ? "-" + text : text
    }

    private static func digits(_ characters: [Character]) -> String { String(characters.filter(\.isTypedDigit)) }

    /// Whether the digits stand in threes behind a first group of one to three that does not begin with zero.
    private static func isGrouped(_ characters: [Character]) -> Bool {
        let groups = characters.split(omittingEmptySubsequences: false) { (c: Character) -> Bool in !c.isTypedDigit }
        guard let first = groups.first, (1...3).contains(first.count), groups.count == 1 || first.first != "0" else {
            return false
        }
        return groups.dropFirst().allSatisfy { (group: ArraySlice<Character>) -> Bool in group.count == 3 }
    }
}

extension Character {
    fileprivate var isTypedDigit: Bool { ("0"..."9").contains(self) }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return rest
    }
}
