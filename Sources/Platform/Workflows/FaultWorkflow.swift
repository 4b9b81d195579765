import Kernel
import Store

/// Notes that a step of a workflow failed for good: from then on it is undone, or, where undoing failed, it is stuck.
/// Performed by workers.
struct FaultWorkflow: Action {
    static let name: ActionName = "workflows.fault"
    static let permission = Permission.workflowsManage
    static let summary = "Notes that a step of a workflow failed for good, and lets everybody know."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [WorkflowFaulted.self] }

    var workflow: ID<WorkflowRecord>
    var step: String
    var code: String
    var error: String

    func perform(in tx: Transaction) throws -> WorkflowRecord {
        var record = try tx.find(workflow)
        let isUndoing = record.state == .undoing
        try WorkflowRecord.lifecycle.move(&record.state, to: isUndoing ? .stuck : .undoing)
        if isUndoing { record.finishedAt = tx.now }
        record.attempts = 0
        record.reasonCode = code
        record.error = error
        record.updatedAt = tx.now
        try tx.save(&record)
        try tx.emit(
            WorkflowFaulted(
                workflow: record.id, name: record.name, step: step, isStuck: isUndoing, reasonCode: code, error: error,
                about: record.subject))
        // One that is stuck waits for somebody; of the others their own actions may have said why.
        if !isUndoing, tx.registry.workflow(record.name)?.explainsFaults == true { return record }
        let details = [
            "workflow": record.name.rawValue, "step": step, "code": code, "message": error,
            "record": record.subject.description,
        ]
        try tx.raise(ChoreReasons.fault, about: record.id.reference, details: details)
        return record
    }
}

/// A step of a workflow failed for good.
struct WorkflowFaulted: Event {
    static let name: EventName = "workflow.fault.v1"
    static let summary = "A step of a workflow failed for good: it is undone, or it is stuck where undoing failed too."
    let workflow: ID<WorkflowRecord>
    let name: WorkflowName
    let step: String
    /// Whether what failed was the undoing.
    let isStuck: Bool
    let reasonCode: String
    let error: String
    /// The record the workflow is about.
    let about: Reference
    var subject: Reference { workflow.reference }
}
