/// The price of one unit, finer than money: millionths of the currency's major unit.
public struct UnitPrice: Hashable, Sendable {
    /// The price in millionths of the major unit.
    public let micros: Int64
    /// The currency.
    public let currency: Currency

    /// A price of so many millionths of the major unit.
    @inline(__always) public init(micros: Int64, _ currency: Currency) {
        self.micros = micros
        self.currency = currency
    }

    /// An amount of money as the price of one unit, exactly.
    public init(_ money: Money) throws {
        let (micros, overflow) = money.minorUnits.multipliedReportingOverflow(
            by: 1_000_000 / money.currency.minorUnitsPerMajor)
        guard !overflow else { throw Problem.overflow("unit price \(money)") }
        self.init(micros: micros, money.currency)
    }

    /// Nothing, in a currency.
    public static func zero(_ currency: Currency) -> UnitPrice { UnitPrice(micros: 0, currency) }

    /// Whether it is nothing.
    public var isZero: Bool { micros == 0 }
    /// Whether it is more than nothing.
    public var isPositive: Bool { micros > 0 }
    /// Whether it is less than nothing.
    public var isNegative: Bool { micros < 0 }

    /// The price of a quantity. `amount` is the exact product rounded to the minor unit by the rule; `residue` is
    /// what rounding took away, exact − amount, in 10⁻¹² of the major unit, so that sums can be rebuilt exactly.
    public func times(_ quantity: Quantity, rounding: Rounding) throws -> (amount: Money, residue: Int64) {
        let step = 1_000_000_000_000 / currency.minorUnitsPerMajor
        let (product, overflow) = micros.multipliedReportingOverflow(by: quantity.micros)
        if !overflow {
            let minor = rounding.divide(product, by: step)
            // |product − minor · step| < step, so the wrapped difference is the true one.
            return (Money(minor, currency), product &- minor &* step)
        }
        let exact = Int128(micros) * Int128(quantity.micros)
        let minor = rounding.divide(exact, by: Int128(step))
        guard let units = Int64(exactly: minor) else { throw Problem.overflow("\(self) × \(quantity)") }
        return (Money(units, currency), Int64(truncatingIfNeeded: exact - minor * Int128(step)))
    }

    /// The price of a quantity without any rounding.
    public func exactly(times quantity: Quantity) -> ExactAmount {
        ExactAmount(trillionths: Int128(micros) * Int128(quantity.micros))
    }

    /// The price as money, rounded to the minor unit by the rule.
    public func rounded(_ rounding: Rounding) -> Money {
        Money(rounding.divide(micros, by: 1_000_000 / currency.minorUnitsPerMajor), currency)
    }
}

extension UnitPrice: CustomStringConvertible {
    /// The decimal price without the currency, with as many decimals as needed: `0.0125`, `12.50`.
    public var amount: String { DecimalText.text(micros, scale: 6, minimum: currency.exponent) }

    /// Currency and price: `GBP 0.0125`.
    public var description: String { "\(currency.code) \(amount)" }

    /// Reads a decimal price with at most six decimals.
    public init(_ amount: String, _ currency: Currency) throws {
        do {
            self.init(micros: try DecimalText.parse(amount, scale: 6), currency)
        } catch {
            throw DecimalText.refusal(error, scale: 6, "a unit price")
        }
    }
}

extension UnitPrice: Codable {
    private enum CodingKeys: String, CodingKey { case amount, currency }

    /// Reads `{"amount":"0.0125","currency":"GBP"}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let amount = try container.decode(String.self, forKey: .amount)
        let currency = try container.decode(Currency.self, forKey: .currency)
        do { try self.init(amount, currency) } catch let problem as Problem { throw problem.under("amount") }
    }

    /// Writes the object with the price as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(amount, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
