/// A filter by values: `paid,fulfilled` is any of them, `!cancelled,refunded` none of them. Over optional values
/// `empty` finds rows without one and `!empty` rows with any. A comma, a leading `!` and a backslash that belong to a
/// value are written behind a backslash.
public struct AnyOf<Value: FilterValue>: Hashable, Sendable {
    /// The values, each once, in the order given.
    public let values: [Value]
    /// Whether rows with one of the values are left out rather than asked for.
    public let isExcluding: Bool

    /// How many values one filter takes.
    public static var valueLimit: Int { 50 }

    /// Rows with one of the values, or with none of them.
    public init(_ values: [Value], isExcluding: Bool = false) {
        var seen: Set<Value> = []
        self.values = values.filter { seen.insert($0).inserted }
        self.isExcluding = isExcluding
    }

    /// Rows with none of the values.
    public static func noneOf(_ values: Value...) -> AnyOf { AnyOf(values, isExcluding: true) }

    /// Whether a row with the value is asked for.
    public func contains(_ value: Value) -> Bool { values.contains(value) != isExcluding }

    /// The values that are asked for; nil when they are all but some of a number without end.
    public var included: [Value]? {
        if !isExcluding { return values }
        return Value.allFilterValues?.filter { !values.contains($0) }
    }
}

extension AnyOf: ExpressibleByArrayLiteral {
    /// Any of the values.
    public init(arrayLiteral elements: Value...) { self.init(elements) }
}

extension AnyOf: LosslessStringConvertible {
    /// The text in addresses.
    public var description: String {
        (isExcluding ? "!" : "") + values.map { AnyOfText.escaped($0.filterText) }.joined(separator: ",")
    }

    /// Reads the text; nil when it has no value, too many, or one that is none.
    public init?(_ description: String) {
        let (isExcluding, parts) = AnyOfText.parts(of: description)
        let values = parts.compactMap { part in Value.filterValue(of: part) }
        guard (1...Self.valueLimit).contains(parts.count), values.count == parts.count else { return nil }
        self.init(values, isExcluding: isExcluding)
    }

    /// Reads the text, or says which values there are.
    public init(parsing text: String) throws {
        guard let filter = AnyOf(text) else { throw Self.refusal(text) }
        self = filter
    }

    private static func refusal(_ text: String) -> Problem {
        let parts = AnyOfText.parts(of: text).parts
        if parts.count > valueLimit {
            return .wrongValue("too_many_values", "Name at most \(valueLimit) values.")
        }
        let unknown = parts.filter { part in Value.filterValue(of: part) == nil }
        let named = unknown.prefix(3).map { "'\(String($0.prefix(40)))'" }.joined(separator: ", ")
        return .wrongValue("unknown_value", "\(named) is not among the values. Expected \(expectation).")
    }

    private static var expectation: String {
        if let all = Value.allFilterValues {
            let choices = all.map(\.filterText).joined(separator: ", ")
            return "one or more of \(choices), with commas between, behind '!' to leave them out"
        }
        let what = Value.filterEntity.map { "ids that start with \($0)_" } ?? "texts"
        return "\(what), with commas between" + (Value.acceptsEmpty ? ", or 'empty'" : "")
    }
}

extension AnyOf: Codable, SchemaDescribed {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// A text of the format `any-of`, or `any-of-or-empty`; `choices` are its values where they have an end.
    public static var schema: Schema {
        var schema = Schema.text(
            Value.acceptsEmpty ? "any-of-or-empty" : "any-of",
            summary: "Any of the values, with commas between; behind '!' none of them.", example: sample.description)
        schema.choices = Value.allFilterValues?.map(\.filterText)
        schema.entity = Value.filterEntity
        if let choices = schema.choices {
            let one = "(" + choices.joined(separator: "|") + ")"
            schema.pattern = "^!?\(one)(,\(one))*$"
        }
        return schema
    }

    /// One value.
    public static var sample: AnyOf { AnyOf([Value.filterExample].compactMap { $0 }) }
}

/// The grammar of `AnyOf`'s text.
enum AnyOfText {
    static func parts(of text: String) -> (isExcluding: Bool, parts: [String]) {
        let isExcluding = text.hasPrefix("!")
        var parts: [String] = []
        var part = ""
        var isEscaped = false
        for character in isExcluding ? text.dropFirst() : text[...] {
            if isEscaped {
                part.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "," {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return (isExcluding, (parts + [part]).map(Text.trimmed))
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if ",\\".contains(character) || (character == "!" && escaped.isEmpty) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
