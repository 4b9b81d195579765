/// How a language chooses between the forms of a counted word; the cardinal rules of CLDR for whole numbers.
public enum PluralRule: Sendable, CaseIterable {
    /// `one` for 1: English, German, Dutch.
    case one
    /// `one` for 1, `many` for whole millions: Spanish, Italian.
    case oneAndMillions
    /// `one` for 0 and 1, `many` for whole millions: French.
    case zeroOneAndMillions

    /// The forms that a text can give.
    public enum Form: String, Sendable, CaseIterable {
        case one, many, other
    }

    /// The rule of a language; English's for those without one of ours.
    public init(_ locale: LocaleTag) {
        switch locale.language {
        case "fr": self = .zeroOneAndMillions
        case "es", "it": self = .oneAndMillions
        case _: self = .one
        }
    }

    /// The form for a number; a negative one has that of its size.
    public func form(of number: Int64) -> Form {
        let size = number.magnitude
        let isMillions = size != 0 && size % 1_000_000 == 0
        switch self {
        case .one: return size == 1 ? .one : .other
        case .oneAndMillions: return size == 1 ? .one : isMillions ? .many : .other
        case .zeroOneAndMillions: return size <= 1 ? .one : isMillions ? .many : .other
        }
    }
}
