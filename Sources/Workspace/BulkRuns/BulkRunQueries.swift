import Kernel
import Platform
import Store

/// A run as people follow it.
struct BulkRunView: Codable, Sendable {
    let id: ID<BulkRun>
    let action: ActionName
    /// What the action does, in a sentence.
    let summary: String
    let input: JSON
    let askedBy: String
    let state: BulkRun.State
    let reason: String?
    let total: Int
    let waiting: Int
    let done: Int
    let unchanged: Int
    let refused: Int
    let held: Int
    /// Records tried in a second, so far.
    let perSecond: Double
    let startedAt: Instant
    let updatedAt: Instant
    let endedAt: Instant?
    let undoes: ID<BulkRun>?
    let undoneBy: ID<BulkRun>?
    /// Whether 'bulk_runs.undo' would take it back.
    let canUndo: Bool

    init(_ run: BulkRun, _ counts: BulkCounts, updatedAt: Instant, _ registry: Registry) {
        let entry = try? registry.action(run.action.rawValue)
        id = run.id
        action = run.action
        summary = entry?.summary ?? ""
        input = run.input
        askedBy = run.askedBy
        state = run.state
        reason = run.reason
        total = run.total
        waiting = run.total - counts.tried
        done = counts.done
        unchanged = counts.unchanged
        refused = counts.refused
        held = counts.held
        let seconds = Double((updatedAt - run.startedAt).microseconds) / 1_000_000
        perSecond = seconds > 0 ? (Double(counts.tried) / seconds * 10).rounded() / 10 : 0
        startedAt = run.startedAt
        self.updatedAt = updatedAt
        endedAt = run.endedAt
        undoes = run.undoes
        undoneBy = run.undoneBy
        canUndo = run.state != .running && run.undoneBy == nil && counts.done > 0 && entry?.inverse != nil
    }

    /// A run just written or loaded, with its present counts.
    init(_ run: BulkRun, in db: Reader) throws {
        let sql: SQL = """
            SELECT done, unchanged, refused, held, updated_at FROM bulk_progress
            WHERE tenant = \(db.tenant) AND run = \(run.id)
            """
        let found = try db.first(sql) { row in (try BulkCounts(row: &row), try row.next(Instant.self)) }
        self.init(run, found?.0 ?? BulkCounts(), updatedAt: found?.1 ?? run.startedAt, db.registry)
    }
}

/// One run.
struct GetBulkRun: Query {
    static let name: QueryName = "bulk_runs.get"
    static let permission = Permission.bulkRunsRead
    static let summary = "A run of yours: how far it is, how fast, and whether it can be taken back."

    var bulkRun: ID<BulkRun>

    func fetch(in db: Reader) throws -> BulkRunView {
        try BulkRunView(try BulkRun.visible(bulkRun, in: db), in: db)
    }
}

/// Runs, newest first.
struct ListBulkRuns: ListQuery {
    static let name: QueryName = "bulk_runs.list"
    static let permission = Permission.bulkRunsRead
    static let summary = "Your runs, newest first; those of everybody with the right to oversee them."

    var state: BulkRun.State?
    /// Everybody's runs rather than one's own.
    var everyone: Bool?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<BulkRunView> {
        var filters: [SQL] = ["r.tenant = \(db.tenant)"]
        if everyone ?? false {
            try db.caller.require(.bulkRunsOversee)
        } else {
            filters.append("r.asked_by = \(db.caller.principal)")
        }
        if let state { filters.append("r.state = \(state)") }
        let registry = db.registry
        let source: SQL = "bulk_run r JOIN bulk_progress p ON p.tenant = r.tenant AND p.run = r.id"
        return try db.page(
            """
            r.id, r.version, r.action, r.input, r.kind, r.asked_by, r.state, r.reason, r.total, r.undoes, r.undone_by,
            r.started_at, r.ended_at, p.done, p.unchanged, p.refused, p.held, p.updated_at
            """, from: source, where: filters, order: .descending("r.id"), limit: limit, after: after
        ) { row in
            let run = try BulkRun(row: &row)
            let counts = try BulkCounts(row: &row)
            return BulkRunView(run, counts, updatedAt: try row.next(), registry)
        }
    }
}

/// The records of a run.
struct ListBulkItems: ListQuery {
    static let name: QueryName = "bulk_runs.items"
    static let permission = Permission.bulkRunsRead
    static let summary = "The records of a run of yours in order, with what came of each."

    var bulkRun: ID<BulkRun>
    var state: BulkItem.State?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<BulkItem> {
        let run = try BulkRun.visible(bulkRun, in: db)
        var filters: [SQL] = ["tenant = \(db.tenant)", "run = \(run.id)"]
        if let state { filters.append("state = \(state)") }
        return try db.page(
            BulkItem.columns, from: "bulk_item", where: filters, order: .ascending("position"), limit: limit,
            after: after
        ) { row in try BulkItem(row: &row, kind: run.kind) }
    }
}
