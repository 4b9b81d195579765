/// An amount of money: whole minor units of one currency. Arithmetic is exact; two currencies never mix,
/// and a result that does not fit throws.
public struct Money: Hashable, Sendable {
    /// The amount in the currency's smallest unit: pence, cents, yen.
    public let minorUnits: Int64
    /// The currency.
    public let currency: Currency

    /// So many minor units: `Money(12_50, .gbp)` is £12.50.
    @inline(__always) public init(_ minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Nothing, in a currency.
    public static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    /// Whether it is nothing.
    public var isZero: Bool { minorUnits == 0 }
    /// Whether it is more than nothing.
    public var isPositive: Bool { minorUnits > 0 }
    /// Whether it is less than nothing.
    public var isNegative: Bool { minorUnits < 0 }

    /// The same amount with the other sign.
    public var negated: Money {
        get throws {
            guard minorUnits != .min else { throw Problem.overflow("negation of \(self)") }
            return Money(-minorUnits, currency)
        }
    }

    /// The sum; throws on another currency and on overflow.
    public func adding(_ other: Money) throws -> Money {
        try requireSameCurrency(other)
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        guard !overflow else { throw Problem.overflow("\(self) + \(other)") }
        return Money(sum, currency)
    }

    /// The difference; throws on another currency and on overflow.
    public func subtracting(_ other: Money) throws -> Money {
        try requireSameCurrency(other)
        let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
        guard !overflow else { throw Problem.overflow("\(self) - \(other)") }
        return Money(difference, currency)
    }

    /// As `adding`.
    public static func + (a: Money, b: Money) throws -> Money { try a.adding(b) }
    /// As `subtracting`.
    public static func - (a: Money, b: Money) throws -> Money { try a.subtracting(b) }

    /// Whether this is less than the other; throws on another currency.
    public func isLess(than other: Money) throws -> Bool {
        try requireSameCurrency(other)
        return minorUnits < other.minorUnits
    }

    /// The sum of amounts that are all in `currency`.
    public static func sum(_ amounts: some Sequence<Money>, in currency: Currency) throws -> Money {
        try amounts.reduce(.zero(currency)) { (sum: Money, amount: Money) throws -> Money in try sum.adding(amount) }
    }

    /// `self · numerator / denominator`, rounded once by the rule. The denominator is greater than zero.
    public func scaled(by numerator: Int64, over denominator: Int64, rounding: Rounding) throws -> Money {
        try invariant(denominator > 0, "money is scaled by a fraction with a positive denominator")
        let product = Int128(minorUnits) * Int128(numerator)
        guard let scaled = Int64(exactly: rounding.divide(product, by: Int128(denominator))) else {
            throw Problem.overflow("\(self) × \(numerator)/\(denominator)")
        }
        return Money(scaled, currency)
    }

    /// So many times the amount, rounded once by the rule.
    public func multiplied(by quantity: Quantity, rounding: Rounding) throws -> Money {
        try scaled(by: quantity.micros, over: Quantity.microsPerUnit, rounding: rounding)
    }

    private func requireSameCurrency(_ other: Money) throws {
        guard currency == other.currency else {
            throw Problem(
                .unprocessable, "currency_mismatch", "These amounts are in different currencies.",
                detail: "\(currency.code) and \(other.currency.code)", remedy: "Use one currency.",
                details: ["expected": currency.code, "found": other.currency.code])
        }
    }
}

extension Money: CustomStringConvertible {
    /// The decimal amount without the currency: `12.50`.
    public var amount: String {
        DecimalText.text(minorUnits, scale: currency.exponent, minimum: currency.exponent)
    }

    /// Currency and amount: `GBP 12.50`.
    public var description: String { "\(currency.code) \(amount)" }

    /// Reads a decimal amount of a currency: `12.5`, `-3`, `1200.00`.
    public init(_ amount: String, _ currency: Currency) throws {
        do {
            self.init(try DecimalText.parse(amount, scale: currency.exponent), currency)
        } catch {
            throw DecimalText.refusal(error, scale: currency.exponent, "an amount in \(currency.code)")
        }
    }

    /// Reads `GBP 12.50`.
    public init(parsing text: String) throws {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else {
            throw Problem.wrongValue("malformed_money", "Expected a currency and an amount such as GBP 12.50.")
        }
        try self.init(String(parts[1]), Currency(parsing: String(parts[0])))
    }
}

extension Money: Codable {
    private enum CodingKeys: String, CodingKey { case amount, currency }

    /// Reads `{"amount":"12.50","currency":"GBP"}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let amount = try container.decode(String.self, forKey: .amount)
        let currency = try container.decode(Currency.self, forKey: .currency)
        do { try self.init(amount, currency) } catch let problem as Problem { throw problem.under("amount") }
    }

    /// Writes the object with the amount as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(amount, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
