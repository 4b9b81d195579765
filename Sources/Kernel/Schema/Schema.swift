/// What a JSON value must look like: the part of JSON Schema 2020-12 the product uses. Documentation, forms,
/// command-line flags and test data are made from it.
public struct Schema: Sendable, Hashable {
    /// The sort of value.
    public indirect enum Shape: Sendable, Hashable {
        case any
        case boolean
        case integer(minimum: Int64?, maximum: Int64?)
        case number
        case string
        case enumeration([String])
        case array(Schema)
        case dictionary(Schema)
        case object([Field])
        /// A component of the registry, by name.
        case reference(String)
        case oneOf([Schema])
    }

    /// A member of an object.
    public struct Field: Sendable, Hashable {
        /// The name on the wire.
        public var name: String
        /// The value.
        public var schema: Schema
        /// Whether it must be there.
        public var isRequired: Bool

        /// A member.
        public init(_ name: String, _ schema: Schema, required: Bool = true) {
            self.name = name
            self.schema = schema
            isRequired = required
        }
    }

    /// The sort of value.
    public var shape: Shape
    /// Whether null is accepted too.
    public var isNullable = false
    /// The format of a text: `date-time`, `typeid`, `decimal` …
    public var format: String?
    /// The regular expression a text matches.
    public var pattern: String?
    /// The shortest text or list.
    public var minimumLength: Int?
    /// The longest text or list.
    public var maximumLength: Int?
    /// The prefix of the entity whose id this is: `ord`.
    public var entity: String?
    /// The values a filter's text is made of, or some of them where the format takes others too.
    public var choices: [String]?
    /// What the value means, in one sentence.
    public var summary: String?
    /// An example.
    public var example: JSON?

    /// A schema of a shape.
    public init(_ shape: Shape) { self.shape = shape }

    /// A text of a format, with an example.
    public static func text(
        _ format: String? = nil, pattern: String? = nil, length: ClosedRange<Int>? = nil, summary: String? = nil,
        example: String? = nil
    ) -> Schema {
        var schema = Schema(.string)
        schema.format = format
        schema.pattern = pattern
        schema.minimumLength = length?.lowerBound
        schema.maximumLength = length?.upperBound
        schema.summary = summary
        schema.example = example.map { (text: String) -> JSON in .string(text) }
        return schema
    }

    /// A whole number within bounds.
    public static func integer(_ range: ClosedRange<Int64>, summary: String? = nil) -> Schema {
        var schema = Schema(.integer(minimum: range.lowerBound, maximum: range.upperBound))
        schema.summary = summary
        return schema
    }

    /// The same schema with a sentence about its meaning.
    public func summarised(_ summary: String) -> Schema {
        var copy = self
        copy.summary = summary
        return copy
    }

    /// The same schema, accepting null too.
    public var nullable: Schema {
        var copy = self
        copy.isNullable = true
        return copy
    }
}

/// A type that says itself what its JSON looks like. Scalars with rules of their own conform, so that the rule,
/// its description and a valid example live in one place.
public protocol SchemaDescribed {
    /// The schema.
    static var schema: Schema { get }
    /// A value that satisfies every rule of the type.
    static var sample: Self { get }
    /// The name under which the schema becomes a component; nil writes it out wherever it is used.
    static var schemaName: String? { get }
}

extension SchemaDescribed {
    /// Written out where it is used.
    public static var schemaName: String? { nil }
}

/// A type that chooses the name of its component, instead of one made from its Swift name.
public protocol SchemaNamed {
    /// The component's name.
    static var componentName: String { get }
}
