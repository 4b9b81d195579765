import Kernel
import Store

/// Tries again what did not finish, and takes the exception off the list. What is refused this time is refused: the
/// exception stays as it was.
struct RetryException: Action {
    static let name: ActionName = "exceptions.retry"
    static let permission: Permission = "exceptions.retry"
    static let summary = "Tries again what did not finish; the exception is resolved when it is done."
    static var emits: [any Event.Type] { [ExceptionResolved.self] }

    var exception: ID<WorkException>

    func perform(in tx: Transaction) throws -> Retried {
        var record = try tx.find(exception)
        guard record.status == .open else { throw Problem.notOpen(record) }
        let action = try record.retryAction(in: tx.registry)
        let entry = try tx.registry.action(type(of: action).name.rawValue)
        try tx.caller.require(entry.permission)
        try record.resolve(.retried, notes: nil, in: tx)
        let outcome = try tx.performOrHold(action)
        return Retried(exception: record, outcome: outcome.outcome, approval: outcome.approval)
    }
}

/// An exception that was tried again, with what the action answered or the approval it waits for.
struct Retried: Codable, Sendable {
    let exception: WorkException
    let outcome: JSON?
    let approval: ID<Approval>?
}

extension WorkException {
    /// The action that tries again; refuses where nothing can be tried.
    func retryAction(in registry: Registry) throws -> any Action {
        if let action, let input {
            let entry = try registry.action(action.rawValue)
            guard !entry.hasSecrets else { throw Problem.cannotRetry(self) }
            return try entry.decode(input.bytes)
        }
        guard let name = registry.reason(reason)?.retry else { throw Problem.cannotRetry(self) }
        let entry = try registry.action(name.rawValue)
        guard let field = entry.retryTarget else { throw Problem.cannotRetry(self) }
        let input = JSON.object(JSONObject([.init(field, .string(about.description))]))
        return try entry.decode(input.bytes)
    }

    /// Whether there is something to try again.
    func canRetry(in registry: Registry) -> Bool { (try? retryAction(in: registry)) != nil }
}

/// Says that somebody took care of it.
struct ResolveException: Action {
    static let name: ActionName = "exceptions.resolve"
    static let permission: Permission = "exceptions.resolve"
    static let summary = "Takes an exception off the list, with a note that says how it was taken care of."
    static let inverse: ActionName? = "exceptions.reopen"
    static var emits: [any Event.Type] { [ExceptionResolved.self] }

    var exception: ID<WorkException>
    /// How it was taken care of.
    var notes: String

    func perform(in tx: Transaction) throws -> WorkException {
        var check = Validation()
        let said = check.paragraphs(notes, "notes", limit: 2_000)
        check.check(!said.isEmpty, "notes", "required", "Say how it was taken care of.")
        try check.finish()
        var record = try tx.find(exception)
        guard record.status == .open else { throw Problem.notOpen(record) }
        try record.resolve(.handled, notes: said, in: tx)
        return record
    }
}

/// Puts an exception back on the list.
struct ReopenException: Action {
    static let name: ActionName = "exceptions.reopen"
    static let permission: Permission = "exceptions.resolve"
    static let summary = "Puts an exception that was resolved too early back on the list."
    static var emits: [any Event.Type] { [ExceptionReopened.self] }

    var exception: ID<WorkException>

    func perform(in tx: Transaction) throws -> WorkException {
        let found = try tx.find(exception)
        // Of those for the same reason and record only the last can be open.
        guard var record = try WorkException.latest(found.reason, about: found.about, in: tx), record.id == found.id
        else {
            throw Problem(
                .conflict, "exceptions.raised_again", "This has been raised again since.",
                remedy: "Work on the newer exception about the same record.", details: ["id": exception.description])
        }
        guard record.status == .resolved else {
            throw Problem(
                .conflict, "exceptions.not_resolved", "This exception is open.", remedy: "There is nothing to do.")
        }
        try record.open(in: tx)
        try tx.save(&record)
        try tx.emit(ExceptionReopened(exception: record.id, reason: record.reason, about: record.about))
        return record
    }
}

/// Says who takes care of it.
struct AssignException: Action {
    static let name: ActionName = "exceptions.assign"
    static let permission: Permission = "exceptions.assign"
    static let summary = "Gives an exception to a colleague, or to nobody; without a name it becomes yours."
    static var emits: [any Event.Type] { [ExceptionAssigned.self] }

    var exception: ID<WorkException>
    /// Who takes care of it: `usr_…`; empty for nobody, absent for yourself.
    var to: String?

    func perform(in tx: Transaction) throws -> WorkException {
        var record = try tx.find(exception)
        guard record.status == .open else { throw Problem.notOpen(record) }
        let person = (to ?? tx.caller.principal).nilIfEmpty
        if let person { try tx.requireColleague(person, field: "to") }
        if record.assignedTo == person { return record }
        record.assignedTo = person
        try tx.save(&record)
        try tx.emit(ExceptionAssigned(exception: record.id, reason: record.reason, to: person))
        return record
    }
}

extension Problem {
    static func notOpen(_ exception: WorkException) -> Problem {
        Problem(
            .conflict, "exceptions.not_open", "This exception has been resolved already.",
            remedy: "Open it again first, if there is still something to do.",
            details: ["id": exception.id.reference.description])
    }

    static func cannotRetry(_ exception: WorkException) -> Problem {
        Problem(
            .conflict, "exceptions.no_retry", "There is nothing that could be tried again here.",
            remedy: "Take care of the cause, then resolve the exception with a note.",
            details: ["id": exception.id.reference.description])
    }
}
