import Kernel
import Store

/// Runs every check of `martlet verify` over the shop and keeps what each found.
struct NightlyProof: Job {
    static let name: JobName = "platform.nightly_proof"
    static let summary = "Checks every promise over the shop's data and keeps what each check found."
    static let queue = QueueName.slow
    static let retry = RetryRule(attempts: 5, first: .minutes(5))

    static let schedule = Schedule(
        "platform.nightly_proof", "Checks every promise over the shop's data, in the quiet of the night.",
        cron: "0 2 * * *", job: NightlyProof())

    func run(_ run: JobRun) async throws {
        var lines: [RecordProof.Line] = []
        for check in run.installation.registry.modules.flatMap(\.checks) {
            try run.checkLease()
            let findings = try await run.read { db in try check.findings(db) }
            let repair = findings.isEmpty ? nil : try await Self.repair(check, run)
            lines.append(
                RecordProof.Line(
                    check: check.name, promise: check.promise, count: findings.count,
                    findings: findings.prefix(ProofRecord.kept).map { finding in String(finding.prefix(500)) },
                    repair: repair))
        }
        // What an attempt found is its own: another one looks again. Attempts are counted anew when somebody tries the job
        // again, leases never are.
        try await run.perform(RecordProof(lines: lines), step: "lease-\(run.lease.fence.token)")
    }

    /// How many records a proposed repair is about.
    private static let portion = 200

    private static func repair(_ check: Check, _ run: JobRun) async throws -> RecordProof.Repair? {
        guard let propose = check.repair else { return nil }
        return try await run.read { db in try propose(db, portion).map(RecordProof.Repair.init) }
    }
}

/// Has the shop's data checked now.
struct CheckProof: Action {
    static let name: ActionName = "proofs.check"
    static let permission: Permission = "proofs.check"
    static let summary = "Checks the shop's data again now, in the background: this promise and all others."

    /// The check that found something.
    var proof: ID<ProofRecord>

    struct Outcome: Codable, Sendable {
        /// The job that does it.
        let job: ID<JobRecord>
    }

    func perform(in tx: Transaction) throws -> Outcome {
        let record = try tx.find(proof)
        tx.touch(record.id.reference)
        return Outcome(job: try tx.enqueue(NightlyProof(), priority: 1, key: "now"))
    }
}

/// Keeps what the checks found: one record for each check, and word when one drifts or holds again.
struct RecordProof: Action {
    static let name: ActionName = "proofs.record"
    static let permission: Permission = "proofs.manage"
    static let summary = "Keeps what each check found over the shop's data."
    static let route = ActionRoute.internalOnly
    static var emits: [any Event.Type] { [ProofDrifted.self, ProofHeld.self] }

    /// What a check found.
    struct Line: Codable, Sendable {
        let check: String
        let promise: String
        let count: Int
        let findings: [String]
        /// What would put it right.
        var repair: Repair?
    }

    /// An action that puts right what was found, with its input.
    struct Repair: Codable, Sendable {
        let action: ActionName
        let input: JSON

        init(_ proposed: any Action) throws {
            action = type(of: proposed).name
            input = try Wire.json(proposed)
        }
    }

    var lines: [Line]

    func perform(in tx: Transaction) throws -> Done {
        let known = try tx.records(ProofRecord.self, where: "1 = 1")
        let byName = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for line in lines {
            if var record = byName[line.check] {
                let before = record.state
                try record.take(line, at: tx.now)
                try tx.save(&record)
                try tell(record, line.repair, before: before, in: tx)
            } else {
                var record = ProofRecord(id: tx.newID(), line, at: tx.now)
                try record.take(line, at: tx.now)
                try tx.insert(record)
                try tell(record, line.repair, before: .holds, in: tx)
            }
        }
        return Done()
    }

    private func tell(
        _ record: ProofRecord, _ repair: Repair?, before: ProofRecord.State, in tx: Transaction
    ) throws {
        switch (before, record.state) {
        case (.holds, .drifts):
            try tx.emit(ProofDrifted(proof: record.id, check: record.name, findings: record.count))
            try raise(record, repair, in: tx)
        case (.drifts, .holds):
            try tx.emit(ProofHeld(proof: record.id, check: record.name))
            try tx.settle(ChoreReasons.drift, about: record.id.reference)
            try tx.settle(ChoreReasons.repairable, about: record.id.reference)
        case (.drifts, .drifts): try raise(record, repair, in: tx)
        case (.holds, .holds): break
        }
    }

    /// One exception tells of it: with the repair where there is one, else for people to look at.
    private func raise(_ record: ProofRecord, _ repair: Repair?, in tx: Transaction) throws {
        let details = [
            "check": record.name, "promise": record.promise, "count": String(record.count),
            "message": record.findings.first ?? "",
        ]
        let (code, other) =
            repair == nil
            ? (ChoreReasons.drift, ChoreReasons.repairable) : (ChoreReasons.repairable, ChoreReasons.drift)
        try tx.settle(other, about: record.id.reference)
        let action = try repair.map { repair in
            try tx.registry.action(repair.action.rawValue).decode(repair.input.bytes)
        }
        try tx.raise(code, about: record.id.reference, details: details, retry: action)
    }
}
