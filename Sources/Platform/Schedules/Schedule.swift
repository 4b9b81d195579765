import Kernel

/// A job that every shop does at set times, by the clocks of the shop's zone. People may pause it or choose other times.
public struct Schedule: Sendable {
    /// The stable name, `module.what_it_does`.
    public let name: String
    /// One sentence for people.
    public let summary: String
    /// When: five fields, see `Cron`.
    public let cron: String
    let jobName: JobName
    let enqueue: @Sendable (Transaction, _ key: String) throws -> ID<JobRecord>

    /// A schedule: `Schedule("platform.nightly_proof", "Checks …", cron: "0 2 * * *", job: NightlyProof())`.
    public init<J: Job>(_ name: StaticString, _ summary: String, cron: String, job: J) {
        self.name = "\(name)"
        self.summary = summary
        self.cron = cron
        jobName = J.name
        enqueue = { tx, key in try tx.enqueue(job, key: key) }
    }
}
