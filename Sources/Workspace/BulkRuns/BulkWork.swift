import Identity
import Kernel
import Platform
import Store

/// Performs runs, a portion at a time. What came of a portion's records is committed together with what was done to
/// them, under a lock on the run: whoever is killed in between has done nothing, and nobody does it twice.
enum BulkWork {
    static let work = Work("workspace.bulk_runs", waiting: waiting, advance: advance)

    /// The shops in which a run is under way.
    @Sendable static func waiting(_ db: Connection, at now: Instant) throws -> [Int64] {
        try db.rows("SELECT DISTINCT tenant FROM bulk_run WHERE state = 'running' ORDER BY tenant") { row in
            try row.next()
        }
    }

    /// The next portion of the run in the shop that has waited longest.
    @Sendable static func advance(_ installation: Installation, in tenant: Int64) async throws -> Bool {
        guard let turn = try await Turn.next(in: tenant, installation) else { return false }
        if let reason = turn.obstacle(in: installation.registry) {
            try await stop(turn.run, because: reason, tenant, installation)
            return true
        }
        guard let caller = turn.caller else { return false }
        let invocation = Invocation(
            tenant: tenant, caller: caller, request: RequestContext(requestID: turn.run.id.description))
        do {
            return try await installation.runner.batch(as: invocation) { batch in
                try Portion(run: turn.run.id, batch: batch).perform()
            }
        } catch {
            try await noteFailure(of: turn.run, tenant, installation)
            throw error
        }
    }

    /// A portion that fails is tried again when the others have had their turn; after some times the run is stopped.
    private static func noteFailure(of run: BulkRun, _ tenant: Int64, _ installation: Installation) async throws {
        let now = installation.clock.now
        let failures: Int? = try await installation.store.write { db in
            try db.scalar(
                """
                UPDATE bulk_progress SET failures = failures + 1, updated_at = \(now)
                WHERE tenant = \(tenant) AND run = \(run.id) RETURNING failures
                """)
        }
        if (failures ?? 0) < WorkspacePolicy.failureLimit { return }
        try await stop(run, because: "Something went wrong on our side several times.", tenant, installation)
    }

    private static func stop(
        _ run: BulkRun, because reason: String, _ tenant: Int64, _ installation: Installation
    ) async throws {
        _ = try await installation.perform(
            StopBulkRun(bulkRun: run.id, reason: reason), as: installation.system("bulk_runs", tenant: tenant))
    }
}

/// A run whose turn it is, with the rights its asker has now.
private struct Turn: Sendable {
    let run: BulkRun
    /// Nil when the asker has left, or the key no longer works.
    let caller: Caller?

    static func next(in tenant: Int64, _ installation: Installation) async throws -> Turn? {
        let now = installation.clock.now
        let registry = installation.registry
        return try await installation.store.read { db in
            let run = try db.first(
                """
                SELECT \(columns) FROM bulk_run r JOIN bulk_progress p ON p.tenant = r.tenant AND p.run = r.id
                WHERE r.tenant = \(tenant) AND r.state = 'running' ORDER BY p.updated_at, r.id LIMIT 1
                """
            ) { row in try BulkRun(row: &row) }
            guard let run else { return nil }
            let caller = try CurrentCaller.of(run.askedBy, tenant: tenant, registry: registry, at: now, in: db)
            return Turn(run: run, caller: caller)
        }
    }

    private static let columns: SQL = """
        r.id, r.version, r.action, r.input, r.kind, r.asked_by, r.state, r.reason, r.total, r.undoes, r.undone_by,
        r.started_at, r.ended_at
        """

    /// Why the run cannot go on; nil when it can.
    func obstacle(in registry: Registry) -> String? {
        guard let caller else { return "Who asked for it does not work here any more." }
        guard let entry = try? registry.action(run.action.rawValue) else { return "There is no such action any more." }
        return caller.may(entry.permission) ? nil : "Who asked for it may not perform the action any more."
    }
}

/// Some records of a run in one transaction.
struct Portion {
    let run: ID<BulkRun>
    let batch: Batch
    private var tx: Transaction { batch.tx }

    init(run: ID<BulkRun>, batch: Batch) {
        self.run = run
        self.batch = batch
    }

    /// Answers whether it was this one's turn: then there may be more to do.
    func perform() throws -> Bool {
        guard let run = try locked() else { return false }
        let target = try BulkTarget(run.action, in: tx.registry)
        let items = try BulkItem.waiting(of: run, limit: WorkspacePolicy.portion, in: tx)
        var counts = BulkCounts()
        for item in items {
            let attempt = try attempt(item.record, at: item.position, run, target)
            counts.add(try BulkItem.note(attempt, at: item.position, run: run.id, in: tx))
        }
        try tx.execute(
            """
            UPDATE bulk_progress SET done = done + \(counts.done), unchanged = unchanged + \(counts.unchanged),
                refused = refused + \(counts.refused), held = held + \(counts.held), failures = 0, updated_at = \(tx.now)
            WHERE tenant = \(tx.tenant) AND run = \(run.id)
            """)
        if items.count < WorkspacePolicy.portion { try tx.perform(FinishBulkRun(bulkRun: run.id)) }
        return true
    }

    private func attempt(
        _ record: Reference, at position: Int, _ run: BulkRun, _ target: BulkTarget
    ) throws -> Attempt {
        let action: any Action
        do {
            action = try target.action(run.input, on: record)
        } catch let problem as Problem {
            return .refused(problem)  // the input's form changed with a newer build
        }
        return try batch.attempt(action, key: "bulk:\(run.id):\(position)")
    }

    /// The run, locked; nil when it is over, or somebody else is at it.
    private func locked() throws -> BulkRun? {
        let locking: SQL = "\(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")"
        return try tx.records(BulkRun.self, where: "id = \(run) AND state = 'running'", tail: locking).first
    }
}
