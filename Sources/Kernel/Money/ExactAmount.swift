/// A sum of money before any rounding, for reports: 128 bits of 10⁻¹² of the major unit.
public struct ExactAmount: Hashable, Comparable, Sendable {
    /// The amount in 10⁻¹² of the major unit.
    public let trillionths: Int128

    /// An amount of so many 10⁻¹² of the major unit.
    public init(trillionths: Int128) { self.trillionths = trillionths }

    /// The exact sum behind rounded amounts: their total in minor units and the total of their residues.
    public init(minorUnits: Int128, residue: Int128 = 0, _ currency: Currency) throws {
        let step = Int128(1_000_000_000_000 / currency.minorUnitsPerMajor)
        let (product, overflow) = minorUnits.multipliedReportingOverflow(by: step)
        let (sum, overflowAgain) = product.addingReportingOverflow(residue)
        guard !overflow, !overflowAgain else { throw Problem.overflow("exact sum") }
        trillionths = sum
    }

    /// Nothing.
    public static let zero = ExactAmount(trillionths: 0)

    /// The smaller amount is less.
    public static func < (a: ExactAmount, b: ExactAmount) -> Bool { a.trillionths < b.trillionths }

    /// The sum; throws on overflow.
    public func adding(_ other: ExactAmount) throws -> ExactAmount {
        let (sum, overflow) = trillionths.addingReportingOverflow(other.trillionths)
        guard !overflow else { throw Problem.overflow("\(self) + \(other)") }
        return ExactAmount(trillionths: sum)
    }

    /// The difference; throws on overflow.
    public func subtracting(_ other: ExactAmount) throws -> ExactAmount {
        let (difference, overflow) = trillionths.subtractingReportingOverflow(other.trillionths)
        guard !overflow else { throw Problem.overflow("\(self) - \(other)") }
        return ExactAmount(trillionths: difference)
    }

    /// The amount as money, rounded to the minor unit by the rule.
    public func rounded(_ rounding: Rounding, _ currency: Currency) throws -> Money {
        let step = Int128(1_000_000_000_000 / currency.minorUnitsPerMajor)
        guard let minor = Int64(exactly: rounding.divide(trillionths, by: step)) else {
            throw Problem.overflow("\(self) in \(currency.code)")
        }
        return Money(minor, currency)
    }
}

extension ExactAmount: CustomStringConvertible, Codable {
    /// The decimal text, every decimal that is not zero and at least two: `10655622.484`.
    public var description: String { DecimalText.text(trillionths, scale: 12, minimum: 2) }

    /// Reads decimal text with at most twelve decimals.
    public init(parsing text: String) throws {
        do { trillionths = try DecimalText.parse(text, scale: 12) } catch {
            throw DecimalText.refusal(error, scale: 12, "an amount")
        }
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
