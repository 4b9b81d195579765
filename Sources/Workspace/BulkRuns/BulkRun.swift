import Kernel
import Platform
import Store

/// One action on many records, asked for by one person and performed in the background with their rights.
public struct BulkRun: Record {
    /// `blk_…`
    public static let idPrefix = "blk"
    /// Its table.
    public static let table = Table(
        "bulk_run",
        "action, input, kind, asked_by, state, reason, total, undoes, undone_by, started_at, ended_at")

    /// Where a run stands.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        /// Records are waiting for it.
        case running
        /// Every record has been tried.
        case finished
        /// Somebody ended it; the records that waited were left alone.
        case cancelled
        /// It could not go on, for the reason it names; the records that waited were left alone.
        case stopped
    }

    /// A run ends once.
    public static let lifecycle = StateMachine<State>(
        startsAt: .running,
        [.running: [.finished, .cancelled, .stopped], .finished: [], .cancelled: [], .stopped: []])

    /// The id.
    public let id: ID<BulkRun>
    /// Counts the saves.
    public var version: Int
    /// The action that is performed on each record.
    public let action: ActionName
    /// Its input without the member that names the record.
    public let input: JSON
    /// The kind of record, as the prefix of their ids.
    public let kind: String
    /// Who asked, and with whose rights it runs.
    public let askedBy: String
    /// Where it stands.
    public internal(set) var state: State
    /// Why it was stopped.
    public internal(set) var reason: String?
    /// How many records it is about.
    public let total: Int
    /// The run it takes back.
    public let undoes: ID<BulkRun>?
    /// The run that takes it back.
    public internal(set) var undoneBy: ID<BulkRun>?
    /// When it was asked for.
    public let startedAt: Instant
    /// When it was over.
    public internal(set) var endedAt: Instant?

    init(
        id: ID<BulkRun>, action: ActionName, input: JSON, kind: String, askedBy: String, total: Int,
        undoes: ID<BulkRun>? = nil, at now: Instant
    ) {
        self.id = id
        version = 1
        self.action = action
        self.input = input
        self.kind = kind
        self.askedBy = askedBy
        state = .running
        self.total = total
        self.undoes = undoes
        startedAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        action = ActionName(try row.next() as String)
        input = try JSON(parsing: try row.next(String.self))
        kind = try row.next()
        askedBy = try row.next()
        state = try row.next()
        reason = try row.next()
        total = try row.next()
        undoes = try row.next()
        undoneBy = try row.next()
        startedAt = try row.next()
        endedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(action.rawValue)
        values.add(String(decoding: input.bytes, as: UTF8.self))
        values.add(kind)
        values.add(askedBy)
        values.add(state)
        values.add(reason)
        values.add(total)
        values.add(undoes)
        values.add(undoneBy)
        values.add(startedAt)
        values.add(endedAt)
    }

    /// The run, as far as the caller may see it: others' runs take the right to oversee them.
    static func visible(_ id: ID<BulkRun>, in db: Reader) throws -> BulkRun {
        let run = try db.find(id)
        guard run.askedBy == db.caller.principal || db.caller.may(.bulkRunsOversee) else {
            throw Problem.notFound(id.reference)
        }
        return run
    }

    /// Ends the run and says so.
    mutating func end(_ state: State, reason: String? = nil, in tx: Transaction) throws {
        try Self.lifecycle.move(&self.state, to: state)
        self.reason = reason
        endedAt = tx.now
        try tx.save(&self)
        let counts = try BulkCounts.of(id, in: tx)
        try tx.emit(BulkRunEnded(run: id, action: action, state: state, counts: counts))
    }
}

/// What came of the records of a run so far. Those that are in none of the counts wait.
public struct BulkCounts: Codable, Sendable, Hashable {
    /// The action was performed.
    public var done = 0
    /// The action was performed and there was nothing to change.
    public var unchanged = 0
    /// The action was refused.
    public var refused = 0
    /// The action waits for somebody's approval.
    public var held = 0

    /// Nothing yet.
    public init() {}

    init(row: inout Row) throws {
        done = try row.next()
        unchanged = try row.next()
        refused = try row.next()
        held = try row.next()
    }

    /// The records that have been tried.
    public var tried: Int { done + unchanged + refused + held }

    mutating func add(_ state: BulkItem.State) {
        switch state {
        case .waiting: return
        case .done: done += 1
        case .unchanged: unchanged += 1
        case .refused: refused += 1
        case .held: held += 1
        }
    }

    static func of(_ run: ID<BulkRun>, in db: Reader) throws -> BulkCounts {
        let sql: SQL =
            "SELECT done, unchanged, refused, held FROM bulk_progress WHERE tenant = \(db.tenant) AND run = \(run)"
        return try db.first(sql) { row in try BulkCounts(row: &row) } ?? BulkCounts()
    }
}
