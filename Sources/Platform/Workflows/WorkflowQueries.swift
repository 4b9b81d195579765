import Kernel
import Store

/// A workflow as people and programs see it.
struct WorkflowView: Codable, Sendable {
    let id: ID<WorkflowRecord>
    let version: Int
    let name: WorkflowName
    /// The record it is about.
    let subject: Reference
    let state: WorkflowRecord.State
    /// How often it was begun.
    let round: Int
    /// The step that is done or undone now, from 1.
    let step: Int
    /// How often that was tried.
    let attempts: Int
    /// The stable code of why it is undone.
    let reasonCode: String?
    let error: String?
    let principal: String
    let requestID: String
    let createdAt: Instant
    let updatedAt: Instant
    let finishedAt: Instant?

    init(_ record: WorkflowRecord) {
        id = record.id
        version = record.version
        name = record.name
        subject = record.subject
        state = record.state
        round = record.round
        step = record.step + 1
        attempts = record.attempts
        reasonCode = record.reasonCode
        error = record.error
        principal = record.principal
        requestID = record.requestID
        createdAt = record.createdAt
        updatedAt = record.updatedAt
        finishedAt = record.finishedAt
    }
}

/// Workflows, newest first.
struct ListWorkflows: ListQuery {
    static let name: QueryName = "workflows.list"
    static let permission = Permission.workflowsRead
    static let summary = "Workflows with where they stand, newest first."

    /// A workflow's id, or a part of a name or of what went wrong.
    var q: String?
    var state: AnyOf<WorkflowRecord.State>?
    var name: AnyOf<String>?
    /// The record they are about.
    var subject: Reference?
    /// When they were begun, in days of the shop's calendar.
    var created: DayRange?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<WorkflowView> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state", isIndexed: true)
        conditions.add(name, "name", isIndexed: true)
        if let subject { conditions.add("subject = \(subject)") }
        try conditions.add(created, "created_at", ids: "id", in: db)
        try conditions.add(words: q, plain: ["name", "coalesce(error, '')"])
        return try db.page(
            WorkflowRecord.table.columns, from: WorkflowRecord.table.sql, where: conditions, order: .descending("id"),
            limit: limit, after: after
        ) { row in WorkflowView(try WorkflowRecord(row: &row)) }
    }
}

/// One workflow with its steps.
struct GetWorkflow: Query {
    static let name: QueryName = "workflows.get"
    static let permission = Permission.workflowsRead
    static let summary = "One workflow with its steps, what came of each, and its value, secrets masked."

    /// One of the steps.
    struct Step: Codable, Sendable {
        let name: String
        let state: StepState
        let attempts: Int
        let reasonCode: String?
        let error: String?
        let startedAt: Instant?
        let endedAt: Instant?
        let undoneAt: Instant?
        /// In which round of the workflow.
        let round: Int
    }

    struct Answer: Codable, Sendable {
        let workflow: WorkflowView
        /// What the workflow brings about.
        let summary: String?
        /// The steps in order, those of the newest round first.
        let steps: [Step]
        /// Its value now, secrets masked.
        let value: JSON
        /// The job that brings it on.
        let job: ID<JobRecord>?
        /// When it is looked at next, while it waits.
        let dueAt: Instant?
    }

    var workflow: ID<WorkflowRecord>

    func fetch(in db: Reader) throws -> Answer {
        let record = try db.find(workflow)
        let steps = try db.rows(
            """
            SELECT name, state, attempts, reason_code, error, started_at, ended_at, undone_at, round FROM workflow_step
            WHERE tenant = \(db.tenant) AND workflow = \(record.id) ORDER BY round DESC, position LIMIT 200
            """
        ) { row in
            Step(
                name: try row.next(), state: try row.next(), attempts: try row.next(), reasonCode: try row.next(),
                error: try row.next(), startedAt: try row.next(), endedAt: try row.next(), undoneAt: try row.next(),
                round: try row.next())
        }
        let name = AdvanceWorkflow.name.rawValue
        let jobs = try db.records(
            JobRecord.self, where: "name = \(name) AND key = \(record.id.description)", tail: "ORDER BY id DESC LIMIT 1"
        )
        let entry = db.registry.workflow(record.name)
        return Answer(
            workflow: WorkflowView(record), summary: entry?.summary, steps: steps,
            value: try Redaction.shown(record.body, hiding: entry?.redacted), job: jobs.first?.id,
            dueAt: jobs.first.flatMap { job in job.state == .waiting ? job.dueAt : nil })
    }
}
