/// A type whose values have ids of their own.
public protocol Identified {
    /// The short lower-case word in front of the ids' text, unique in the product: `ord`.
    static var idPrefix: String { get }
}

/// The id of one `Entity`. Ids of different entities cannot be mixed up, in Swift or in text.
public struct ID<Entity: Identified>: Hashable, Comparable, Sendable {
    /// The sixteen bytes.
    public let raw: RawID

    /// The typed form of raw bytes that are known to name an `Entity`.
    @inlinable public init(raw: RawID) { self.raw = raw }

    /// Orders by bytes, which is the order of creation.
    @inlinable public static func < (a: ID, b: ID) -> Bool { a.raw < b.raw }

    /// The id together with its kind, for places that may point at several kinds.
    public var reference: Reference { Reference(kind: Entity.idPrefix, raw: raw) }
}

extension ID: LosslessStringConvertible {
    /// The TypeID text, `ord_01j…`.
    public var description: String { TypeID.text(prefix: Entity.idPrefix, raw) }

    /// Reads TypeID text with the entity's prefix; nil for anything else.
    public init?(_ description: String) {
        guard let raw = TypeID.parse(description, prefix: Entity.idPrefix) else { return nil }
        self.raw = raw
    }

    /// Reads TypeID text with the entity's prefix, or says what was expected.
    public init(parsing text: String) throws {
        guard let id = ID(text) else { throw Self.refusal(text) }
        self = id
    }

    private static func refusal(_ text: String) -> Problem {
        let wanted = Entity.idPrefix
        if let other = TypeID.parse(text)?.prefix, other != wanted {
            return .wrongValue(
                "wrong_kind_of_id", "Expected an id that starts with \(wanted)_, got one of kind “\(other)”.")
        }
        return .wrongValue("malformed_id", "Expected an id: \(wanted)_ and 26 lower-case letters and digits.")
    }
}

extension ID: Codable {
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
