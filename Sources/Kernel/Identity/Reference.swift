/// An id that carries its kind: a lower module can point at a higher one's document without knowing its type.
public struct Reference: Hashable, Sendable {
    /// The kind's prefix: `ord`.
    public let kind: String
    /// The sixteen bytes.
    public let raw: RawID

    /// The reference to a thing of a kind. `kind` is some entity's `idPrefix`.
    public init(kind: String, raw: RawID) {
        self.kind = kind
        self.raw = raw
    }

    /// The typed id; nil when the reference points at another kind.
    public func id<Entity: Identified>(_ type: Entity.Type = Entity.self) -> ID<Entity>? {
        kind == Entity.idPrefix ? ID(raw: raw) : nil
    }
}

extension Reference: LosslessStringConvertible {
    /// The TypeID text, `ord_01j…`.
    public var description: String { TypeID.text(prefix: kind, raw) }

    /// Reads TypeID text with any prefix but the empty one.
    public init?(_ description: String) {
        guard let parts = TypeID.parse(description), !parts.prefix.isEmpty else { return nil }
        self.init(kind: parts.prefix, raw: parts.raw)
    }

    /// Reads TypeID text, or says what was expected.
    public init(parsing text: String) throws {
        guard let reference = Reference(text) else {
            throw Problem.wrongValue(
                "malformed_id", "Expected an id: a kind, an underscore, and 26 lower-case letters and digits.")
        }
        self = reference
    }
}

extension Reference: Codable {
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
