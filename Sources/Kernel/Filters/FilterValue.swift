/// A value that lists can be filtered by, with its text in addresses.
public protocol FilterValue: Hashable, Sendable {
    /// Every value there is, in the order people see them; nil when there is no end of them.
    static var allFilterValues: [Self]? { get }
    /// Whether `empty` is a value: the column may have none.
    static var acceptsEmpty: Bool { get }
    /// The prefix of the ids it takes, for values that are ids.
    static var filterEntity: String? { get }
    /// A value for documentation and tests.
    static var filterExample: Self? { get }
    /// The value of a text; nil when there is none.
    static func filterValue(of text: String) -> Self?
    /// The text in addresses.
    var filterText: String { get }
}

extension FilterValue {
    /// Most values come without an end.
    public static var allFilterValues: [Self]? { nil }
    /// Most columns are never empty.
    public static var acceptsEmpty: Bool { false }
    /// Most values are no ids.
    public static var filterEntity: String? { nil }
}

extension FilterValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// The cases.
    public static var allFilterValues: [Self]? { Array(allCases) }
    /// The first case.
    public static var filterExample: Self? { allCases.first }
    /// The case of a raw text.
    public static func filterValue(of text: String) -> Self? { Self(rawValue: text) }
    /// The raw text.
    public var filterText: String { rawValue }
}

extension String: FilterValue {
    /// A word.
    public static var filterExample: String? { sample }
    /// Any text but none.
    public static func filterValue(of text: String) -> String? { text.isEmpty ? nil : text }
    /// The text itself.
    public var filterText: String { self }
}

extension ID: FilterValue {
    /// The prefix of its text.
    public static var filterEntity: String? { Entity.idPrefix }
    /// The id all samples carry.
    public static var filterExample: ID? { ID(raw: .sample) }
    /// Reads the text form.
    public static func filterValue(of text: String) -> ID? { ID(text) }
    /// The text form.
    public var filterText: String { description }
}

extension Optional: FilterValue where Wrapped: FilterValue {
    /// What there is, and nothing.
    public static var allFilterValues: [Wrapped?]? { Wrapped.allFilterValues.map { $0.map(Optional.some) + [nil] } }
    /// It is.
    public static var acceptsEmpty: Bool { true }
    /// As that of what it wraps.
    public static var filterEntity: String? { Wrapped.filterEntity }
    /// As that of what it wraps.
    public static var filterExample: Wrapped?? { .some(Wrapped.filterExample) }
    /// `empty`, or a value.
    public static func filterValue(of text: String) -> Wrapped?? {
        if text == "empty" { return .some(.none) }
        guard let value = Wrapped.filterValue(of: text) else { return .none }
        return .some(value)
    }
    /// `empty`, or the value's text.
    public var filterText: String { self?.filterText ?? "empty" }
}
