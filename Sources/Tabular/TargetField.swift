/// One thing an import needs from a list, and the words people head its column with.
public struct TargetField: Sendable, Hashable, Codable {
    /// What the column must hold.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        case text, integer, number, dateTime
    }

    /// The stable name used in overrides: `invoice_date`.
    public var key: String
    /// The name for people.
    public var label: String
    /// Headers known to mean this field, in any language, in order of preference only by being here.
    public var synonyms: [String]
    /// What the column must hold.
    public var kind: Kind
    /// Whether a list without it is refused.
    public var isRequired: Bool

    /// Declares a field.
    public init(key: String, label: String, synonyms: [String] = [], kind: Kind = .text, isRequired: Bool = false) {
        self.key = key
        self.label = label
        self.synonyms = synonyms
        self.kind = kind
        self.isRequired = isRequired
    }

    /// Key, label and synonyms without case, accents, spaces and punctuation.
    var knownNames: [String] {
        ([key, label] + synonyms).map { (name: String) -> String in HeaderWords.joined(name) }
    }
}
