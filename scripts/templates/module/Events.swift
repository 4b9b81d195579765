import Kernel
import Platform

/// A {{words}} was made.
public struct {{Record}}Created: Event {
    public static let name: EventName = "{{module}}.created.v1"
    public static let summary = "A {{words}} was made."
    /// Which.
    public let {{record}}: ID<{{Record}}>
    /// Its name.
    public let name: String
    /// The {{words}}.
    public var subject: Reference { {{record}}.reference }
}
