import Kernel
import Store
import Synchronization

/// One attempt at a job: what the job is given to do its work with. Everything it changes, it changes with the fencing token
/// of its lease: once another worker has the job, nothing of this attempt counts any more.
public struct JobRun: Sendable {
    /// The job.
    public let job: ID<JobRecord>
    /// The shop it belongs to.
    public let tenant: Int64
    /// Which attempt this is, from 1.
    public let attempt: Int
    /// A number of chance that is the same in every attempt at this job, as text: the key to show an outside system.
    public var key: String { job.description }
    /// The time.
    public var now: Instant { installation.clock.now }

    let installation: Installation
    let lease: Lease
    let invocation: Invocation

    init(_ claim: JobClaim, _ lease: Lease, _ installation: Installation) {
        job = claim.id
        tenant = claim.tenant
        attempt = claim.attempts
        self.installation = installation
        self.lease = lease
        var invocation = Invocation(
            tenant: claim.tenant, caller: .system("job.\(claim.name)"),
            request: RequestContext(requestID: claim.requestID))
        invocation.fence = lease.fence
        self.invocation = invocation
    }

    /// Performs an action as this part of Martlet. However often the job is run, an action of one `step` happens once and
    /// is answered the same; its input must be the same each time. Throws when the lease is lost: nothing happened then.
    @discardableResult
    public func perform<A: Action>(_ action: A, step: String) async throws -> A.Outcome {
        try await perform(action, key: "\(job):\(step)")
    }

    func perform<A: Action>(_ action: A, key: String) async throws -> A.Outcome {
        try lease.require()
        try IdempotencyKeys.check(key)
        var invocation = invocation
        invocation.idempotencyKey = key
        guard let outcome = try await installation.perform(action, as: invocation).outcome else {
            throw Problem(.conflict, "jobs.held", "The action \(A.name) was held for approval.")
        }
        return outcome
    }

    /// Answers a query.
    public func fetch<Q: Query>(_ query: Q) async throws -> Q.Output {
        try await installation.fetch(query, as: invocation)
    }

    /// Reads from the shop's data.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        try await installation.read(as: invocation, body)
    }

    /// What this build does in its own way, such as by which provider.
    public func strategy<S: Strategy>(_ type: S.Type = S.self) throws -> S { try installation.registry.strategy(type) }

    /// Opens something on the installation's database that stands for a system outside of Martlet and keeps books of
    /// its own there, such as a provider's test mode.
    public func outside<T>(_ open: (Store, any Clock) -> T) -> T { open(installation.store, installation.clock) }

    /// Throws when another worker has the job or somebody cancelled it: what long work asks between its parts.
    public func checkLease() throws { try lease.require() }

    /// What belongs to the machinery of workflows: rows of the platform's own, under the fence.
    func fenced<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try lease.require()
        let (runner, invocation, now) = (installation.runner, invocation, installation.clock.now)
        return try await installation.store.write { db in
            let tx = runner.transaction(on: db, invocation, now: now)
            try invocation.fence?.require(in: tx)
            let answer = try body(tx)
            try ActionRunner.record(tx, at: now)
            return answer
        }
    }
}

/// Names a lease: whoever writes with it writes nothing once the job's token is another.
struct LeaseFence: Sendable, Hashable {
    let job: ID<JobRecord>
    let token: Int

    /// Refuses when the lease is not the job's last one any more. The job stays as it is until the transaction ends.
    func require(in tx: Transaction) throws {
        let locking: SQL = "\(sqlite: "", postgres: "FOR SHARE")"
        let live: Int? = try tx.scalar(
            """
            SELECT token FROM job WHERE tenant = \(tx.tenant) AND id = \(job) AND state = 'running' AND token = \(token)
            \(locking)
            """)
        if live == nil { throw Lease.lost }
    }
}

/// A worker's hold on a job, as far as the process knows.
final class Lease: Sendable {
    let fence: LeaseFence
    private let isLost = Atomic<Bool>(false)

    init(_ fence: LeaseFence) { self.fence = fence }

    static let lost = Problem(
        .conflict, "jobs.lease_lost", "Another worker has the job, or it was cancelled.",
        remedy: "Nothing was changed; there is nothing to do.")

    /// Says that the lease is gone.
    func lose() { isLost.store(true, ordering: .releasing) }

    func require() throws {
        if isLost.load(ordering: .acquiring) { throw Self.lost }
    }
}
