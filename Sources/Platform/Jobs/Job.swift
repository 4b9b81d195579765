import Kernel

/// The stable name of a kind of job, `module.what_it_does`. Released names are never reused for another meaning: rows
/// with them may wait in a database.
public struct JobName: StableName {
    /// The name as it is written everywhere, for example `payments.send_refund`.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed names.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored name.
    public init(_ text: String) { rawValue = text }
}

/// A line in which jobs wait. How many of a queue run at a time in a process is a limit of its own, so that slow work
/// of one kind cannot hold up all others.
public struct QueueName: StableName {
    /// The name: one lower-case word.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed names.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored name.
    public init(_ text: String) { rawValue = text }

    /// Where jobs wait that say nothing else.
    public static let standard: QueueName = "standard"
    /// Long work nobody waits for: nightly checks, exports.
    public static let slow: QueueName = "slow"
}

/// How often something is tried, and how long it waits in between: the first wait, then so many times longer after each
/// try, up to a longest; a random part of each wait is left out, so that what failed together is not tried together.
public struct RetryRule: Sendable, Hashable {
    /// How often it is tried in all, at least once.
    public let attempts: Int
    /// How long it waits after the first try.
    public let first: TimeSpan
    /// How many times longer after each further try.
    public let factor: Int64
    /// The longest wait.
    public let longest: TimeSpan
    /// Up to how much of each wait is left out, in percent.
    public let jitter: Int

    /// The defaults try for about three hours.
    public init(
        attempts: Int = 12, first: TimeSpan = .seconds(2), factor: Int64 = 2, longest: TimeSpan = .hours(1),
        jitter: Int = 20
    ) {
        self.attempts = max(1, attempts)
        self.first = first
        self.factor = max(1, factor)
        self.longest = longest
        self.jitter = min(max(jitter, 0), 100)
    }

    /// Tried once.
    public static let never = RetryRule(attempts: 1)

    /// How long to wait after the so-manieth try, from 1.
    public func wait(after attempt: Int, _ randomness: any Randomness) -> TimeSpan {
        var wait = first
        for _ in 1..<max(1, min(attempt, 64)) where wait < longest { wait = wait * factor }
        wait = min(wait, longest)
        let span = wait.microseconds / 100 * Int64(jitter)
        if span <= 0 { return wait }
        return TimeSpan(microseconds: wait.microseconds - Int64(randomness.next() % UInt64(span)))
    }
}

/// Work that is done after the commit that asked for it, outside any transaction: it may call other systems. It exists if,
/// and only if, that transaction committed, and it is run until it has succeeded or was tried often enough.
///
/// The value is stored as JSON and may wait for days: a new member must be optional. A run may be cut off anywhere and
/// begun again; what it changes here it changes by `run.perform`, which never happens twice, and what it asks of others
/// carries a key of its own.
public protocol Job: Codable, Sendable {
    /// The stable name, `module.what_it_does`.
    static var name: JobName { get }
    /// One sentence for people.
    static var summary: String { get }
    /// Where it waits.
    static var queue: QueueName { get }
    /// How often it is tried.
    static var retry: RetryRule { get }
    /// Members (wire names) that are never shown.
    static var redacted: Set<String> { get }
    /// The record it is about, on whose page it is found.
    var subject: Reference? { get }
    /// Does it. An error is a failed attempt, unless it is a `JobEnding`.
    func run(_ run: JobRun) async throws
}

extension Job {
    /// Most jobs wait in the standard queue.
    public static var queue: QueueName { .standard }
    /// Most jobs are tried for some hours.
    public static var retry: RetryRule { RetryRule() }
    /// Most jobs carry no secrets.
    public static var redacted: Set<String> { [] }
    /// Most jobs are about nothing that has an address.
    public var subject: Reference? { nil }
}

/// How a job ends its run other than by returning or failing.
public enum JobEnding: Error, Sendable {
    /// It wants to be run again after a while; this is no failure and does not count.
    case again(after: TimeSpan)
    /// Trying again makes no sense: it becomes a dead letter at once.
    case giveUp(Problem)
}
