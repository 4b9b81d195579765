/// Values read without a decoder: the scalars every document is full of, and dictionaries, whose keys are data.
protocol WireReadable {
    /// The value; nil leaves it, or the explanation of what is wrong with it, to `init(from:)`.
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Self?
}

extension Dictionary: WireReadable where Key == String, Value: Decodable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> [String: Value]? {
        guard case .object(let object) = json else { return nil }
        var result: [String: Value] = [:]
        result.reserveCapacity(object.members.count)
        for member in object.members {
            result[member.key] = try findings.field(Value.self, member.value, member.key)
        }
        return result
    }
}

extension JSON: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> JSON? { json }
}

extension Bool: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Bool? { json.bool }
}

extension Int: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Int? {
        json.int.map { (int: Int64) -> Int in Int(int) }
    }
}

extension Int64: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Int64? { json.int }
}

extension ID: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> ID? { json.string.flatMap { text in ID(text) } }
}

extension Instant: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Instant? { json.string.flatMap(Instant.init) }
}

extension CalendarDate: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> CalendarDate? {
        json.string.flatMap(CalendarDate.init)
    }
}

extension Currency: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Currency? {
        json.string.flatMap { (code: String) -> Currency? in Currency(code) }
    }
}

extension Quantity: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Quantity? {
        guard case .string(let text) = json, let micros: Int64 = DecimalText.value(text, scale: 6) else { return nil }
        return Quantity(micros: micros)
    }
}

extension Money: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> Money? {
        guard let (amount, currency) = WirePair.read(json),
            let minor: Int64 = DecimalText.value(amount, scale: currency.exponent)
        else { return nil }
        return Money(minor, currency)
    }
}

extension UnitPrice: WireReadable {
    static func read(_ json: JSON, _ findings: WireFindings) throws -> UnitPrice? {
        guard let (amount, currency) = WirePair.read(json), let micros: Int64 = DecimalText.value(amount, scale: 6)
        else { return nil }
        return UnitPrice(micros: micros, currency)
    }
}

/// An object of an amount and a currency, and nothing else.
private enum WirePair {
    static func read(_ json: JSON) -> (amount: String, currency: Currency)? {
        guard case .object(let object) = json, object.members.count == 2, case .string(let amount)? = object["amount"],
            case .string(let code)? = object["currency"], let currency = Currency(code)
        else { return nil }
        return (amount, currency)
    }
}
