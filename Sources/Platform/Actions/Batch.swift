import Kernel
import Store

/// What came of one action of a batch.
public enum Attempt: Sendable {
    /// It was done.
    case done
    /// It was done, and there was nothing to change.
    case unchanged
    /// A policy holds it until somebody else approves.
    case held(ID<Approval>)
    /// It was refused; nothing of it happened.
    case refused(Problem)
}

/// One transaction in which actions are tried, each of which may be refused alone, and in which the one who tries them
/// notes what came of each: the effects and the notes are one commit, or none of them exists.
public struct Batch {
    /// The transaction, for the notes.
    public let tx: Transaction
    let runner: ActionRunner
    let invocation: Invocation

    /// Tries one action, by the rules by which it is performed alone: permission, locations, policy. `key` finds the
    /// approval again when the same action is held a second time.
    public func attempt(_ action: any Action, key: String) throws -> Attempt {
        func run<A: Action>(_ action: A) throws -> Attempt { try attemptOne(action, key: key) }
        return try run(action)
    }

    private func attemptOne<A: Action>(_ action: A, key: String) throws -> Attempt {
        do {
            return try tx.nested {
                try tx.caller.require(A.permission)
                if let requirement = try ApprovalPolicies.requirement(for: action, in: tx) {
                    return .held(try tx.requestApproval(action, key: key, requirement).id)
                }
                let before = tx.finished.count
                try tx.perform(action)
                return tx.finished[before...].contains(where: \.hasEffect) ? .done : .unchanged
            }
        } catch let error as DBError where error.endsTransaction {
            throw error
        } catch {
            return .refused(runner.refusal(from: error, action: A.name, invocation))
        }
    }
}

extension ActionTrail {
    /// Whether anything came of the action that is worth telling: a record, rows, an event.
    var hasEffect: Bool { !changes.isEmpty || !subjects.isEmpty || !events.isEmpty }
}

extension ActionRunner {
    /// Runs a batch as the caller of an invocation. The body may be run again, so it touches nothing but its batch.
    /// What was performed in it is audited and its events are logged in the same commit.
    public func batch<T: Sendable>(
        as invocation: Invocation, _ body: @escaping @Sendable (Batch) throws -> T
    ) async throws -> T {
        let now = clock.now
        return try await store.write { db in
            let tx = transaction(on: db, invocation, now: now)
            let answer = try body(Batch(tx: tx, runner: self, invocation: invocation))
            try Self.record(tx, at: now)
            return answer
        }
    }
}
