/// The database engines a store runs on.
public enum Engine: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    case sqlite
    case postgres

    /// `sqlite` or `postgres`.
    public var description: String { rawValue }
}
