import Kernel

/// The stable, versioned name of an event, `module.what_happened.v1`.
public struct EventName: StableName {
    /// The name as subscribers and webhooks see it.
    public let rawValue: String
    /// Takes a literal; the registry refuses malformed names.
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    /// Wraps a stored name.
    public init(_ text: String) { rawValue = text }
}

/// Something that happened, as a fact: written in the transaction of the change, kept, and delivered in order per
/// subject to every subscriber. Its shape is a published contract; a changed shape is a new version.
public protocol Event: Codable, Sendable {
    /// `module.what_happened.v1`.
    static var name: EventName { get }
    /// One sentence for the event reference.
    static var summary: String { get }
    /// The record it is about: events about one subject keep their order.
    var subject: Reference { get }
    /// When it happened in the business, where that differs from when it was recorded (imported history).
    var occurredAt: Instant? { get }
    /// Members (wire names) that say how things stand afterwards rather than what was done: others change them all the
    /// time, which makes no difference to what somebody approves.
    static var standing: Set<String> { get }
}

extension Event {
    /// Usually it happened when it was recorded.
    public var occurredAt: Instant? { nil }
    /// Most events say what was done.
    public static var standing: Set<String> { [] }
}

/// An event as it lies in the log.
public struct EventEnvelope: Sendable {
    /// The place in the shop's log: 1, 2, 3 … without gaps.
    public let seq: Int64
    /// Where it stands among those that have no number yet.
    let position: Int64
    /// The event's own id, `evt_…`: receivers deduplicate by it.
    public let id: ID<EventEntity>
    /// Name with version.
    public let name: EventName
    /// The record it is about.
    public let subject: Reference
    /// When it happened in the business.
    public let occurredAt: Instant
    /// When it was recorded.
    public let recordedAt: Instant
    /// Who caused it.
    public let principal: String
    /// The request it came from.
    public let requestID: String
    /// The payload as JSON.
    public let payload: String

    /// Its place in the order in which events were recorded, whatever the clock said; those without a number are the
    /// newest.
    public var order: (Int64, Int64) { (seq == 0 ? .max : seq, position) }

    /// The payload as the event type it was emitted as.
    public func decode<E: Event>(_ type: E.Type) throws -> E { try Wire.decode(E.self, from: Array(payload.utf8)) }
}

/// Stands for events in ids.
public enum EventEntity: Identified {
    /// `evt_…`
    public static let idPrefix = "evt"
}

/// A part of Martlet that reacts to events: runs inside a transaction together with the advance of its cursor, so
/// its effects inside the database happen exactly once. Work outside the database is a job, not a subscriber.
public struct Subscriber: Sendable {
    /// The stable name its cursor is stored under.
    public let name: String
    /// The events it wants.
    public let events: [EventName]
    /// Handles one event. A thrown error is retried with back-off, and after the last try becomes a dead letter.
    public let handle: @Sendable (EventEnvelope, Transaction) throws -> Void

    /// A subscriber to several kinds of events.
    public init(
        _ name: String, to events: [any Event.Type],
        handle: @escaping @Sendable (EventEnvelope, Transaction) throws -> Void
    ) {
        self.name = name
        self.events = events.map { $0.name }
        self.handle = handle
    }
}
