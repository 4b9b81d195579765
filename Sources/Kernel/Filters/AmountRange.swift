/// A filter by amounts in the major unit of the shop's currency, both ends included: `100..500`, `99.50..`, `..20`, or
/// one amount.
public struct AmountRange: Hashable, Sendable {
    /// The lower end as it was written; nil when open.
    public let from: String?
    /// The upper end as it was written; nil when open.
    public let to: String?

    /// The ends in minor units of a currency. An end between two of them is moved inwards, so that exactly the amounts
    /// within are found.
    public func minorUnits(in currency: Currency) -> (from: Int64?, to: Int64?) {
        (from.flatMap { Self.minor($0, currency, up: true) }, to.flatMap { Self.minor($0, currency, up: false) })
    }

    private static func minor(_ text: String, _ currency: Currency, up: Bool) -> Int64? {
        guard let exact = DecimalText.value(text, scale: decimals) else { return nil }
        var step: Int64 = 1
        for _ in currency.exponent..<decimals { step *= 10 }
        let (quotient, rest) = exact.quotientAndRemainder(dividingBy: step)
        if rest == 0 { return quotient }
        if up { return rest > 0 ? quotient + 1 : quotient }
        return rest < 0 ? quotient - 1 : quotient
    }

    /// More decimals than any currency has.
    private static let decimals = 6
}

extension AmountRange: LosslessStringConvertible {
    /// The text in addresses.
    public var description: String {
        if let from, from == to { return from }
        return (from ?? "") + ".." + (to ?? "")
    }

    /// Reads the text; nil for anything else, also for ends in the wrong order.
    public init?(_ description: String) {
        guard let ends = RangeText.ends(of: description) else { return nil }
        let values = [ends.from, ends.to].map { $0.map { DecimalText.value($0, scale: Self.decimals) } }
        for value in values { if case .some(.none) = value { return nil } }
        if let low = values[0] ?? nil, let high = values[1] ?? nil, low > high { return nil }
        from = ends.from
        to = ends.to
    }

    /// Reads the text, or says what was expected.
    public init(parsing text: String) throws {
        guard let range = AmountRange(text) else {
            throw Problem.wrongValue("malformed_amounts", "Expected amounts such as 100..500, 99.50.., ..20 or 100.")
        }
        self = range
    }
}

extension AmountRange: Codable, SchemaDescribed {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// A text of the format `amount-range`.
    public static var schema: Schema {
        .text(
            "amount-range", summary: "Amounts in the shop's currency, both ends included.", example: sample.description)
    }

    /// Up to a thousand.
    public static var sample: AmountRange { AmountRange(from: nil, to: "1000") }
}

/// A filter by whole numbers, both ends included: `1..5`, `10..`, `..3`, or one number.
public struct NumberRange: Hashable, Sendable {
    /// The lower end; nil when open.
    public let from: Int64?
    /// The upper end; nil when open.
    public let to: Int64?

    /// Numbers from one to another.
    public init(from: Int64?, to: Int64?) {
        self.from = from
        self.to = to
    }
}

extension NumberRange: LosslessStringConvertible {
    /// The text in addresses.
    public var description: String {
        if let from, from == to { return String(from) }
        return (from.map(String.init) ?? "") + ".." + (to.map(String.init) ?? "")
    }

    /// Reads the text; nil for anything else, also for ends in the wrong order.
    public init?(_ description: String) {
        guard let ends = RangeText.ends(of: description) else { return nil }
        let low = ends.from.map { Int64($0) }
        let high = ends.to.map { Int64($0) }
        if case .some(.none) = low { return nil }
        if case .some(.none) = high { return nil }
        from = low ?? nil
        to = high ?? nil
        if let from, let to, from > to { return nil }
    }

    /// Reads the text, or says what was expected.
    public init(parsing text: String) throws {
        guard let range = NumberRange(text) else {
            throw Problem.wrongValue("malformed_numbers", "Expected whole numbers such as 1..5, 10.., ..3 or 7.")
        }
        self = range
    }
}

extension NumberRange: Codable, SchemaDescribed {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// A text of the format `number-range`.
    public static var schema: Schema {
        .text("number-range", summary: "Whole numbers, both ends included.", example: sample.description)
    }

    /// One to five.
    public static var sample: NumberRange { NumberRange(from: 1, to: 5) }
}
