import Kernel

/// A kind of job as workers and faces see it.
public struct JobEntry: Sendable {
    /// `payments.send_refund`
    public let name: JobName
    /// The module that declares it.
    public let module: String
    /// One sentence.
    public let summary: String
    /// Where its jobs wait.
    public let queue: QueueName
    /// How often one is tried.
    public let retry: RetryRule
    /// Members that are never shown.
    public let redacted: Set<String>
    /// Reads a stored job.
    let decode: @Sendable (String) throws -> any Job

    init<J: Job>(_ type: J.Type, module: String) {
        name = J.name
        self.module = module
        summary = J.summary
        queue = J.queue
        retry = J.retry
        redacted = J.redacted
        decode = { text in try Wire.decode(J.self, from: Array(text.utf8)) }
    }
}

/// What waits to be done in this build: jobs, schedules and workflows, by name.
struct Chores: Sendable {
    let jobs: [String: JobEntry]
    let schedules: [Schedule]
    let workflows: [String: WorkflowEntry]

    /// Collects them from the modules, and notes what is wrong with them.
    init(_ modules: [Module], faults: inout [String]) {
        var jobs: [JobEntry] = []
        var workflows: [WorkflowEntry] = []
        for module in modules {
            for type in module.jobs { jobs.append(JobEntry(type, module: module.name)) }
            for type in module.workflows {
                workflows.append(WorkflowEntry(type, module: module.name, faults: &faults))
            }
        }
        schedules = modules.flatMap(\.schedules).sorted { $0.name < $1.name }
        self.jobs = Dictionary(jobs.map { ($0.name.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        self.workflows = Dictionary(workflows.map { ($0.name.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        faults += Registry.nameFaults(jobs.map(\.name.rawValue), "job")
        faults += Registry.nameFaults(workflows.map(\.name.rawValue), "workflow")
        faults += Registry.nameFaults(schedules.map(\.name), "schedule")
        for job in jobs where !Self.isWord(job.queue.rawValue) {
            faults.append("job \(job.name) waits in '\(job.queue)', which is not one lower-case word")
        }
        for schedule in schedules {
            if self.jobs[schedule.jobName.rawValue] == nil {
                faults.append("schedule \(schedule.name) asks for \(schedule.jobName), which no module declares")
            }
            if (try? Cron(schedule.cron)) == nil {
                faults.append("schedule \(schedule.name) has no times: '\(schedule.cron)'")
            }
        }
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { byte in byte == UInt8(ascii: "_") || (97...122).contains(byte) }
    }
}

extension Registry {
    /// A kind of job; nil when this build has none of the name.
    public func job(_ name: JobName) -> JobEntry? { chores.jobs[name.rawValue] }
    /// A kind of workflow; nil when this build has none of the name.
    public func workflow(_ name: WorkflowName) -> WorkflowEntry? { chores.workflows[name.rawValue] }
    /// Every kind of job, by name.
    public var jobs: [JobEntry] { chores.jobs.values.sorted { $0.name.rawValue < $1.name.rawValue } }
    /// Every kind of workflow, by name.
    public var workflows: [WorkflowEntry] { chores.workflows.values.sorted { $0.name.rawValue < $1.name.rawValue } }
    /// Every schedule, by name.
    public var schedules: [Schedule] { chores.schedules }
    /// The queues in which this build's jobs wait, by name.
    public var queues: [QueueName] {
        Set(chores.jobs.values.map(\.queue)).sorted { $0.rawValue < $1.rawValue }
    }
}
