import Kernel
import Store

/// Runs every check of `martlet verify` over the shop and keeps what each found.
struct NightlyProof: Job {
    static let name: JobName = "platform.nightly_proof"
    static let summary = "Checks every promise over the shop's data and keeps what each check found."
    static let queue = QueueName.slow
    static let retry = RetryRule(attempts: 3, first: .minutes(5))

    static let schedule = Schedule(
        "platform.nightly_proof", "Checks every promise over the shop's data, in the quiet of the night.",
        cron: "0 2 * * *", job: NightlyProof())

    func run(_ run: JobRun) async throws {
        var lines: [RecordProof.Line] = []
        for check in run.installation.registry.modules.flatMap(\.checks) {
            try run.checkLease()
            let findings = try await run.read { db in try check.findings(db) }
            lines.append(
                RecordProof.Line(
                    check: check.name, promise: check.promise, count: findings.count,
                    findings: findings.prefix(ProofRecord.kept).map { finding in String(finding.prefix(500)) }))
        }
        // What an attempt found is its own: another one looks again.
        try await run.perform(RecordProof(lines: lines), step: "attempt-\(run.attempt)")
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
                try tell(record, before: before, in: tx)
            } else {
                var record = ProofRecord(id: tx.newID(), line, at: tx.now)
                try record.take(line, at: tx.now)
                try tx.insert(record)
                try tell(record, before: .holds, in: tx)
            }
        }
        return Done()
    }

    private func tell(_ record: ProofRecord, before: ProofRecord.State, in tx: Transaction) throws {
        switch (before, record.state) {
        case (.holds, .drifts):
            try tx.emit(ProofDrifted(proof: record.id, check: record.name, findings: record.count))
        case (.drifts, .holds): try tx.emit(ProofHeld(proof: record.id, check: record.name))
        case (.holds, .holds), (.drifts, .drifts): break
        }
    }
}
