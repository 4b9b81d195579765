import Kernel
import Store

/// The face of the database that actions get: everything a reader has, and writing. What it is told (records saved,
/// events emitted, nested actions) becomes audit rows and events when the action returns, in the same commit.
public final class Transaction: Reader {
    let ids: IDSource
    let expectedVersion: Int?
    /// Actions that have returned, inner ones before the one that performed them.
    private(set) var finished: [ActionTrail] = []
    private var running: [ActionTrail] = []
    private var loaded: [RawID: any Record] = [:]
    private var collected: [any Collected] = []
    /// What is new, where somebody wants to know.
    private var watched: Novelty?

    init(
        db: Connection, tenant: Int64, caller: Caller, request: RequestContext, now: Instant, registry: Registry,
        ids: IDSource, expectedVersion: Int? = nil
    ) {
        self.ids = ids
        self.expectedVersion = expectedVersion
        super.init(db: db, tenant: tenant, caller: caller, request: request, now: now, registry: registry)
    }

    /// A new id, ordered by time.
    public func newID<E: Identified>(_ type: E.Type = E.self) -> ID<E> {
        let id = ids.id(E.self)
        watched?.add(id.raw)
        return id
    }

    /// To be said of a number that a counter has just given, as it stands in records: `CN-000017`. Another moment would
    /// have given another, which makes no difference to what is approved.
    public func counted(_ number: String) -> String {
        watched?.add(number)
        return number
    }

    /// Runs a part and answers what was performed in it, and what of that is new.
    func watching<T>(_ body: () throws -> T) throws -> (T, [ActionTrail], Novelty) {
        let (outer, start) = (watched, finished.count)
        watched = Novelty()
        defer { watched = outer }
        let value = try body()
        return (value, Array(finished[start...]), watched ?? Novelty())
    }

    /// Remembers the record as loaded, so that a later save audits before and after.
    public override func get<R: Record>(_ id: ID<R>) throws -> R? {
        let record = try super.get(id)
        if let record { loaded[id.raw] = record }
        return record
    }

    /// Runs a statement that changes rows; answers how many.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int { try db.execute(sql) }

    /// Runs a statement whose result is not needed; on PostgreSQL it travels with the next one.
    public func send(_ sql: SQL) throws { try db.send(sql) }

    /// Inserts many plain rows in few statements.
    public func insertMany(into table: StaticString, columns: [StaticString], rows: [[DBValue]]) throws {
        try db.insertMany(into: table, columns: columns, rows: rows)
    }

    /// The same from one flat array, row after row: the fastest way in.
    public func insertMany(into table: StaticString, columns: [StaticString], values: [DBValue]) throws {
        try db.insertMany(into: table, columns: columns, values: values)
    }

    /// A part that may fail without failing the action: rolled back alone when it throws.
    public func nested<T>(_ body: () throws -> T) throws -> T {
        let before = (finished, running)
        let collectedBefore = collected.count
        do {
            return try db.nested(body)
        } catch {
            (finished, running) = before
            collected.removeLast(collected.count - collectedBefore)
            throw error
        }
    }

    /// Inserts a new record.
    public func insert<R: Record>(_ record: R) throws {
        try db.send(try insertion(of: record))
        loaded[record.id.raw] = record
        note(RecordChange(kind: .inserted, record: record.id.reference, before: nil, after: record))
    }

    /// Saves a record under its version: somebody else's save in between is a conflict, never overwritten.
    public func save<R: Record>(_ record: inout R) throws {
        let before = loaded[record.id.raw]
        if let expectedVersion, running.count == 1, running[0].changes.isEmpty, record.version != expectedVersion {
            throw Problem.versionMismatch(record.id.reference, current: record.version)
        }
        var values = Binder(capacity: R.table.columnCount + 3)
        record.bind(&values)
        try invariant(values.values.count == R.table.columnCount, "\(R.table.name) binds each of its columns")
        values.add(tenant)
        values.add(record.id)
        values.add(record.version)
        guard try db.execute(R.table.update.bound(to: values.values)) == 1 else {
            throw Problem.changedMeanwhile(record.id.reference)
        }
        record.version += 1
        loaded[record.id.raw] = record
        note(RecordChange(kind: .saved, record: record.id.reference, before: before, after: record))
    }

    /// Deletes a record for good. Most records are archived instead.
    public func delete<R: Record>(_ record: R) throws {
        let sql: SQL =
            "DELETE FROM \(R.table.sql) WHERE tenant = \(tenant) AND id = \(record.id) AND version = \(record.version)"
        guard try db.execute(sql) == 1 else { throw Problem.changedMeanwhile(record.id.reference) }
        loaded[record.id.raw] = nil
        note(RecordChange(kind: .deleted, record: record.id.reference, before: record, after: nil))
    }

    /// Says that something happened. It is in the log if, and only if, this transaction commits.
    public func emit<E: Event>(_ event: E) throws {
        try invariant(!running.isEmpty, "events are emitted by actions")
        let current = running.count - 1
        let isDeclared = running[current].emits.contains { declared in declared.name == E.name }
        try invariant(isDeclared, "\(running[current].name) declares the events it emits, also \(E.name)")
        running[current].events.append(
            PendingEvent(
                id: ids.id(EventEntity.self), name: E.name, subject: event.subject, occurredAt: event.occurredAt ?? now,
                payload: String(decoding: try Wire.encode(event), as: UTF8.self), standing: E.standing))
    }

    /// Leaves something to be written together with its like when all actions have returned.
    public func collect(_ item: some Collected) { collected.append(item) }

    func takeCollected() -> [any Collected] {
        defer { collected = [] }
        return collected
    }

    /// Performs another action as part of this one: same transaction, its own audit row, all or nothing. The
    /// permission was checked for the action that was asked for; what it is made of is its own affair. A caller limited
    /// to locations is held to them here too.
    @discardableResult
    public func perform<A: Action>(_ action: A) throws -> A.Outcome {
        if caller.locations != nil { try caller.require(locations: action.touchedLocations(in: self)) }
        running.append(ActionTrail(action))
        let outcome = try action.perform(in: self)
        finished.append(running.removeLast())
        return outcome
    }

    /// Names a record for the audit row where rows were written in bulk rather than as records.
    public func touch(_ reference: Reference) {
        if running.isEmpty { return }
        running[running.count - 1].subjects.append(reference)
    }

    private func note(_ change: RecordChange) {
        if running.isEmpty { return }
        running[running.count - 1].changes.append(change)
    }

    private func insertion<R: Record>(of record: R) throws -> SQL {
        var values = Binder(capacity: R.table.columnCount + 3)
        values.add(tenant)
        values.add(record.id)
        values.add(record.version)
        record.bind(&values)
        try invariant(values.values.count == R.table.columnCount + 3, "\(R.table.name) binds each of its columns")
        return R.table.insert.bound(to: values.values)
    }
}

/// What one performed action leaves behind, collected until the commit.
struct ActionTrail {
    let name: ActionName
    let emits: [any Event.Type]
    let action: any Action
    var changes: [RecordChange] = []
    var subjects: [Reference] = []
    var events: [PendingEvent] = []

    init<A: Action>(_ action: A) {
        name = A.name
        emits = A.emits
        self.action = action
    }
}

struct PendingEvent {
    let id: ID<EventEntity>
    let name: EventName
    let subject: Reference
    let occurredAt: Instant
    let payload: String
    let standing: Set<String>
}

extension Problem {
    /// Somebody else saved the record while this action ran.
    static func changedMeanwhile(_ reference: Reference) -> Problem {
        Problem(
            .conflict, "changed_meanwhile", "Somebody else changed this record at the same moment.",
            remedy: "Load it again and repeat what you wanted to do.", details: ["id": reference.description])
    }

    /// The caller's `If-Match` names another version than the stored one.
    static func versionMismatch(_ reference: Reference, current: Int) -> Problem {
        Problem(
            .preconditionFailed, "version_mismatch", "The record has changed since you loaded it.",
            remedy: "Load it again, look at what changed, and repeat.",
            details: ["id": reference.description, "current_version": String(current)])
    }
}
