import Kernel
import Store

/// Events that a subscriber has given up on. Each raises an exception about the record the event is about, so that it
/// does not lie unseen.
enum DeadLetters {
    static let reason = Reason(
        "events.dead_letter",
        "Something that should have followed from a change did not happen: a part of Martlet failed on it several times.",
        remedy: "Look at the message below. When its cause is gone, try again; what waits behind it goes on by itself.",
        retry: RedeliverEvents.name,
        onRetry: "What was missed is done now, in the order in which it happened. Nothing is done twice.")

    /// Raises the exception for an event that was given up. One about an exception raises no further one.
    static func raise(_ event: EventEnvelope, subscriber: String, reason text: String, in tx: Transaction) throws {
        if event.subject.kind == WorkException.idPrefix { return }
        try tx.raise(
            reason.code, about: event.subject,
            details: ["event": event.name.rawValue, "number": String(event.seq), "part": subscriber, "message": text])
    }

    /// Settles the exception when nothing about the record is given up any more.
    static func settle(_ event: EventEnvelope, in tx: Transaction) throws {
        let left: Int64? = try tx.scalar(
            """
            SELECT seq FROM event_failure
            WHERE tenant = \(tx.tenant) AND subject_id = \(event.subject.raw) AND state = 'dead_letter' LIMIT 1
            """)
        if left == nil { try tx.settle(reason.code, about: event.subject) }
    }
}

/// Makes the events about a record that were given up due again.
struct RedeliverEvents: Action {
    static let name: ActionName = "events.redeliver"
    static let permission: Permission = "events.redeliver"
    static let summary = "Delivers the events about a record again that a part of Martlet has given up on."

    var record: Reference

    func perform(in tx: Transaction) throws -> Redelivered {
        let count = try tx.execute(
            """
            UPDATE event_failure SET state = 'waiting', attempts = 0, next_attempt_at = \(tx.now)
            WHERE tenant = \(tx.tenant) AND subject_id = \(record.raw) AND state = 'dead_letter'
            """)
        if count > 0 { tx.touch(record) }
        return Redelivered(events: count)
    }
}

/// How many events were made due again.
struct Redelivered: Codable, Sendable {
    let events: Int
}
