import Inventory
import Kernel
import Platform
import Tabular

/// What every kind of import does: opens its run, performs parts under its lease, ends it.
struct ImportWork: Sendable {
    let installation: Installation
    let shop: Shop
    let invocation: Invocation

    /// A run at work.
    struct Opened: Sendable {
        let run: ID<ImportRun>
        let lease: String
        let isResumed: Bool
    }

    func start(
        _ kind: ImportRun.Kind, _ source: ImportSource, _ file: MappedFile, _ counts: ImportCounts
    ) async throws -> Opened {
        let lease = installation.ids.next().uuidString
        let started = try await perform(
            StartImport(
                kind: kind, fileName: source.fileName, digest: try source.digest(),
                mapping: file.lines.joined(separator: ", "), lines: counts.lines, documents: counts.documents,
                lease: lease))
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

/// What a run gathers on its way: the report, and why which product or customer was not taken.
struct ImportTally {
    var report: ImportReport
    let file: MappedFile
    private var reasons: [String: String] = [:]
    private var reasonsByLine: [Int: String] = [:]

    init(report: ImportReport, file: MappedFile) {
        self.report = report
        self.file = file
    }

    /// Notes something that is not taken: as a whole, or one line where it has no name.
    mutating func reject(_ subject: String, line: Int?, _ reason: String, lines: Int) {
        report.reject(.init(subject: subject, line: line, reason: reason), lines: lines)
        if subject.isEmpty, let line { reasonsByLine[line] = reason } else { reasons[subject] = reason }
    }

    /// Notes a line that is not taken.
    mutating func reject(line: Int, _ subject: String, _ reason: String) {
        report.reject(.init(subject: subject, line: line, reason: reason), lines: 1)
        reasonsByLine[line] = reason
    }

    /// Writes every line that was not taken, as it stands in the file.
    func write(_ sink: ByteSink, subject: (TabularRecord) -> String?) throws {
        var writer = RejectWriter(sink, headers: file.table.headers)
        if !reasons.isEmpty || !reasonsByLine.isEmpty {
            let records = try file.table.open()
            while try records.next() {
                let record = records.record
                if let reason = reasonsByLine[record.line] ?? subject(record).flatMap({ reasons[$0] }) {
                    try writer.reject(record, reason: reason)
                }
            }
        }
        try writer.close()
    }
}
