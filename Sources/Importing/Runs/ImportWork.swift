import Inventory
import Kernel
import Platform
import Tabular

/// What every kind of import does: opens its run, performs parts under its lease, ends it.
struct ImportWork: Sendable {
    let installation: Installation
    let shop: Shop
    let invocation: Invocation
    /// The task of a server that this is, if it is one.
    var background: BackgroundTask?
    /// What happens on the way.
    var hooks = ImportHooks()

    /// A run at work.
    struct Opened: Sendable {
        let run: ID<ImportRun>
        let lease: String
        let isResumed: Bool
    }

    func start(
        _ kind: ImportRun.Kind, _ source: ImportSource, _ file: MappedFile, _ counts: ImportCounts
    ) async throws -> Opened {
        let lease = background?.lease ?? installation.ids.next().uuidString
        let started = try await perform(
            StartImport(
                kind: kind, fileName: source.fileName, digest: try source.digest(),
                mapping: file.lines.joined(separator: ", "), lines: counts.lines, documents: counts.documents,
                lease: lease, task: background?.task))
        return Opened(run: started.run.id, lease: lease, isResumed: started.isResumed)
    }

    func finish(_ opened: Opened, _ counts: ImportCounts) async throws -> ImportRun {
        try await end(opened, .finished, nil, counts)
    }

    /// Ends a run that could not go on.
    func stop(_ opened: Opened, _ error: any Error, _ counts: ImportCounts) async throws {
        let problem = error as? Problem
        let isPassing = error is CancellationError || problem?.kind == .unavailable
        let words = problem?.inWords ?? "It was stopped."
        _ = try await end(opened, isPassing ? .interrupted : .failed, words, counts)
    }

    private func end(
        _ opened: Opened, _ ending: EndImport.Ending, _ failure: String?, _ counts: ImportCounts
    ) async throws -> ImportRun {
        try await perform(
            EndImport(
                run: opened.run, lease: opened.lease, ending: ending, failure: failure,
                rejectedDocuments: counts.rejectedDocuments, rejectedLines: counts.rejectedLines))
    }

    /// Opens a first location for stock, where the shop has none.
    func openLocation(if hasStock: Bool) async throws {
        guard hasStock, try await read({ db in try Location.standard(in: db) == nil }) else { return }
        _ = try await perform(CreateLocation(code: "MAIN", name: "Main"))
    }

    func read<T: Sendable>(_ body: @Sendable @escaping (Reader) throws -> T) async throws -> T {
        try await installation.read(as: invocation, body)
    }

    func perform<A: Action>(_ action: A) async throws -> A.Outcome {
        let performed = try await installation.perform(action, as: invocation)
        guard let outcome = performed.outcome else {
            throw Problem(.conflict, "imports.held", "An approval holds this import.")
        }
        return outcome
    }
}

/// The task of a server that an importer does.
struct BackgroundTask: Sendable {
    let task: ID<ImportTask>
    let lease: String
}

/// What a run gathers on its way: the report, and why which product or customer was not taken.
struct ImportTally {
    var report: ImportReport
    let file: MappedFile
    private var reasons: [String: RejectCause] = [:]
    private var reasonsByLine: [Int: RejectCause] = [:]

    init(report: ImportReport, file: MappedFile) {
        self.report = report
        self.file = file
    }

    /// Notes something that is not taken: as a whole, or one line where it has no name.
    mutating func reject(_ subject: String, line: Int?, _ cause: RejectCause, lines: Int) {
        report.reject(.init(subject: subject, line: line, reason: cause.reason), lines: lines)
        if subject.isEmpty, let line { reasonsByLine[line] = cause } else { reasons[subject] = cause }
    }

    /// Notes a line that is not taken.
    mutating func reject(line: Int, _ subject: String, _ cause: RejectCause) {
        report.reject(.init(subject: subject, line: line, reason: cause.reason), lines: 1)
        reasonsByLine[line] = cause
    }

    /// Gives every line that was not taken, as it stands in the file.
    func write(_ taker: any RejectTaker, subject: (TabularRecord) -> String?) async throws {
        if !reasons.isEmpty || !reasonsByLine.isEmpty {
            let headers = file.table.headers
            let records = try file.table.open()
            while try records.next() {
                let record = records.record
                if let cause = reasonsByLine[record.line] ?? subject(record).flatMap({ reasons[$0] }) {
                    try taker.take(record, cause, headers: headers)
                }
            }
        }
        try await taker.close()
    }
}
