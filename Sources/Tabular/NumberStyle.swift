/// How numbers are written: which sign begins the decimals. The other sign, spaces and apostrophes may group thousands.
public enum NumberStyle: String, CaseIterable, Sendable, Codable {
    /// `1,234.56`
    case point
    /// `1.234,56`
    case comma

    var decimalSign: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
    var groupSign: UInt8 { self == .point ? UInt8(ascii: ",") : UInt8(ascii: ".") }
    /// The other style.
    var other: NumberStyle { self == .point ? .comma : .point }

    /// An example, for questions to people.
    public var example: String { self == .point ? "1,234.56" : "1.234,56" }
}

/// Why a cell is no number that can be taken exactly.
public enum NumberFault: Error, Sendable, Hashable {
    case blank
    case notANumber
    /// More than six decimals: taking it would mean rounding.
    case tooManyDecimals
    /// Beyond what millionths in 64 bits hold (about nine trillion).
    case tooLarge

    /// The fault in words for a report.
    public var reason: String {
        switch self {
        case .blank: "is blank"
        case .notANumber: "is not a number"
        case .tooManyDecimals: "has more than six decimals"
        case .tooLarge: "is too large"
        }
    }
}
