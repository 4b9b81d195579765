/// A name that is written in code, stored in rows and read by people: of an action, a query, an event, a permission. Its
/// JSON and text form is the bare name.
public protocol StableName: Hashable, Codable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name as it is written everywhere.
    var rawValue: String { get }
    /// Wraps a name that came from outside; whether it exists is the registry's question.
    init(_ text: String)
}

extension StableName {
    /// Reads the bare text.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the bare text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The name itself.
    public var description: String { rawValue }
}
