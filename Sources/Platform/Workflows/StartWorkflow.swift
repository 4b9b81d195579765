import Kernel
import Store

extension Transaction {
    /// Begins a workflow: it is there if, and only if, this transaction commits, and a worker takes it up at once. With a
    /// `key` there is never a second unfinished one of the kind with the same key: whoever starts it again gets the one
    /// that is there.
    @discardableResult
    public func start<W: Workflow>(_ workflow: W, key: String? = nil) throws -> ID<WorkflowRecord> {
        try invariant(registry.workflow(W.name) != nil, "\(W.name) is among the workflows of its module")
        let input = String(decoding: try Wire.encode(workflow), as: UTF8.self)
        let record = WorkflowRecord(
            id: newID(), W.name, about: workflow.subject, input: input, key: key, principal: caller.principal,
            requestID: request.requestID, at: now)
        if let key, let earlier = try unfinishedWorkflow(W.name, key) { return earlier }
        do {
            try nested { try insert(record) }
        } catch let error as DBError where error.isUnique(on: "key") {
            // Somebody else began it at the same moment.
            guard let key, let earlier = try unfinishedWorkflow(W.name, key) else { throw error }
            return earlier
        }
        try WorkflowRecord.writeSteps(of: record, W.steps.map(\.name), in: self)
        try enqueue(AdvanceWorkflow(workflow: record.id, about: record.subject), key: record.id.description)
        return record.id
    }

    /// Has a workflow that waits look at once at what it waits for; one that has ended stays as it is.
    public func wake(_ workflow: ID<WorkflowRecord>) throws {
        guard let record = try get(workflow), [.running, .undoing].contains(record.state) else { return }
        try record.wake(in: self)
    }

    private func unfinishedWorkflow(_ name: WorkflowName, _ key: String) throws -> ID<WorkflowRecord>? {
        try scalar(
            """
            SELECT id FROM workflow WHERE tenant = \(tenant) AND name = \(name.rawValue) AND key = \(key)
                AND state IN ('running', 'undoing')
            """)
    }
}

extension WorkflowRecord {
    /// The steps of a round, none of which was begun.
    static func writeSteps(of record: WorkflowRecord, _ names: [String], in tx: Transaction) throws {
        let rows = names.enumerated().map { position, name -> [DBValue] in
            [
                tx.tenant.dbValue, record.id.dbValue, record.round.dbValue, position.dbValue, name.dbValue,
                DBValue.text("waiting"), 0.dbValue,
            ]
        }
        try tx.insertMany(
            into: "workflow_step",
            columns: ["tenant", "workflow", "round", "position", "name", "state", "attempts"], rows: rows)
    }
}
