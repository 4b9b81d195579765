import Kernel
import Platform
import Store

/// Ends a run before every record was tried.
struct CancelBulkRun: Action {
    static let name: ActionName = "bulk_runs.cancel"
    static let permission = Permission.bulkRunsRun
    static let summary = "Ends a run; what was done stays done, the records that wait are left alone."
    static var emits: [any Event.Type] { [BulkRunEnded.self] }

    var bulkRun: ID<BulkRun>

    func perform(in tx: Transaction) throws -> BulkRunView {
        var run = try BulkRun.visible(bulkRun, in: tx)
        try run.end(.cancelled, in: tx)
        return try BulkRunView(run, in: tx)
    }
}

/// Ends a run in which every record was tried. Performed with the last portion.
struct FinishBulkRun: Action {
    static let name: ActionName = "bulk_runs.finish"
    static let permission: Permission = "bulk_runs.finish"
    static let summary = "Ends a run in which every record was tried."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [BulkRunEnded.self] }

    var bulkRun: ID<BulkRun>

    func perform(in tx: Transaction) throws -> Done {
        var run = try tx.find(bulkRun)
        try run.end(.finished, in: tx)
        return Done()
    }
}

/// Ends a run that cannot go on.
struct StopBulkRun: Action {
    static let name: ActionName = "bulk_runs.stop"
    static let permission: Permission = "bulk_runs.stop"
    static let summary = "Ends a run that cannot go on, with the reason."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [BulkRunEnded.self] }

    var bulkRun: ID<BulkRun>
    var reason: String

    func perform(in tx: Transaction) throws -> Done {
        var run = try tx.find(bulkRun)
        // Somebody may have cancelled it meanwhile: then it has ended already.
        if run.state == .running { try run.end(.stopped, reason: reason, in: tx) }
        return Done()
    }
}

/// Takes a run back: performs the opposite on the records in which it changed something.
struct UndoBulkRun: Action {
    static let name: ActionName = "bulk_runs.undo"
    static let permission = Permission.bulkRunsRun
    static let summary = "Takes a run back: performs the opposite action on every record it changed, once."
    static var emits: [any Event.Type] { [BulkRunStarted.self] }

    var bulkRun: ID<BulkRun>

    func perform(in tx: Transaction) throws -> BulkRunView {
        var run = try BulkRun.visible(bulkRun, in: tx)
        let done = try BulkCounts.of(run.id, in: tx).done
        guard run.state != .running else {
            throw Problem.cannotUndo("It has not ended.", remedy: "Cancel it first, or wait until it has finished.")
        }
        guard run.undoneBy == nil else {
            throw Problem.cannotUndo("It was taken back already.", remedy: "Look at the run that took it back.")
        }
        guard done > 0 else { throw Problem.cannotUndo("It changed nothing.", remedy: "There is nothing to do.") }
        let target = try BulkTarget(run.action, in: tx.registry)
        guard let inverse = try target.inverseInput(run.input, in: tx.registry) else {
            throw Problem.cannotUndo(
                "No other action takes '\(run.action)' back.", remedy: "Change the records one by one.")
        }
        try tx.caller.require(try tx.registry.action(inverse.action.rawValue).permission)
        let undo = BulkRun(
            id: tx.newID(), action: inverse.action, input: inverse.input, kind: run.kind, askedBy: tx.caller.principal,
            total: done, undoes: run.id, at: tx.now)
        try undo.begin(in: tx)
        try tx.execute(
            """
            INSERT INTO bulk_item (tenant, run, position, record, state)
            SELECT tenant, \(undo.id), row_number() OVER (ORDER BY position), record, 'waiting'
            FROM bulk_item WHERE tenant = \(tx.tenant) AND run = \(run.id) AND state = 'done'
            """)
        run.undoneBy = undo.id
        try tx.save(&run)
        return try BulkRunView(undo, in: tx)
    }
}
