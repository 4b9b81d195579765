import Kernel

/// Work did not finish.
struct ExceptionRaised: Event {
    static let name: EventName = "exceptions.raised.v1"
    static let summary = "Work did not finish and waits for somebody; raised again it is counted."
    let exception: ID<WorkException>
    let reason: ReasonCode
    let about: Reference
    let occurrences: Int
    var subject: Reference { exception.reference }
}

/// It is taken care of.
struct ExceptionResolved: Event {
    static let name: EventName = "exceptions.resolved.v1"
    static let summary = "An exception was tried again, settled itself, or somebody took care of it."
    let exception: ID<WorkException>
    let reason: ReasonCode
    let about: Reference
    let resolution: WorkException.Resolution
    var subject: Reference { exception.reference }
}

/// It was not, after all.
struct ExceptionReopened: Event {
    static let name: EventName = "exceptions.reopened.v1"
    static let summary = "An exception that had been resolved is open again."
    let exception: ID<WorkException>
    let reason: ReasonCode
    let about: Reference
    var subject: Reference { exception.reference }
}

/// Somebody takes care of it.
struct ExceptionAssigned: Event {
    static let name: EventName = "exceptions.assigned.v1"
    static let summary = "An exception was given to somebody, or to nobody."
    let exception: ID<WorkException>
    let reason: ReasonCode
    let to: String?
    var subject: Reference { exception.reference }
}
