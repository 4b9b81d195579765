import Kernel

/// How it ended.
public enum ActionState: String, Codable, Sendable, CaseIterable {
    /// It was done now.
    case done
    /// It had been done before with the same key; this is the stored answer.
    case replayed
    /// It was only tried, and rolled back.
    case previewed
    /// A policy holds it until somebody else approves.
    case held
}

/// What came of asking for an action.
public struct Performed<Outcome: Sendable>: Sendable {
    /// How it ended.
    public let state: ActionState
    /// What the action answered; nil when it is held.
    public let outcome: Outcome?
    /// The same answer as JSON.
    public let json: [UInt8]
    /// What happened or would happen.
    public let effects: Effects
}

/// What an action did or would do, as people and programs want to see it before they say yes.
public struct Effects: Codable, Sendable {
    /// One record that changes.
    public struct Change: Codable, Sendable {
        /// The record.
        public let record: Reference
        /// inserted, saved or deleted.
        public let kind: RecordChange.Kind
        /// The members that change, as they were.
        public let before: JSON?
        /// The members that change, as they become.
        public let after: JSON?
    }
    /// One event that is emitted.
    public struct Emitted: Codable, Sendable {
        /// Name with version.
        public let name: EventName
        /// The record it is about.
        public let subject: Reference
        /// The payload.
        public let payload: JSON
    }
    /// The actions performed, inner ones first.
    public var actions: [ActionName] = []
    /// The records that change.
    public var changes: [Change] = []
    /// The events.
    public var events: [Emitted] = []
    /// Whether a policy would hold the action for approval.
    public var wouldNeedApproval = false
    /// The approval that holds it.
    public var approval: ID<Approval>?

    init() {}

    init(_ trails: [ActionTrail]) throws {
        for trail in trails {
            actions.append(trail.name)
            for change in trail.changes {
                let before = try change.before.map { try Wire.json($0) }
                let after = try change.after.map { try Wire.json($0) }
                let pair = before.flatMap { old in after.map { AuditBody.differing(old, $0) } }
                changes.append(
                    Change(record: change.record, kind: change.kind, before: pair?.0 ?? before, after: pair?.1 ?? after)
                )
            }
            for event in trail.events {
                let payload = try JSON(parsing: Array(event.payload.utf8))
                events.append(Emitted(name: event.name, subject: event.subject, payload: payload))
            }
        }
    }
}
