import Kernel
import Store

/// What a check of the shop's promises found when it last looked.
struct ProofRecord: Record {
    static let idPrefix = "prf"
    static let table = Table("proof", "name, promise, state, count, findings, checked_at, since")
    /// How many findings are kept.
    static let kept = 20

    /// Whether the promise held.
    enum State: String, Codable, Sendable, CaseIterable, FilterValue, DBEncodable, DBDecodable {
        case holds, drifts
    }

    static let lifecycle = StateMachine<State>(startsAt: .holds, [.holds: [.drifts], .drifts: [.holds]])

    let id: ID<ProofRecord>
    var version: Int
    /// The check's name, as `martlet verify` prints it.
    let name: String
    /// What is promised.
    var promise: String
    var state: State
    /// How many findings there were.
    var count: Int
    /// The first of them.
    var findings: [String]
    /// When it last looked.
    var checkedAt: Instant
    /// Since when it holds, or drifts.
    var since: Instant

    init(id: ID<ProofRecord>, _ line: RecordProof.Line, at now: Instant) {
        self.id = id
        version = 1
        name = line.check
        promise = line.promise
        state = .holds
        count = 0
        findings = []
        checkedAt = now
        since = now
    }

    init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        name = try row.next()
        promise = try row.next()
        state = try row.next()
        count = try row.next()
        findings = try Wire.decode([String].self, from: Array(try row.next(String.self).utf8))
        checkedAt = try row.next()
        since = try row.next()
    }

    func bind(_ values: inout Binder) {
        values.add(name)
        values.add(promise)
        values.add(state)
        values.add(count)
        values.add(String(decoding: JSON.array(findings.map { finding in .string(finding) }).bytes, as: UTF8.self))
        values.add(checkedAt)
        values.add(since)
    }

    /// Takes in what the check found.
    mutating func take(_ line: RecordProof.Line, at now: Instant) throws {
        let next: State = line.count == 0 ? .holds : .drifts
        if next != state {
            try Self.lifecycle.move(&state, to: next)
            since = now
        }
        promise = line.promise
        count = line.count
        findings = line.findings
        checkedAt = now
    }
}

/// What each check found when it last looked, what drifts first.
struct ListProofs: ListQuery {
    static let name: QueryName = "proofs.list"
    static let permission: Permission = "proofs.read"
    static let summary = "The shop's promises with what each check found when it last looked."

    /// A part of a check's name or of what is promised.
    var q: String?
    var state: AnyOf<ProofRecord.State>?
    var limit: Int?
    var after: String?

    func fetch(in db: Reader) throws -> Page<ProofRecord> {
        var conditions = Conditions(["tenant = \(db.tenant)"])
        conditions.add(state, "state")
        try conditions.add(words: q, plain: ["name", "promise"])
        return try db.page(
            ProofRecord.table.columns, from: ProofRecord.table.sql, where: conditions,
            order: .ascending("state", "name"), limit: limit, after: after
        ) { row in try ProofRecord(row: &row) }
    }
}

/// One check with what it found.
struct GetProof: Query {
    static let name: QueryName = "proofs.get"
    static let permission: Permission = "proofs.read"
    static let summary = "One of the shop's promises with the first of what its check found."
    var proof: ID<ProofRecord>
    func fetch(in db: Reader) throws -> ProofRecord { try db.find(proof) }
}

/// A check found that a promise does not hold.
struct ProofDrifted: Event {
    static let name: EventName = "proofs.drifted.v1"
    static let summary = "A check of the shop's data found something that should not be."
    let proof: ID<ProofRecord>
    let check: String
    let findings: Int
    var subject: Reference { proof.reference }
}

/// A promise that did not hold holds again.
struct ProofHeld: Event {
    static let name: EventName = "proofs.held.v1"
    static let summary = "What a check had found is gone."
    let proof: ID<ProofRecord>
    let check: String
    var subject: Reference { proof.reference }
}
