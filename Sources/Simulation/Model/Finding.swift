/// Something that is not as it must be: the rule that does not hold, and what was seen.
public struct Finding: Error, Sendable, Hashable, CustomStringConvertible {
    /// The rule, `answers.done_is_recorded_once` or `verify.` with the name of a check.
    public let rule: String
    /// What was seen.
    public let message: String

    init(_ rule: String, _ message: String) {
        self.rule = rule
        self.message = message
    }

    /// Rule and message.
    public var description: String { "\(rule): \(message)" }
}
