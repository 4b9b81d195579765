import Kernel
import Platform
import Store

/// One record of a run and what came of it.
struct BulkItem: Codable, Sendable {
    /// What came of it.
    enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case waiting, done, unchanged, refused, held
    }

    /// The problem it was refused with.
    struct Refusal: Codable, Sendable, Hashable {
        let code: String
        let title: String
        let detail: String?

        init(_ problem: Problem) {
            code = problem.code
            title = problem.title
            let fields = problem.errors.map { error in "\(error.field): \(error.message)" }
            let parts = [problem.detail, fields.isEmpty ? nil : fields.joined(separator: " ")].compactMap { $0 }
            detail = parts.isEmpty ? nil : parts.joined(separator: " ")
        }

        init(code: String, title: String, detail: String?) {
            self.code = code
            self.title = title
            self.detail = detail
        }
    }

    let position: Int
    let record: Reference
    let state: State
    let refusal: Refusal?
    let approval: ID<Approval>?

    static let columns: SQL = "position, record, state, code, title, detail, approval"

    init(row: inout Row, kind: String) throws {
        position = try row.next()
        record = Reference(kind: kind, raw: try row.next())
        state = try row.next()
        let code: String? = try row.next()
        let title: String? = try row.next()
        let detail: String? = try row.next()
        refusal = code.map { code in Refusal(code: code, title: title ?? code, detail: detail) }
        approval = try row.next()
    }

    /// Writes the records of a new run, all waiting.
    static func insert(_ records: [Reference], run: ID<BulkRun>, in tx: Transaction) throws {
        var values: [DBValue] = []
        values.reserveCapacity(records.count * 5)
        for (index, record) in records.enumerated() {
            values += [tx.tenant.dbValue, run.dbValue, (index + 1).dbValue, record.raw.dbValue, State.waiting.dbValue]
        }
        try tx.insertMany(
            into: "bulk_item", columns: ["tenant", "run", "position", "record", "state"], values: values)
    }

    /// The records of a run that wait, in order.
    static func waiting(of run: BulkRun, limit: Int, in db: Reader) throws -> [(position: Int, record: Reference)] {
        try db.rows(
            """
            SELECT position, record FROM bulk_item
            WHERE tenant = \(db.tenant) AND run = \(run.id) AND state = \(State.waiting)
            ORDER BY position LIMIT \(limit)
            """
        ) { row in (position: try row.next(), record: Reference(kind: run.kind, raw: try row.next())) }
    }

    /// Notes what came of a record; answers its new state.
    static func note(_ attempt: Attempt, at position: Int, run: ID<BulkRun>, in tx: Transaction) throws -> State {
        let state: State
        var refusal: Refusal?
        var approval: ID<Approval>?
        switch attempt {
        case .done: state = .done
        case .unchanged: state = .unchanged
        case .held(let id): (state, approval) = (.held, id)
        case .refused(let problem): (state, refusal) = (.refused, Refusal(problem))
        }
        try tx.send(
            """
            UPDATE bulk_item SET state = \(state), code = \(refusal?.code), title = \(refusal?.title),
                detail = \(refusal?.detail), approval = \(approval)
            WHERE tenant = \(tx.tenant) AND run = \(run) AND position = \(position)
            """)
        return state
    }
}
