import Kernel
import Platform
import Store

/// An import, or the trial of one, that servers do in the background for whoever asked: what was asked for, who works on
/// it, how far it is, and what came of it.
public struct ImportTask: Record {
    /// `imt_…`
    public static let idPrefix = "imt"
    /// Its table.
    public static let table = Table(
        "import_task",
        """
        purpose, kind, state, upload_id, run_id, file_name, mapping, options, asker, lease, lease_until, attempts, phase,
        done, total, phase_since, headers, report, failure_code, failure, created_at, updated_at, finished_at
        """)

    /// What is done.
    public enum Purpose: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case trial, `import`
    }

    /// Where it stands.
    public enum State: String, Codable, Sendable, CaseIterable, DBEncodable, DBDecodable {
        case waiting, running, finished, failed, stopped
    }

    /// The id.
    public let id: ID<ImportTask>
    /// Counts the saves.
    public var version: Int
    /// What is done.
    public let purpose: Purpose
    /// What kind of list it is.
    public let kind: ImportRun.Kind
    /// Where it stands.
    public internal(set) var state: State
    /// The file.
    public let upload: ID<ImportUpload>
    /// The import it does; absent for a trial.
    public let run: ID<ImportRun>?
    /// The file's name.
    public let fileName: String
    /// The columns that were named, as `COLUMN=FIELD`.
    public let mapping: [String]
    /// What else was said about the file.
    public let options: ImportChoices
    /// Who asked; it is done with what they may do at that time.
    public let asker: String
    /// Which server works on it, and until when it may.
    var lease = ""
    var leaseUntil: Instant?
    /// How often a server has begun with it.
    public internal(set) var attempts = 0
    /// What is being done.
    public internal(set) var phase: ImportProgress.Phase?
    /// Documents (or lines, while surveying) that are through.
    public internal(set) var done = 0
    /// Of how many; absent while that is not known.
    public internal(set) var total: Int?
    /// When the phase began.
    public internal(set) var phaseSince: Instant?
    /// The columns of the file, for the list of lines that were not taken.
    var headers: [String] = []
    /// What came of it.
    public internal(set) var report: ImportReport?
    /// The stable code of what went wrong.
    public internal(set) var failureCode: String?
    /// What went wrong, in words.
    public internal(set) var failure: String?
    /// When it was asked for.
    public let createdAt: Instant
    /// When it last got on.
    public internal(set) var updatedAt: Instant
    /// When it ended.
    public internal(set) var finishedAt: Instant?

    enum CodingKeys: String, CodingKey {
        case id, version, purpose, kind, state, upload, run, fileName, mapping, options, asker, attempts, phase, done
        case total, phaseSince, report, failureCode, failure, createdAt, updatedAt, finishedAt
    }

    init(
        id: ID<ImportTask>, _ purpose: Purpose, _ upload: ImportUpload, run: ID<ImportRun>?, mapping: [String],
        options: ImportChoices, asker: String, at now: Instant
    ) {
        self.id = id
        version = 1
        self.purpose = purpose
        kind = upload.kind
        state = .waiting
        self.upload = upload.id
        self.run = run
        fileName = upload.fileName
        self.mapping = mapping
        self.options = options
        self.asker = asker
        createdAt = now
        updatedAt = now
    }

    /// Reads a row.
    public init(row: inout Row) throws {
        id = try row.next()
        version = try row.next()
        purpose = try row.next()
        kind = try row.next()
        state = try row.next()
        upload = try row.next()
        run = try row.next()
        fileName = try row.next()
        mapping = try StoredJSON.read(row.next())
        options = try StoredJSON.read(row.next())
        asker = try row.next()
        lease = try row.next()
        leaseUntil = try row.next()
        attempts = try row.next()
        let phase: String? = try row.next()
        self.phase = phase.flatMap(ImportProgress.Phase.init(rawValue:))
        done = try row.next()
        total = try row.next()
        phaseSince = try row.next()
        headers = try StoredJSON.read(row.next())
        let report: String? = try row.next()
        self.report = try report.map { text in try StoredJSON.read(text) }
        failureCode = try row.next()
        failure = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        finishedAt = try row.next()
    }

    /// Writes the columns.
    public func bind(_ values: inout Binder) {
        values.add(purpose)
        values.add(kind)
        values.add(state)
        values.add(upload)
        values.add(run)
        values.add(fileName)
        values.add(StoredJSON.text(mapping))
        values.add(StoredJSON.text(options))
        values.add(asker)
        values.add(lease)
        values.add(leaseUntil)
        values.add(attempts)
        values.add(phase?.rawValue)
        values.add(done)
        values.add(total)
        values.add(phaseSince)
        values.add(StoredJSON.text(headers))
        values.add(report.map { report in StoredJSON.text(report) })
        values.add(failureCode)
        values.add(failure)
        values.add(createdAt)
        values.add(updatedAt)
        values.add(finishedAt)
    }
}

extension ImportTask {
    /// The moves of a task.
    public static let lifecycle = StateMachine<State>(
        startsAt: .waiting,
        [
            .waiting: [.running, .stopped],
            .running: [.finished, .failed, .stopped],
            .finished: [],
            .failed: [],
            .stopped: [],
        ])

    /// Whether a server works on it or is going to.
    public var isOpen: Bool { state == .waiting || state == .running }

    mutating func move(to next: State, at now: Instant) throws {
        try Self.lifecycle.move(&state, to: next)
        updatedAt = now
        if !isOpen {
            finishedAt = now
            leaseUntil = nil
        }
    }

    /// Refuses whoever no longer holds the lease.
    func require(lease: String) throws {
        if state == .running, self.lease == lease { return }
        throw Problem(
            .conflict, "imports.task_taken_over", "Another server works on this, or it was stopped.",
            details: ["task": id.description, "state": state.rawValue])
    }

    /// How much of the work a run's own numbers show, for people who watch.
    public var progress: TaskProgress {
        let span = phaseSince.map { since in (updatedAt - since).microseconds / 1_000_000 } ?? 0
        let rate = span > 0 ? Int(Int64(done) / span) : nil
        let left = total.flatMap { total in rate.flatMap { rate in rate > 0 ? max(0, total - done) / rate : nil } }
        return TaskProgress(
            task: id, state: state, phase: phase, done: done, total: total,
            percent: total.map { total in total == 0 ? 100 : min(100, done * 100 / total) }, perSecond: rate,
            secondsLeft: state == .running ? left : nil, failureCode: failureCode, failure: failure)
    }

    /// The newest task of an import.
    static func latest(of run: ID<ImportRun>, in db: Reader) throws -> ImportTask? {
        try db.records(ImportTask.self, where: "run_id = \(run)", tail: "ORDER BY id DESC LIMIT 1").first
    }
}

/// How far a task is, for people who watch it.
public struct TaskProgress: Codable, Sendable {
    /// The task.
    public let task: ID<ImportTask>
    /// Where it stands.
    public let state: ImportTask.State
    /// What is being done.
    public let phase: ImportProgress.Phase?
    /// Documents (or lines, while surveying) that are through.
    public let done: Int
    /// Of how many; absent while that is not known.
    public let total: Int?
    /// The share of the phase, 0 to 100.
    public let percent: Int?
    /// How many a second; absent in the first second.
    public let perSecond: Int?
    /// About how many seconds are left.
    public let secondsLeft: Int?
    /// The stable code of what went wrong.
    public let failureCode: String?
    /// What went wrong, in words.
    public let failure: String?
}

/// Values that are kept as JSON text, as they are on the wire.
enum StoredJSON {
    static func text(_ value: some Encodable) -> String {
        // What is stored here was decoded from JSON or is made of texts and numbers: it always encodes.
        (try? Wire.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    static func read<T: Decodable>(_ text: String) throws -> T { try Wire.decode(T.self, from: Array(text.utf8)) }
}
