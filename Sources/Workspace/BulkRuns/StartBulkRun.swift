import Kernel
import Platform
import Store

/// Begins an action on many records.
struct StartBulkRun: Action {
    static let name: ActionName = "bulk_runs.start"
    static let permission = Permission.bulkRunsRun
    static let summary =
        "Performs an action you may perform on up to 10,000 records, in the background, each for itself."
    static let route = ActionRoute.create
    static var emits: [any Event.Type] { [BulkRunStarted.self] }

    /// The action to perform on each record: `products.publish`.
    var action: ActionName
    /// Its input without the member that names the record; the same for all.
    var input: JSON?
    /// The records, 1 to 10,000, each once.
    var records: [Reference]

    func perform(in tx: Transaction) throws -> BulkRunView {
        let target = try BulkTarget(action, in: tx.registry)
        try tx.caller.require(target.entry.permission)
        let input = input ?? .object(JSONObject())
        try check(input, target)
        guard let first = records.first else { throw Problem.validation([Self.badCount]) }
        _ = try target.action(input, on: first)
        let run = BulkRun(
            id: tx.newID(), action: action, input: input, kind: target.prefix, askedBy: tx.caller.principal,
            total: records.count, at: tx.now)
        try run.begin(in: tx)
        try BulkItem.insert(records, run: run.id, in: tx)
        return try BulkRunView(run, in: tx)
    }

    private static let badCount = FieldError(
        field: "records", code: "out_of_range",
        message: "Name at least one and at most \(WorkspacePolicy.runLimit) records.")

    private func check(_ input: JSON, _ target: BulkTarget) throws {
        var errors: [FieldError] = []
        if !(1...WorkspacePolicy.runLimit).contains(records.count) { errors.append(Self.badCount) }
        if Set(records).count != records.count {
            errors.append(FieldError(field: "records", code: "repeated", message: "Name each record once."))
        }
        if let index = records.firstIndex(where: { record in record.kind != target.prefix }) {
            let message = "'\(action)' is about records whose id begins with \(target.prefix)_."
            errors.append(FieldError(field: "records[\(index)]", code: "wrong_kind", message: message))
        }
        if input.object == nil || input[target.field] != nil {
            let message = "Give the action's input as an object, without '\(target.field)'."
            errors.append(FieldError(field: "input", code: "bad_input", message: message))
        }
        if input.bytes.count > WorkspacePolicy.runInputLimit {
            let message = "The input has at most \(WorkspacePolicy.runInputLimit) bytes."
            errors.append(FieldError(field: "input", code: "too_long", message: message))
        }
        if !errors.isEmpty { throw Problem.validation(errors) }
    }
}

extension BulkRun {
    /// Writes a new run and says that it began. Its items are written after it.
    func begin(in tx: Transaction) throws {
        let open: Int? = try tx.scalar(
            """
            SELECT count(*) FROM bulk_run
            WHERE tenant = \(tx.tenant) AND state = \(State.running) AND asked_by = \(askedBy)
            """)
        if (open ?? 0) >= WorkspacePolicy.openRunLimit { throw Problem.tooManyRuns }
        try tx.insert(self)
        try tx.send(
            """
            INSERT INTO bulk_progress (tenant, run, done, unchanged, refused, held, failures, updated_at)
            VALUES (\(tx.tenant), \(id), 0, 0, 0, 0, 0, \(tx.now))
            """)
        try tx.emit(BulkRunStarted(run: id, action: action, total: total, undoes: undoes))
    }
}
