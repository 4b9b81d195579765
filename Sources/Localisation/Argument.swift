/// What can stand for an argument of a message: a text, or a number, which is written as the locale does.
public protocol Argument: Sendable {
    /// The value.
    var argument: ArgumentValue { get }
}

/// The value of an argument.
public enum ArgumentValue: Hashable, Sendable {
    /// Put in as it is.
    case text(String)
    /// Written as the locale does; plurals choose by it.
    case number(Int64)
}

extension String: Argument {
    /// The text.
    public var argument: ArgumentValue { .text(self) }
}

extension Substring: Argument {
    /// The text.
    public var argument: ArgumentValue { .text(String(self)) }
}

extension Int: Argument {
    /// The number.
    public var argument: ArgumentValue { .number(Int64(self)) }
}

extension Int64: Argument {
    /// The number.
    public var argument: ArgumentValue { .number(self) }
}
