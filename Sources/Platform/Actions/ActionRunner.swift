import Crypto
import Kernel
import Logging
import Store

/// Performs every action, always the same way, in one transaction: permission, locations, policy, `perform`, then
/// audit, events and the stored answer; and it commits, or nothing happened at all.
///
/// Costs beside the action's own statements: two for audit, two for events when there are any, one for the
/// idempotency key when there is one.
public struct ActionRunner: Sendable {
    let store: Store
    let registry: Registry
    let clock: any Clock
    let ids: IDSource
    let log: Logger
    var steps: StepTimes?

    /// Performs one action. Throws a `Problem` when it is refused; then nothing happened.
    public func perform<A: Action>(_ action: A, as invocation: Invocation) async throws -> Performed<A.Outcome> {
        try steps.measuring(.permission) { try invocation.caller.require(A.permission) }
        let (input, digest) = try steps.measuring(.input) { () throws -> ([UInt8], String) in
            let input = try Wire.encode(action)
            return (input, Hex.encode(Array(SHA256.hash(data: input))))
        }
        for _ in 0..<3 {
            do {
                return try await attempt(action, input: input, digest: digest, as: invocation)
            } catch let error as DBError
                where error.isUnique(on: "request_key") || error.isUnique(on: "work_exception.about")
            {
                continue  // the same was held or raised at the same moment; look at it again
            } catch is KeyUsed {
                if let stored: Performed<A.Outcome> = try await stored(A.name, digest, invocation) { return stored }
            } catch {
                if let refusal = Refusal(error) { throw refusal.problem }  // not begun; nothing more is done for it
                if let stored: Performed<A.Outcome> = try await stored(A.name, digest, invocation) { return stored }
                throw refusal(from: error, action: A.name, invocation)
            }
        }
        throw Problem(
            .conflict, "request_outstanding", "The same request is being handled right now.",
            remedy: "Wait a moment and send it again with the same key.")
    }

    /// Performs an action that was decoded from JSON.
    public func performDecoded(_ action: any Action, as invocation: Invocation) async throws -> Performed<JSON> {
        let performed = try await performPassing(action, as: invocation)
        return Performed<JSON>(
            state: performed.state, outcome: try performed.outcome.map { text in try JSON(parsing: text) },
            json: performed.json, effects: performed.effects)
    }

    /// The same for who passes the answer on as the JSON text it is.
    public func performPassing(_ action: any Action, as invocation: Invocation) async throws -> Performed<[UInt8]> {
        func run<A: Action>(_ action: A) async throws -> Performed<[UInt8]> {
            let performed = try await perform(action, as: invocation)
            return Performed<[UInt8]>(
                state: performed.state, outcome: performed.outcome == nil ? nil : performed.json, json: performed.json,
                effects: performed.effects)
        }
        return try await run(action)
    }

    /// Performs many actions of one kind in one transaction, each of which may be refused alone: what imports and
    /// bulk edits use. The rules are those of `perform`; audit rows, events and keys are written together.
    /// `key` gives each action's idempotency key; an action whose key was used before is answered as a replay.
    public func performAll<A: Action>(
        _ actions: [A], as invocation: Invocation, key: (@Sendable (A) -> String)? = nil
    ) async throws -> [Result<A.Outcome, Problem>] {
        try invocation.caller.require(A.permission)
        let now = clock.now
        return try await store.write { db in
            var results: [Result<A.Outcome, Problem>] = []
            results.reserveCapacity(actions.count)
            let tx = transaction(on: db, invocation, now: now)
            for action in actions {
                do {
                    let outcome = try tx.nested { try perform(action, in: tx, invocation, key: key?(action)) }
                    results.append(.success(outcome))
                } catch let error as DBError where error.endsTransaction {
                    throw error
                } catch {
                    results.append(.failure(refusal(from: error, action: A.name, invocation)))
                }
            }
            try Self.record(tx, at: now)
            if invocation.isPreview { throw RollBack(value: results) }
            return results
        } orRolledBack: { (thrown: RollBack<[Result<A.Outcome, Problem>]>) in
            thrown.value
        }
    }

    /// One action of a batch, with its own key.
    private func perform<A: Action>(
        _ action: A, in tx: Transaction, _ invocation: Invocation, key: String?
    ) throws -> A.Outcome {
        if let key {
            let input = try Wire.encode(action)
            let digest = Hex.encode(Array(SHA256.hash(data: input)))
            let earlier = try IdempotencyKeys.find(key, action: A.name, as: invocation, in: tx.db)
            if let earlier { return try earlier.answer(A.Outcome.self, for: digest) }
            let outcome = try tx.perform(action)
            _ = try IdempotencyKeys.store(
                key, action: A.name, digest: digest, answer: try Wire.encode(outcome), as: invocation, at: tx.now,
                in: tx.db)
            return outcome
        }
        return try tx.perform(action)
    }

    private func attempt<A: Action>(
        _ action: A, input: [UInt8], digest: String, as invocation: Invocation
    ) async throws -> Performed<A.Outcome> {
        let now = clock.now
        return try await store.write { db in
            let tx = transaction(on: db, invocation, now: now)
            try invocation.fence?.require(in: tx)
            let requirement = try steps.measuring(.permission) { () throws -> ApprovalRequirement? in
                try self.requirement(action, digest: digest, invocation, in: tx)
            }
            if let requirement, !invocation.isPreview {
                return try hold(action, input: input, digest: digest, requirement, invocation, in: tx)
            }
            let outcome = try steps.measuring(.action) { () throws -> A.Outcome in
                let outcome = try tx.perform(action)
                try tx.writeCollected()
                return outcome
            }
            let json = try steps.measuring(.answer) { () throws -> [UInt8] in try Wire.encode(outcome) }
            var effects = Effects()
            if invocation.isPreview {
                effects = try Effects(tx.finished)
                effects.wouldNeedApproval = requirement != nil
                throw RollBack(value: Performed(state: .previewed, outcome: outcome, json: json, effects: effects))
            }
            try Self.record(tx, at: now, steps)
            try steps.measuring(.idempotency) { try remember(json, A.name, digest, invocation, in: tx) }
            return Performed(state: .done, outcome: outcome, json: json, effects: effects)
        } orRolledBack: { (thrown: RollBack<Performed<A.Outcome>>) in
            thrown.value
        }
    }

    /// What the action has to wait for: because a policy says so, or because this very request waits already, whatever
    /// the policies say by now. A request that was answered does not wait: it is answered again.
    private func requirement<A: Action>(
        _ action: A, digest: String, _ invocation: Invocation, in tx: Transaction
    ) throws -> ApprovalRequirement? {
        guard A.approval == .byPolicy else { return nil }
        let requirement = try ApprovalPolicies.requirement(for: action, in: tx)
        guard let key = invocation.idempotencyKey, !invocation.isPreview, tx.caller.kind != .system else {
            return requirement
        }
        if requirement == nil {
            let earlier = try Approval.asked(with: key, action: A.name, digest: digest, in: tx)
            return earlier.map { _ in ApprovalRequirement() }
        }
        if try IdempotencyKeys.find(key, action: A.name, as: invocation, in: tx.db) != nil { throw KeyUsed() }
        return requirement
    }

    private func hold<A: Action>(
        _ action: A, input: [UInt8], digest: String, _ requirement: ApprovalRequirement, _ invocation: Invocation,
        in tx: Transaction
    ) throws -> Performed<A.Outcome> {
        let approval = try tx.requestApproval(
            action, input: input, digest: digest, key: invocation.idempotencyKey, requirement)
        try Self.record(tx, at: tx.now)
        var effects = Effects()
        effects.approval = approval.id
        effects.wouldNeedApproval = true
        return Performed(state: .held, outcome: nil, json: try Wire.encode(approval), effects: effects)
    }

    private func remember(
        _ json: [UInt8], _ action: ActionName, _ digest: String, _ invocation: Invocation, in tx: Transaction
    ) throws {
        guard let key = invocation.idempotencyKey else { return }
        let isNew = try IdempotencyKeys.store(
            key, action: action, digest: digest, answer: json, as: invocation, at: tx.now, in: tx.db)
        if !isNew { throw KeyUsed() }
    }

    /// The stored answer for the invocation's key, if it was used: replayed for the same body, refused for another.
    private func stored<Outcome: Codable & Sendable>(
        _ action: ActionName, _ digest: String, _ invocation: Invocation
    ) async throws -> Performed<Outcome>? {
        guard let key = invocation.idempotencyKey else { return nil }
        let earlier = try await store.read { db in
            try IdempotencyKeys.find(key, action: action, as: invocation, in: db)
        }
        guard let earlier else { return nil }
        let outcome = try earlier.answer(Outcome.self, for: digest)
        return Performed(state: .replayed, outcome: outcome, json: earlier.answer, effects: Effects())
    }

    func transaction(on db: Connection, _ invocation: Invocation, now: Instant) -> Transaction {
        Transaction(
            db: db, tenant: invocation.tenant, caller: invocation.caller, request: invocation.request, now: now,
            registry: registry, ids: ids, expectedVersion: invocation.expectedVersion)
    }

    /// Writes what was collected, the audit rows and the events of everything performed in the transaction.
    static func record(_ tx: Transaction, at now: Instant, _ steps: StepTimes? = nil) throws {
        try tx.writeCollected()
        try steps.measuring(.audit) { try audit(tx, at: now) }
        try steps.measuring(.events) {
            try EventLog.append(
                tx.finished.flatMap(\.events), tenant: tx.tenant, caller: tx.caller, request: tx.request, at: now,
                in: tx.db)
        }
    }

    private static func audit(_ tx: Transaction, at now: Instant) throws {
        var rows: [AuditLog.Entry] = []
        rows.reserveCapacity(tx.finished.count)
        for trail in tx.finished {
            rows.append(
                AuditLog.Entry(
                    at: now, principal: tx.caller.principal, role: tx.caller.role, action: trail.name.rawValue,
                    requestID: tx.request.requestID, ip: tx.request.ip, channel: tx.request.channel,
                    subject: trail.changes.first?.record ?? trail.subjects.first, body: try trail.auditBody()))
        }
        try AuditLog.append(rows, tenant: tx.tenant, in: tx.db)
    }

    /// What the caller is told. Refusals pass; anything else is logged and answered without details.
    func refusal(from error: any Error, action: ActionName, _ invocation: Invocation) -> Problem {
        if let problem = error as? Problem, problem.kind != .internal { return problem }
        if let error = error as? DBError, error.problem.kind == .unavailable { return error.problem }
        log.critical(
            "action \(action) failed: \(error)", metadata: ["request_id": "\(invocation.request.requestID)"])
        return Problem(
            .internal, "internal", "Something went wrong on our side; nothing was changed.",
            remedy: "Try again. If it happens again, tell us the request id.",
            details: ["request_id": invocation.request.requestID])
    }
}

/// Thrown inside a write to roll it back and still answer a value.
struct RollBack<Value: Sendable>: Error { let value: Value }
/// Thrown when another request with the same key committed first.
struct KeyUsed: Error {}

extension Store {
    /// A write whose body can end by rolling back with a value.
    func write<T: Sendable>(
        _ body: @Sendable @escaping (Connection) throws -> T, orRolledBack: (RollBack<T>) -> T
    ) async throws -> T {
        do {
            return try await write(body)
        } catch let thrown as RollBack<T> {
            return orRolledBack(thrown)
        }
    }
}

extension ActionTrail {
    func auditBody() throws -> String {
        func body<A: Action>(_ action: A) throws -> String {
            try AuditBody.json(of: self, input: try Wire.encode(action), redacted: A.redacted)
        }
        return try body(action)
    }
}
