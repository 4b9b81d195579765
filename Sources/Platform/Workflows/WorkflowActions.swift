import Kernel
import Store

/// Lets a workflow go on: one that is stuck is undone further, one that was undone begins anew, one that waits is
/// looked at at once.
struct RetryWorkflow: Action {
    static let name: ActionName = "workflows.retry"
    static let permission = Permission.workflowsManage
    static let summary = "Goes on with a workflow that is stuck or waits, and begins one anew that was undone."
    static var emits: [any Event.Type] { [WorkflowRetried.self] }

    var workflow: ID<WorkflowRecord>

    func perform(in tx: Transaction) throws -> WorkflowView {
        var record = try tx.find(workflow)
        switch record.state {
        case .running, .undoing: break
        case .stuck: try record.move(to: .undoing, at: tx.now)
        case .undone:
            try begin(&record, in: tx)
        case .done:
            throw Problem(
                .conflict, "workflows.done", "This workflow is done; there is nothing to do again.",
                remedy: "What it did is undone by its own action, if there is one.")
        }
        record.attempts = 0
        try tx.save(&record)
        try record.wake(in: tx)
        try tx.emit(WorkflowRetried(workflow: record.id, name: record.name, round: record.round))
        return WorkflowView(record)
    }

    private func begin(_ record: inout WorkflowRecord, in tx: Transaction) throws {
        guard let entry = tx.registry.workflow(record.name) else {
            throw Problem(.conflict, "workflows.unknown", "This build knows no workflow '\(record.name)'.")
        }
        if let key = record.key {
            let other: ID<WorkflowRecord>? = try tx.scalar(
                """
                SELECT id FROM workflow WHERE tenant = \(tx.tenant) AND name = \(record.name.rawValue)
                    AND key = \(key) AND state IN ('running', 'undoing')
                """)
            guard other == nil else {
                throw Problem(
                    .conflict, "workflows.asked_again", "The same was asked for again and is under way.",
                    remedy: "Look at the other workflow; nothing needs to be done here.")
            }
        }
        try record.move(to: .running, at: tx.now)
        record.round += 1
        record.step = 0
        record.body = record.input
        record.reasonCode = nil
        record.error = nil
        try WorkflowRecord.writeSteps(of: record, entry.steps, in: tx)
    }
}

/// Decides that a workflow is not to be brought to its end: the steps that were begun are undone.
struct CancelWorkflow: Action {
    static let name: ActionName = "workflows.cancel"
    static let permission = Permission.workflowsManage
    static let summary = "Stops a workflow and undoes the steps that were begun."
    static var emits: [any Event.Type] { [WorkflowCancelled.self] }

    var workflow: ID<WorkflowRecord>

    func perform(in tx: Transaction) throws -> WorkflowView {
        var record = try tx.find(workflow)
        try record.move(to: .undoing, at: tx.now, from: .running)
        record.attempts = 0
        record.reasonCode = "workflows.cancelled"
        record.error = "Somebody cancelled it."
        try tx.save(&record)
        try record.wake(in: tx)
        try tx.emit(WorkflowCancelled(workflow: record.id, name: record.name))
        return WorkflowView(record)
    }
}

extension WorkflowRecord {
    /// Moves it on behalf of somebody, who may ask for one way only where there are several.
    mutating func move(to next: State, at now: Instant, from only: State? = nil) throws {
        if let only, state != only {
            throw Problem(
                .conflict, "workflows.not_running", "Only a workflow that is under way can be cancelled.",
                details: ["workflow": id.description, "state": state.rawValue])
        }
        try Self.lifecycle.move(&state, to: next)
        updatedAt = now
        finishedAt = nil
    }

    /// Has its job look at it at once; one that died or was cancelled is asked for again.
    func wake(in tx: Transaction) throws {
        try tx.hasten(AdvanceWorkflow(workflow: id, about: subject), key: id.description)
    }
}

/// Somebody let a workflow go on.
struct WorkflowRetried: Event {
    static let name: EventName = "workflows.retried.v1"
    static let summary = "Somebody let a workflow go on or begin anew."
    let workflow: ID<WorkflowRecord>
    let name: WorkflowName
    let round: Int
    var subject: Reference { workflow.reference }
}

/// Somebody cancelled a workflow.
struct WorkflowCancelled: Event {
    static let name: EventName = "workflows.cancelled.v1"
    static let summary = "Somebody stopped a workflow; what was begun is undone."
    let workflow: ID<WorkflowRecord>
    let name: WorkflowName
    var subject: Reference { workflow.reference }
}
