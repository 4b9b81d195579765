/// An exact number of units, with up to six decimals: pieces, kilograms, hours.
public struct Quantity: Hashable, Comparable, Sendable {
    /// The number in millionths.
    public let micros: Int64

    /// How many millionths make one unit.
    public static let microsPerUnit: Int64 = 1_000_000

    /// The number of so many millionths.
    @inline(__always) public init(micros: Int64) { self.micros = micros }

    /// A whole number of units.
    public init(_ units: Int64) throws {
        let (micros, overflow) = units.multipliedReportingOverflow(by: Self.microsPerUnit)
        guard !overflow else { throw Problem.overflow("quantity \(units)") }
        self.micros = micros
    }

    /// None.
    public static let zero = Quantity(micros: 0)
    /// One unit.
    public static let one = Quantity(micros: 1_000_000)

    /// Whether it is none.
    public var isZero: Bool { micros == 0 }
    /// Whether it is more than none.
    public var isPositive: Bool { micros > 0 }
    /// Whether it is less than none.
    public var isNegative: Bool { micros < 0 }

    /// The whole number, when there are no decimals.
    public var wholeUnits: Int64? { micros % Self.microsPerUnit == 0 ? micros / Self.microsPerUnit : nil }

    /// The smaller number is less.
    @inline(__always) public static func < (a: Quantity, b: Quantity) -> Bool { a.micros < b.micros }

    /// The sum; throws on overflow.
    public func adding(_ other: Quantity) throws -> Quantity {
        let (sum, overflow) = micros.addingReportingOverflow(other.micros)
        guard !overflow else { throw Problem.overflow("\(self) + \(other)") }
        return Quantity(micros: sum)
    }

    /// The difference; throws on overflow.
    public func subtracting(_ other: Quantity) throws -> Quantity {
        let (difference, overflow) = micros.subtractingReportingOverflow(other.micros)
        guard !overflow else { throw Problem.overflow("\(self) - \(other)") }
        return Quantity(micros: difference)
    }

    /// As `adding`.
    public static func + (a: Quantity, b: Quantity) throws -> Quantity { try a.adding(b) }
    /// As `subtracting`.
    public static func - (a: Quantity, b: Quantity) throws -> Quantity { try a.subtracting(b) }

    /// The same number with the other sign.
    public var negated: Quantity { get throws { try Quantity.zero.subtracting(self) } }
}

extension Quantity: CustomStringConvertible {
    /// The decimal text without needless zeros: `2.5`, `3`.
    public var description: String { DecimalText.text(micros, scale: 6, minimum: 0) }

    /// Reads decimal text with at most six decimals.
    public init(parsing text: String) throws {
        do { micros = try DecimalText.parse(text, scale: 6) } catch {
            throw DecimalText.refusal(error, scale: 6, "a quantity")
        }
    }
}

extension Quantity: Codable {
    /// Reads decimal text, or an integer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let units = try? container.decode(Int64.self) {  // any failure means: not an integer, so text
            do { try self.init(units) } catch { throw DecimalText.refusal(.outOfRange, scale: 6, "a quantity") }
        } else {
            try self.init(parsing: container.decode(String.self))
        }
    }

    /// Writes decimal text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
